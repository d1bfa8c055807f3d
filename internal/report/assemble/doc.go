// Package assemble makes the model of a report (package report) from what a lake holds,
// with the rules that make the numbers right: front-end and back-end rows of one request
// are never added, spellings of one device or account are one, failures behind HTTP 200
// are seen.
//
// Its steps are: the files of a day are opened (files), or an engine adds their rows up
// (engine); all cores scan row groups (scan), number senders (identities), add rows up
// (sums) and pack what comes of it (packed, partials); at the day's end the side that
// counts is chosen (sides), and what all devices did is counted (estate). When all days
// are read the sums are put in order (units) and become rows when they are asked for
// (rows). What the report rests on is noted beside that (coverage, sources). Details
// takes the rows of some devices apart, by a second reading (details).
//
// It must not know how a report looks or travels, nor where the lake lies.
package assemble
