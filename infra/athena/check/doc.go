// Package check holds the SQL of package athena against what is true: it makes lakes
// of logs and opens them in DuckDB, which is not the reader that the reports have. It
// is a module of its own because DuckDB needs a C compiler and the product must not.
package check
