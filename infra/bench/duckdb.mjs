// Runs duckdb.sql: node duckdb.mjs SQL LOG OUT THREADS
// or counts what it wrote: node duckdb.mjs --hits OUT
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

// The package lies in a cache folder, not beside this file.
const require = createRequire(process.env.NODE_PACKAGES + '/')
const { DuckDBInstance } = require('@duckdb/node-api')

const connection = await (await DuckDBInstance.create(':memory:')).connect()
const [sql, ...args] = process.argv.slice(2)
if (sql === '--hits') {
  const answer = await connection.runAndReadAll(`select sum(hits)::varchar, count(*)::varchar from '${args[0]}'`)
  console.log(answer.getRows()[0].join(' '))
} else if (sql === '--version') {
  const answer = await connection.runAndReadAll('select version()')
  console.log(answer.getRows()[0][0])
} else {
  const [log, out, threads] = args
  const text = await readFile(sql, 'utf8')
  const values = { LOG: log, OUT: out, THREADS: threads }
  await connection.run(text.replace(/\{(LOG|OUT|THREADS)\}/g, (_, name) => values[name]))
}
