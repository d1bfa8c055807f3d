// Package colfile writes Parquet files of rows that are in order. A general
// writer takes rows by reflection and hashes each text to find its place in a
// dictionary; here a text is first compared with the one of the row before, which
// it mostly is, and a value costs a few nanoseconds. A column that is constant, or
// NULL, for all rows of a page is one run. The encodings, the compression and the
// footer's form are parquet-go's.
//
// It must not know what the columns mean.
package colfile
