// Package colfile writes Parquet files of rows that are in order, with checksums over
// every byte, and reads them. A general writer takes rows by reflection and hashes each
// text to find its place in a dictionary; here a text is first compared with the one of
// the row before, which it mostly is, and a value costs a few nanoseconds. A column
// that is constant, or NULL, for all rows of a page is one run. The encodings, the compression and the footer's form are parquet-go's.
//
// What is read is hostile: no byte is looked at before its checksum was, and no count in
// the file makes a reader allocate more than a page may have. Files that other programs
// wrote have no checksums; parquet-go decodes them within the same bounds.
//
// It must not know what the columns mean.
package colfile
