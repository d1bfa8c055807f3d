// Package engine holds the SQL of the product's package engine against the reports that
// are made without it: DuckDB runs it, and both ways must give the same bytes. Package
// engines has Trino run it.
package engine
