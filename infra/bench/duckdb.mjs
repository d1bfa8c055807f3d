// Runs a file such as duckdb.sql: node duckdb.mjs SQL LOG OUT THREADS
// or prints the first row of an answer: node duckdb.mjs --query SQL
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

// The package lies in a cache folder, not beside this file.
const require = createRequire(process.env.NODE_PACKAGES + '/')
const { DuckDBInstance } = require('@duckdb/node-api')

const connection = await (await DuckDBInstance.create(':memory:')).connect()
const [sql, ...args] = process.argv.slice(2)
if (sql === '--query') {
  const answer = await connection.runAndReadAll(args[0])
  console.log(answer.getRows()[0].join(' '))
} else {
  const [log, out, threads] = args
  const text = await readFile(sql, 'utf8')
  const values = { LOG: log, OUT: out, THREADS: threads }
  await connection.run(text.replace(/\{(LOG|OUT|THREADS)\}/g, (_, name) => values[name]))
}
