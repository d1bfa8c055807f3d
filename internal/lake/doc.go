// Package lake says where things lie in a lake and what they look like inside:
// object keys, the Parquet schema of the activity table, the stamp in each
// file's footer (which source, which revision, how much was read), reading them
// back column by column, and merging the files of a day into one.
//
// It must not know logs, reports or a particular store, and it decides nothing:
// the order of writes is that of packages ingest and compact.
package lake
