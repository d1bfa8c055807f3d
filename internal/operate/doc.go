// Package operate looks after a lake: what is there and what is wrong with it
// (status), which logs it does not have as they are now (backfill, reconcile),
// messages that could not be worked off (redrive), and rows that must go (forget).
//
// It must not know which stores and queues it works on, how a message looks, nor
// how a log is read: it finds logs that want reading, and leaves that to others.
package operate
