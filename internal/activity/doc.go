// Package activity is the aggregate of easreport: what each device did in each
// small span of time (a bucket), as sums that merge exactly. A Digest
// reduces requests to what counting them needs, an Accumulator adds digests up to
// runs of rows, and the table of columns says how rows of equal keys merge, in
// any order and any grouping, to the same result.
//
// It must not know where requests come from or where rows go: no log syntax,
// no files, no Parquet, no reports.
package activity
