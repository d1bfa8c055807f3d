// Package compact makes the reconciled day: it pairs the rows of a UTC day's activity
// files, and writes each request once, into one file of the table request_day. A query
// over months then opens one file a day, and sums its hits. The activity files stay the
// truth. A file that is not of all of them, as they are, never stays: whoever changes rows
// of a day puts an empty file in its place (package ingest), and who makes it sees to it
// that the day did not change meanwhile.
//
// It must not know logs nor reports, nor which store it works on.
package compact
