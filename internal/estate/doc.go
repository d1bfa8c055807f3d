// Package estate invents an Exchange estate and writes its IIS logs, together
// with the truth about them. It is the yardstick for everything that counts
// requests, persons and devices.
//
// Requests come first: a device, the person behind it with all their names, a
// command, an outcome, whether the request waits, when it ends, and the bytes
// each way. Only then does the estate decide which servers log it, and how:
// one row for Exchange 2003, 2007 and 2010, two for a client access server
// that hands a request on, a front and a back row for Exchange 2013 and later,
// and one more for a reverse proxy. So the truth holds however many rows were
// written, and stays the same when servers are silent or lines are damaged.
//
// Every cell of the truth has two sets of counts. True is what happened.
// Logged is what somebody could know who reads all rows that were written and
// pairs them without a mistake: a request without any row is missing from it,
// and so is a failure that only a silent server knew of.
//
//	truth, err := estate.New(7, estate.Options{Exchange: estate.Exchange2016}).Write(dir)
//
// invents a day of traffic. A test that needs certain requests lists them:
//
//	sam := &estate.Person{Domain: "CONTOSO", Account: "sam", UPN: "samuel.smith@contoso.com"}
//	phone := &estate.Device{ID: "APPLPHONE1", Type: "iPhone", Agent: "Apple-iPhone15C2/2107.102", Version: 161}
//	truth, err := estate.Case(estate.Options{Exchange: estate.Exchange2016},
//		estate.Request{End: estate.At("2026-03-02 10:00:00"), Device: phone, Login: sam.Login(), Command: "Sync"},
//	).Write(dir)
//
// The same seed and options give the same bytes on every platform: all
// arithmetic is on integers and nothing depends on the order of a map.
//
// The package must not know the product's parser, nor anything else that it is
// there to check. It is written from the documents on the logs alone; the lint
// rules hold it to the standard library.
package estate
