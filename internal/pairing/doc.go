// Package pairing makes requests of rows. A request is what a phone sent once; each server
// that handled it has a row of it: with Exchange 2013 and later the front end and the back
// end, with 2010 and 2007 one client access server that handed it to another, and a reverse
// proxy before them all.
//
//	phone ──► proxy ──► front end ──► (middle) ──► back end
//	           row        row           row          row, with Log=     one request
//	           row        row                                           one request, refused at the door
//	                                                 row                one request, whose front end is silent
//
// The rows of a device, a command and a UTC day are compared by stretches of time
// ("islands") that are so far apart that no request has rows in two of them. In an island,
// rows of one HTTP status are of the same requests, as many as both sides have; what is
// left of the back end belongs to what is left of the front end, whose status it wrote
// anew, except for what was refused at the door (401, 403, 413, 503), which no back end
// saw. Rows of two people are never of one request.
//
// Counts are exact where the logs are complete. Where servers are silent on both sides at
// the same time, the count may be too low, never lower than the larger side.
//
// A Day gathers the rows of a day, in any order, from any number of files; Persons finds
// out who is who; Requests yields the requests of some devices.
package pairing
