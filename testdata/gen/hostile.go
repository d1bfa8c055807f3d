package main

import "strings"

// hostile is a log in which a client wrote what it liked: everything that it
// can send is in the report one day, so the report must not act on it.
func hostile() fixture {
	s := newSheet()
	rows := oddRows("ODDHOSTILE1", 18, 14)
	s.header("8.5", rows[0].at, iis8)
	for i, r := range rows {
		identity := func(user, id, kind string) {
			r.query, r.device = "Cmd=Sync&User="+user+"&DeviceId="+id+"&DeviceType="+kind, id
		}
		switch i {
		case 0:
			identity("mallory", "%3Cscript%3Ealert(1)%3C/script%3E", "iPhone")
			r.device = "<script>alert(1)</script>"
		case 1:
			r.agent = `"><img/src=x/onerror=alert(1)>`
		case 2:
			identity("=cmd%7C%27/c+calc%27!A1", "ODDFORMULA1", "%3D1%2B1")
			r.user = "=HYPERLINK(\"//203.0.113.240\")"
		case 3:
			identity("../../../etc/passwd", "..%5C..%5Cboot.ini", "%00")
			r.device = `..\..\boot.ini`
		case 4: // broken percent sequences must not stop a decoder
			identity("%5POLICY%", "ODDPERCENT1", "User%domain.com%ZZ")
		case 5: // longer than any device id that Exchange takes
			identity("mallory", strings.Repeat("A", 300), "iPhone")
			r.status = 400
		case 6: // &amp; for &, as copies through HTML have it
			r.query, r.device = "Cmd=Sync&amp;User=mallory&amp;DeviceId=ODDAMP1&amp;DeviceType=iPhone", "ODDAMP1"
		case 7: // a key twice, a key without a value, a value with "="
			r.query, r.device = "Cmd=Sync&Cmd=Ping&User&User=mallory&DeviceId=ODDTWICE1&DeviceType=a=b", "ODDTWICE1"
		case 8:
			r.query, r.device = "", ""
		case 9: // SQL in place of a name
			r.user = "'; DROP TABLE activity; --"
		case 10:
			r.agent = "Mozilla/5.0 (\xc3\xa4\xe6\x97\xa5\xe6\x9c\xac; \xf0\x9f\x93\xb1) #Fields: date time"
		case 11: // a Log= of the client's own in front of the server's
			r.query = "Cmd=Sync&User=mallory&DeviceId=ODDFORGED1&DeviceType=iPhone&Log=V141_S1_&Log=V141_S110_Error:ServerError_"
			r.device = "ODDFORGED1"
		case 12: // tokens that no server writes
			r.query = "Cmd=Sync&User=mallory&DeviceId=ODDTOKENS1&DeviceType=iPhone&Log=__S_S999999999999_Hb-1_Error:_ErrorX_:_TmRcv%_S"
			r.device = "ODDTOKENS1"
		case 13: // a long, harmless query
			identity("mallory", "ODDLONG1", "iPhone")
			r.query += "&Junk=" + strings.Repeat("0123456789", 300)
		}
		s.row(r)
	}
	return s.fixture("logs/oddities/hostile.log", "what a client may send: script, formulas, paths, SQL, broken `%`, `&amp;`, a device id of 300 letters, forged `Log=`, a query of 3 KB")
}
