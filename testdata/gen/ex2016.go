package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"time"
)

const computer2016 = "EX16A"

// ex2016 is an Exchange 2019 server with IIS 10 behind two load balancers: a
// custom field, every token with a colon, and phones that write the same
// thing in different ways.
func ex2016() []fixture {
	day := date(2022, 7, 20)
	r := random(2016)
	phones := []*phone{
		{id: "4C7M1N0Q3P6V91BD3T5K7S2X8H", kind: "iPhone", agent: "Apple-iPhone13C2/1906.79", user: "anna.keller%40fabrikam.com", name: "anna.keller@fabrikam.com", client: "198.51.100.21", version: "161", heartbeat: 600, hits: 24},
		{id: "SEC7B1D0F2E4A6C8097", kind: "SamsungDevice", agent: "Android-SAMSUNG-SM-G991B/101.120000", user: "FABRIKAM%5Cmarek.zielinski", name: `FABRIKAM\marek.zielinski`, client: "203.0.113.80", cmdFirst: true, version: "161", heartbeat: 470, hits: 18},
		{id: "3D1C5B7A9F8E4D2C6B0A192837465F5E", kind: "Outlook", agent: "Outlook-iOS-Android/1.0", user: "ines.olsen%40fabrikam.com", name: "ines.olsen@fabrikam.com", client: "203.0.113.45", cmdFirst: true, version: "161", heartbeat: 1680, hits: 18},
		{id: "androidc3344556677", kind: "Android", agent: "Android-Mail/2022.06.26.459085743", user: "hugo.brandt@fabrikam.com", name: `FABRIKAM\hugo.brandt`, client: "2001:db8:40::17", cmdFirst: true, version: "160", heartbeat: 480, hits: 14},
	}
	var s site
	for i, p := range phones {
		for j, e := range ordinary(&r, p, day) {
			variant := *p
			e.phone = &variant
			switch {
			case i == 0 && e.at.Hour() >= 12: // the update of noon
				e.agent = "Apple-iPhone13C2/1907.71"
			case i == 1 && j%4 == 1:
				e.id = strings.ToLower(p.id)
			case i == 3 && j%3 == 0:
				e.name = "" // OAuth: the name is in the query only
			}
			s.add2016(&r, e)
		}
	}
	s.variants2016(&r, day, phones)
	s.base64Rows(&r, day)
	return []fixture{
		compose("10.0", iis10x, s.front).fixture("logs/ex2016/W3SVC1/u_ex220720_x.log",
			"Exchange 2019 front end, IIS 10 with all 22 fields and X-Forwarded-For (`a,+b,+c`): base64 queries, `Find`, `cmd=sync`, "+
				"one DeviceId in two spellings, a user agent that changes at noon, rows without cs-username, IPv6 clients, a scanner"),
		compose("10.0", iis10x, s.back).fixture("logs/ex2016/W3SVC2/u_ex220720_x.log",
			"its back end: `SC1:1`, `Ver1:161`, `FldrC1:`, `Filter1:`, `TmRcv:` with seven digits, SC1:113, SC1:142, SC1:177").packed(zstandard, ".zst"),
	}
}

func (s *site) add2016(r *random, e exchange) { s.addQuery2016(r, e, e.query(e.cmd), e.query(e.cmd)) }

// addQuery2016 adds both rows of a request whose query the two sites log each
// in its own way.
func (s *site) addQuery2016(r *random, e exchange, front, back string) {
	base := row{
		at: e.at, computer: computer2016, server: "192.0.2.31", method: "POST", version: "HTTP/1.1", agent: e.agent, user: e.name,
		status: e.http, sent: e.sent + 420, received: e.received + 900, taken: e.taken, device: e.id,
	}
	b := base
	b.site, b.stem, b.port, b.client, b.host = "W3SVC2", proxyStem, "444", "192.0.2.31", "ex16a.fabrikam.com:444"
	b.query = back + "&Log=" + tokens2016(r, e)
	b.forwarded = e.client + ",+198.51.100.250,+192.0.2.250"
	s.back = append(s.back, b)

	f := base
	f.site, f.stem, f.port, f.client, f.host = "W3SVC1", easStem, "443", "192.0.2.250", "mail.fabrikam.com"
	f.query = front + "&CorrelationID=<empty>;&cafeReqId=" + r.guid() + ";"
	f.forwarded = e.client + ",+198.51.100.250"
	f.taken += r.between(6, 40)
	f.at = f.at.Add(10 * time.Millisecond)
	s.front = append(s.front, f)
}

