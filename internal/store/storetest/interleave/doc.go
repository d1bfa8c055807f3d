// Package interleave runs workers over stores in every order that there is: all
// interleavings of their calls, of new states of what they read, of crashes, lost
// answers and repeated events. What must hold when all is done is checked wherever
// all is done; a run that breaks it is given as the shortest one there is. Beside the
// workers there may be others that tend what is shared, whom no event calls.
//
// Nothing is a model but the schedule. The code under test and memstore do all the
// work; that they do each piece of it only once is what makes millions of states
// affordable. What a worker does next follows from the answers that it had: a
// worker that has come to a new point is run again from its start with these
// answers, until it makes the call that comes next. That call is remembered for
// the point, as is what a call does to a store, for the store's contents.
//
// Calls that a worker makes side by side are done in every order, with what others do in
// between; the worker goes on when it has heard of all of them.
//
// What no order of calls can tell apart is one state: who of several workers is where, in
// which order a worker heard of calls made side by side, when a worker looks at a source
// that changes no more, and whether a worker crashed before or after a mere look at
// something.
//
// A call is one step, its body with it, and is seen by all from then on, as in S3.
// A read that fails is not among the faults: give it to the code under test by
// other means, or count it as a crash.
//
// It must not know what the workers do, nor what is stored.
package interleave
