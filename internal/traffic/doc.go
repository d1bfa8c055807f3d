// Package traffic counts the whole load of the servers that wrote a log: rows, bytes and
// time by hour, server and virtual directory, ActiveSync beside everything else. It
// answers what share of a server's load ActiveSync has.
//
// What is counted are rows, the load of each server: where a front end hands a request
// to a back end both have it, and both count it.
//
// The package knows what a record is and which of them are ActiveSync requests. It must
// not know blocks of a log, files or stores.
package traffic
