// Package report builds the model of a report from what a lake holds: for a
// span of time, a row for each device and user (and time bucket), with the
// rules that make the numbers right: front-end and back-end rows of one request
// are never added, spellings of one device or account are one, failures behind
// HTTP 200 are seen. Beside the rows it tells what all devices together did, and
// what the numbers rest on (Coverage); Details takes some rows apart.
//
// It must not know how a report looks (package render) or travels (package
// mail), nor where the lake lies.
package report
