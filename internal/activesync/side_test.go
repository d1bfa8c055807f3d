package activesync

import "testing"

// sideOf is the side of a row, "" for what it does not have.
func sideOf(stem, port, username, query string) Side {
	var q Request
	q.read(&fields{stem: []byte(stem), port: []byte(port), username: []byte(username), query: []byte(query), status: 200})
	return q.Side
}

func TestSide(t *testing.T) {
	const (
		eas      = root + "/default.eas"
		toProxy  = root + "/Proxy/default.eas"
		person   = `CONTOSO\jo`
		machine  = `CONTOSO\CAS01$`
		from     = "Cmd=Sync&Log=PrxFrom:192.0.2.11_V141_"
		to       = "Cmd=Sync&Log=PrxTo:cas02_V141_"
		both     = "Cmd=Sync&Log=PrxFrom:192.0.2.11_PrxTo:cas02_V141_"
		neither  = "Cmd=Sync&Log=V141_"
		frontKey = "&CorrelationID=<empty>;&cafeReqId=1;"
		arr      = "Cmd=Sync&X-ARR-CACHE-HIT=0&X-ARR-LOG-ID=afa2ee71-cc7b"
	)
	f := func(stem, port, username, query string, want Side) {
		t.Helper()
		if got := sideOf(stem, port, username, query); got != want {
			t.Errorf("%s on port %q by %s, query %s: %v, want %v", stem, port, username, query, got, want)
		}
	}
	f(root, "443", person, "", FrontEnd)
	f(eas, "443", person, neither, FrontEnd)
	f(eas, "443", person, to, FrontEnd)
	f(eas, "80", person, neither, FrontEnd)
	f(eas, "", person, neither, FrontEnd)
	f(root+"/Proxying/default.eas", "444x", person, "", FrontEnd)
	f(root+"/Proxying/default.eas", "81", person, "", FrontEnd)
	f(eas+"/Proxy", "81", person, "", FrontEnd)
	f(root+"/", "4444", person, "", FrontEnd)

	// The back end's port, and its path on a port of its own.
	f(eas, "444", person, "", BackEnd)
	f(toProxy, "444", person, both, BackEnd)
	f(root+"/Proxy", "", person, "", BackEnd)
	f(root+"/pROXY/default.eas", "81", person, "", BackEnd)

	// On the front end's port the path alone is a client's text.
	f(toProxy, "443", person, "", FrontEnd)
	f(toProxy, "443", person, neither, FrontEnd)
	f(toProxy, "443", person, from, BackEnd)
	f(toProxy, "443", machine, neither, FrontEnd)

	// So is what looks like Exchange's Log= and is not.
	f(toProxy, "443", person, from+frontKey, FrontEnd)
	f(toProxy, "443", person, from+"&Log=V141_", FrontEnd)
	f(eas, "443", person, both+frontKey, FrontEnd)
	f(eas, "443", person, from, FrontEnd)

	// A target of Exchange 2010: the first server logs on with its own account.
	f(eas, "443", machine, from, BackEnd)
	f(eas, "443", "CAS01$@contoso.com", from, BackEnd)
	f(eas, "443", machine, to, FrontEnd)
	f(eas, "443", machine, neither, FrontEnd)
	f(eas, "443", machine, from+frontKey, FrontEnd)

	// One in the middle.
	f(eas, "443", machine, both, Middle)
	f(toProxy, "443", machine, both, Middle)
	f(eas, "80", person, both, Middle)

	// Application Request Routing in front.
	f(eas, "443", "", arr, Proxy)
	f(root, "80", "", arr, Proxy)
	f(eas, "443", "", arr+"&SERVER-ROUTED=cas01&SERVER-STATUS=200", Proxy)
	f(eas, "443", "", "Cmd=Sync&x-arr-log-id=1", Proxy)
	f(eas, "443", "", "Cmd=Sync&amp;X-ARR-CACHE-HIT=0&amp;X-ARR-LOG-ID=1&amp;SERVER-STATUS=200", Proxy)
	f(eas, "443", "", "&X-ARR-LOG-ID=1", Proxy)
	f(eas, "443", "", checkVector+"&X-ARR-CACHE-HIT=0&X-ARR-LOG-ID=1", Proxy)
	f(eas, "443", "", "Cmd=Sync&Log=PrxFrom:a_&X-ARR-LOG-ID=1", Proxy) // the client's Log=
	f(eas, "444", "", arr, BackEnd)
	// A client that sends its keys to Exchange.
	f(eas, "443", person, arr+"&Log=V141_", FrontEnd)
	f(eas, "443", person, arr+frontKey, FrontEnd)
	f(eas, "443", person, "X-ARR-LOG-ID=1&Cmd=Sync&User=jo", FrontEnd)
	f(eas, "443", person, "Cmd=Sync&X-ARR-CACHE-HIT=0", FrontEnd)
	f(eas, "443", person, "Cmd=Sync&X-ARR-LOG-ID", FrontEnd)
}

func TestSideString(t *testing.T) {
	want := map[Side]string{FrontEnd: "front", BackEnd: "back", Middle: "middle", Proxy: "proxy"}
	for side := range NumSides {
		if side.String() != want[side] {
			t.Errorf("side %d is %q, want %q", side, side, want[side])
		}
	}
}

func TestSideOfTwo(t *testing.T) {
	want := map[Side]Side{FrontEnd: FrontEnd, Proxy: FrontEnd, BackEnd: BackEnd, Middle: BackEnd}
	for side := range NumSides {
		if side.OfTwo() != want[side] {
			t.Errorf("%v counts as %v, want %v", side, side.OfTwo(), want[side])
		}
	}
}
