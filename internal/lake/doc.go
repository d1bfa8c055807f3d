// Package lake says where things lie in a lake and what they look like inside:
// object keys, the Parquet schema of the activity table, the stamp in each
// file's footer (which source, which revision, how much was read), and reading
// them back column by column.
//
// It must not know logs, reports or a particular store, and it decides nothing:
// the order of writes is package ingest's.
package lake
