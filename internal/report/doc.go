// Package report is the model of a report: a row for each device and user of a span of
// time (and time bucket), what all devices together did, what the numbers rest on
// (Coverage), and some rows taken apart (Detail). It holds what there is to say and how to
// ask it; package assemble makes it from a lake.
//
// It must not know how a report is made, looks (package render) or travels (package mail).
package report
