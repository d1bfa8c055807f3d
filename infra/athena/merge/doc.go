// Package merge holds the SQL of the product's package merge against the reports that
// are made without it: DuckDB runs it, and both ways must give the same bytes. It is a
// module of its own because DuckDB needs a C compiler and the product must not.
package merge
