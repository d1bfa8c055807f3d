package activesync

import "bytes"

// Side is the place of the server that wrote a row among those that a request
// passes. Each server that handles a request logs it: two with Exchange 2013 and
// later, the front end (site 1, port 443) and the back end (site 2, port 444, path
// /Proxy); two or more with Exchange 2010 and 2007, where one client access server
// hands a request on to another; one more where a reverse proxy stands in front.
// Their rows are never to be added up.
type Side uint8

// The sides.
const (
	FrontEnd Side = iota // the first server of Exchange, or the only one
	BackEnd              // the last server, if it is not the only one
	Middle               // a client access server that was handed the request and handed it on
	Proxy                // a reverse proxy that logs like IIS: Application Request Routing
	NumSides
)

// String returns "front", "back", "middle" or "proxy".
func (s Side) String() string {
	switch s {
	case BackEnd:
		return "back"
	case Middle:
		return "middle"
	case Proxy:
		return "proxy"
	}
	return "front"
}

// OfTwo returns the side that a row counts on where only FrontEnd and BackEnd are
// known: a server that was handed the request is behind the front end, a proxy is
// before it.
func (s Side) OfTwo() Side {
	if s == BackEnd || s == Middle {
		return BackEnd
	}
	return FrontEnd
}

// side returns the side of the row, of which the query was read. The client chooses
// stem and query, and so with them alone it stays on the front end's port what it is.
//
// On that port Exchange 2010 and 2007 take what another client access server hands
// them. Whether its path is /Proxy is unproven; the account that logs on to hand
// requests on is that server's (seen), and cs-username is no text of a client's.
func (q *Request) side(stem, port []byte) Side {
	toProxy := beginsWith(stem[len(root):], "/Proxy")
	switch {
	case string(port) == "444":
		return BackEnd
	case q.Log.Proxied && q.Log.HandedOn:
		return Middle
	case toProxy && (string(port) != "443" || q.Log.Proxied):
		return BackEnd
	case q.Log.Proxied && isMachineAccount(q.Username):
		return BackEnd
	case q.byProxy:
		return Proxy
	}
	return FrontEnd
}

// isMachineAccount is IsMachineAccount of cs-username as logged.
func isMachineAccount(username []byte) bool {
	username, _ = cut(username, '@')
	return bytes.HasSuffix(username, []byte{'$'})
}
