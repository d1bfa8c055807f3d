// Package engine has an SQL engine add up the rows of a day, for lakes of which one
// process cannot read a day in time: it writes the queries, has them run, and says
// where in the lake their results are.
//
// Rows are added up where a report cannot tell them apart: those of one sender, side
// and outcome, in times that fall into one bucket of the report. What differs among
// them and counts (minutes, servers, addresses) becomes a list. No rule of the report
// is in the SQL: which side counts, what a failure is and whose device it is are decided
// from summed rows as they are from rows, by the same code.
//
// It must not know which engine there is, nor how a report reads what it has written.
package engine
