// Package ingest makes the lake's rows of one source object current: it reads
// the object as it is now, recomputes all of its rows and replaces exactly
// those. It is safe under re-uploads, growing logs, duplicate and reordered
// events, crashes and any number of workers at once; the protocol is in
// CONTRIBUTING, and each of its steps says in the code what breaks without it.
//
// It must not know which stores it works on, nor reports.
package ingest
