// Package compact keeps a copy of each old day's activity in one file: a query over
// months then opens one file a day in place of one for each log. The activity files
// stay the truth. A copy that is not of all of them, as they are, never stays: whoever
// changes rows of a day puts an empty file in its place (package ingest), and who makes
// the copy sees to it that he was not overtaken.
//
// It must not know logs nor reports, nor which store it works on.
package compact