// tokens2016 is the value of Log= of the 2016 and 2019 builds.
func tokens2016(r *random, e exchange) string {
	var b strings.Builder
	if e.eas > 0 {
		fmt.Fprintf(&b, "SC1:%d_", e.eas)
	}
	if e.errText != "" {
		b.WriteString("Error:" + e.errText + "_")
	}
	b.WriteString("PrxFrom:192.0.2.31_Ver1:" + e.version + "_HH:mail.fabrikam.com_")
	if e.st != "" {
		fmt.Fprintf(&b, "FldrC1:1_Fid:%d_Ty:%s_Filter1:%d_St:%s_Sk:%d_", 1+len(e.account()+e.folder)%9, e.folder, 3+len(e.id)%3, e.st, e.sk)
		if e.items > 0 {
			fmt.Fprintf(&b, "Srv:%da0c0d0s0e0r0A0sd_", e.items)
		}
	}
	if e.waits {
		fmt.Fprintf(&b, "Hb:%d_", e.heartbeat)
		if e.eas == 1 {
			b.WriteString("Rto:2_")
		}
	}
	received := e.at.Add(-time.Duration(e.taken) * time.Millisecond)
	fmt.Fprintf(&b, "%sFet:%d_Mbx:EX16A.fabrikam.com_Cafe:EX16A.FABRIKAM.COM_Dc:dc1.fabrikam.com_Throttle:0_SBkOffD:L%%2f-470_TmRcv:%s_TmCmpl:%s_",
		e.extra, e.taken, received.Format("15:04:05.9999999"), e.at.Format("15:04:05.9999999"))
	if r.oneIn(24) {
		b.WriteString("Budget:(A)Owner%3aS-1-5-21-1000000001-2000000002-300000003-2201%5F" + e.id + "%5F" + e.kind +
			"%2cConn%3a0%2cMaxConn%3a10%2cMaxBurst%3a480000%2cBalance%3a480000%2cCutoff%3a600000%2cRechargeRate%3a1800000" +
			"%2cPolicy%3aGlobalThrottlingPolicy%5F6e7f8091-a2b3-4c5d-9e6f-708192a3b4c5%2cIsServiceAccount%3aFalse%2cLiveTime%3a00%3a00%3a30.6952647_" +
			"ActivityContextData:ActivityID%3d" + r.guid() + "%3bI32%3aADS.C%5bdc1%5d%3d1%3bF%3aADS.AL%5bdc1%5d%3d1.62791%3bS%3aWLM.BT%3dEas_")
	}
	return b.String()
}

// variants2016 are the ways in which a query can differ from the ordinary.
func (s *site) variants2016(r *random, day time.Time, phones []*phone) {
	find := phones[2].do(clock(day, "09:41:00"), "Find")
	repeat(find.at, 7*time.Minute, 4, func(_ int, at time.Time) {
		e := find
		e.at = at
		s.add2016(r, e)
	})
	// Keys and the command in another case.
	lower := phones[1].sync(clock(day, "10:10:10"), "S")
	query := "cmd=sync&user=" + lower.user + "&deviceid=" + lower.id + "&devicetype=" + lower.kind
	repeat(lower.at, 13*time.Minute, 5, func(_ int, at time.Time) {
		e := lower
		e.at = at
		s.addQuery2016(r, e, query, query)
	})
	// A mailbox over its limit, an unprovisioned phone, one phone too many.
	for i, refusal := range []struct {
		eas  int
		text string
	}{{113, "QuotaExceeded"}, {142, "DeviceNotProvisioned"}, {177, "MaximumDevicesReached"}, {129, "DeviceIsBlockedForThisUser"}} {
		p := &phone{
			id: fmt.Sprintf("NEWDEV%026d", i+1), kind: "iPhone", agent: "Apple-iPhone14C5/1906.79", user: "sven.aas%40fabrikam.com",
			name: "sven.aas@fabrikam.com", client: fmt.Sprintf("203.0.113.%d", 102+i), version: "161",
		}
		repeat(clock(day, "14:00:00").Add(time.Duration(i)*time.Minute), 6*time.Minute, 3, func(_ int, at time.Time) {
			s.add2016(r, p.do(at, "FolderSync").fail(200, refusal.eas, refusal.text))
		})
	}
	// A scanner; it gets no further than the front end.
	for i, stem := range []string{"/Microsoft-Server-ActiveSync/error.aspx", "/microsoft-server-activesync/", "/Microsoft-Server-ActiveSync/../../etc/passwd"} {
		s.front = append(s.front, row{
			at: clock(day, "03:14:15").Add(time.Duration(i) * time.Second), site: "W3SVC1", computer: computer2016, server: "192.0.2.31",
			method: "GET", stem: stem, port: "443", client: "192.0.2.250", version: "HTTP/1.1", agent: "Mozilla/5.0 zgrab/0.x",
			host: "192.0.2.31", status: 401, substatus: 2, win32: 5, sent: 1293, received: 180, taken: 3, forwarded: "203.0.113.240,+198.51.100.250",
		})
	}
}

// base64Rows are requests whose query is the binary form of MS-ASHTTP; the
// back end logs what the front end's filter made of it.
func (s *site) base64Rows(r *random, day time.Time) {
	binaryID := "0F1E2D3C4B5A69788796A5B4C3D2E1F0"
	p := &phone{
		id: binaryID, kind: "WP8", agent: "MSFT-WP/8.10.15148", user: "omar.haddad%40fabrikam.com", name: "omar.haddad@fabrikam.com",
		client: "203.0.113.91", cmdFirst: true, version: "141", heartbeat: 900,
	}
	commands := []struct {
		code byte
		name string
	}{{9, "FolderSync"}, {0, "Sync"}, {18, "Ping"}, {19, "ItemOperations"}, {2, "SmartForward"}}
	repeat(clock(day, "08:05:00"), 31*time.Minute, 15, func(i int, at time.Time) {
		c := commands[i%len(commands)]
		e := p.do(at, c.name)
		switch c.name {
		case "Sync":
			e = p.sync(at, "S")
		case "Ping":
			e.waits, e.taken, e.eas = true, 900_012, 1
		}
		raw := []byte{141, c.code, 0x09, 0x04, 16}
		raw = append(raw, "\x0f\x1e\x2d\x3c\x4b\x5a\x69\x78\x87\x96\xa5\xb4\xc3\xd2\xe1\xf0"...)
		raw = append(raw, 4)
		raw = binary.LittleEndian.AppendUint32(raw, 2_871_905_518)
		raw = append(raw, byte(len(p.kind)))
		raw = append(raw, p.kind...)
		if i%2 == 0 { // parameter 8: User
			raw = append(raw, 8, byte(len(p.name)))
			raw = append(raw, p.name...)
		}
		s.addQuery2016(r, e, base64.StdEncoding.EncodeToString(raw), e.query(c.name))
	})
}
