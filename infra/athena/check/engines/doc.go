// Package engines has tests only: every table, view and saved query of package athena
// is created and asked on real engines over lakes that the tests make of logs, and the
// answers are compared with each other, with the report, and with what the makers of
// the logs counted. The engines are Trino, which is Athena's, and DuckDB; Parquet is
// also read by Arrow. Without Trino (`make test-athena` installs it) the rest is
// tested.
package engines
