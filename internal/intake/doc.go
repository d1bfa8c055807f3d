// Package intake holds what was read of logs that go into no lake: their rows, packed for
// pairing, and what a file in the lake would say of each log and day. A report is made
// of it as of a lake.
//
// It must not know how a log is read, nor what a report shows.
package intake
