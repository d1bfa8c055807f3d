// Package engine has an SQL engine merge the rows of a day, for lakes whose days are in more
// files than one process can open in time: it writes the queries, has them run, and says
// where in the lake their results are.
//
// Rows of one key become one. No rule of the report is in the SQL: which rows are of one
// request, what a failure is and whose device it is are decided from merged rows as they are
// from any others, by the same code.
//
// It must not know which engine there is, nor how a report reads what it has written.
package engine
