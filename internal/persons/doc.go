// Package persons finds out which names are one person's. A phone's user has up to
// three: the account (DOMAIN\name, or name), the name to sign in with (name@domain, a
// UPN), and with modern authentication sometimes a SID. Which of them a server logs
// depends on the server and on how the phone logged on: the front end may log one, the
// back end another, for the same request; and the query of every request has a User= that
// the phone chose.
//
// Names are one person's where it is proven, for one UTC day:
//
//   - by pairs: on one device, all that the front end logged in a stretch of time is of
//     one name and all that the back end logged is of one name of another kind;
//   - by their spelling: DOMAIN\name, name and name@domain, if there is one of each kind;
//   - by a row: cs-username beside a User= of another kind, in a request that succeeded.
//
// A phone can put anything into User=, so the last proof is void where the name that is
// claimed logs on somewhere without the claimer, or where claims contradict each other.
// What was refused, or what nobody logged on for, proves nothing: it is shown under the
// name that it says.
package persons
