package activesync

// Side tells which row of a request a record is. Exchange 2013 and later log
// each request twice: on the front end (site 1, port 443) and on the back end
// (site 2, port 444, path /Proxy). Exchange 2010 does so where one client access
// server hands a request to another. The two are never to be added up.
type Side uint8

// The sides. A server that answers by itself is a front end.
const (
	FrontEnd Side = iota
	BackEnd
	Middle // not told apart yet
	Proxy  // nor this one
)

// String returns "front" or "back".
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

// sideOf tells the side by any one of three signs (seen): the second segment of
// the path is Proxy, the port is that of the back end's site, or Log= names the
// server that handed the request on.
func sideOf(stem, port []byte, proxied bool) Side {
	if proxied || string(port) == "444" || beginsWith(stem[len(root):], "/Proxy") {
		return BackEnd
	}
	return FrontEnd
}
