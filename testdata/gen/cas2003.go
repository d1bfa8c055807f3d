package main

import (
	"fmt"
	"strings"
	"time"
)

// cas2003 is an Exchange 2003 server with IIS 6: the stem has no file, Log= is
// one packed word, there is no time-taken, and the server's own DAV traffic to
// the mailbox carries Microsoft-Server-ActiveSync further down its path.
func cas2003() []fixture {
	day := date(2005, 3, 8)
	r := random(2003)
	phones := []*phone{
		{
			id: "09310B008B41CF1128000050BF3F51A1", kind: "PocketPC", agent: "Microsoft-AirSync/3.0",
			user: "anna.keller", name: `CONTOSO\anna.keller`, client: "198.51.100.21", version: "25", heartbeat: 900, hits: 22,
		},
		{
			id: "7C1A4F0299D31E4480A1BB3C5D6E7F80", kind: "SmartPhone", agent: "MSFT-SPhone/5.1.2300",
			user: "CONTOSO%5Cbogdan.petrov", name: `CONTOSO\bogdan.petrov`, client: "198.51.100.22", version: "25", heartbeat: 1740, hits: 18,
		},
		{
			id: "PALM0003C4D5E6F70819", kind: "Palm", agent: "PalmOne-TreoAce/1.01a",
			user: "clara.ito", name: `CONTOSO\clara.ito`, client: "203.0.113.9", version: "21", heartbeat: 0, hits: 12,
		},
	}

	var rows []row
	for _, p := range phones {
		for _, e := range ordinary(&r, p, day) {
			rows = append(rows, row2003(&r, e))
			if e.cmd == "Sync" && r.oneIn(2) {
				rows = append(rows, dav2003(e))
			}
		}
	}
	// A user without the right to synchronise, again and again.
	barred := &phone{
		id: "11F0A4C2D7B84E6FA0C3D5E7F9081726", kind: "PocketPC", agent: "MSFT-PPC/5.1.2301",
		user: "dieter.lang", name: `CONTOSO\dieter.lang`, client: "203.0.113.14", version: "25",
	}
	repeat(clock(day, "09:10:00"), 5*time.Minute, 6, func(_ int, at time.Time) {
		rows = append(rows, row2003(&r, barred.sync(at, "N").fail(403, 0, "disabled")))
	})
	return []fixture{compose("6.0", iis6, rows).fixture("logs/cas2003/W3SVC1/ex050308.log",
		"Exchange 2003, IIS 6: stem without file, packed `Log=` after `&` and `&&`, `VNATNASNC`, "+
			"DAV rows that are no requests, a field list without time-taken")}
}

func row2003(r *random, e exchange) row {
	version := map[string]string{"20": "2", "21": "3", "25": "4"}[e.version]
	kind, folder := "N", "NA"
	if e.st != "" {
		kind, folder = e.st, e.folder
	}
	heartbeat := 0
	if e.waits {
		heartbeat = e.heartbeat
	}
	packed := fmt.Sprintf("V%sT%sS%sC:%dA0C0D0FS:%dA0C0D0SP:1C%dI%dS%dR0S0L%dH0P",
		version, folder, kind, e.changes, e.items, r.between(2, 40), r.between(2000, 900_000), r.between(1000, 700_000), heartbeat)
	if e.errText != "" {
		packed = "VNATNASNC:0A0C0D0FS:0A0C0D0SP:0C0I0S0R"
	}
	and := "&"
	if e.cmd == "Sync" {
		and = "&&"
	}
	cmd := e.cmd
	switch cmd { // commands that came with Exchange 2007
	case "ItemOperations":
		cmd = "GetAttachment"
	case "Settings", "Search", "ResolveRecipients":
		cmd = "GetHierarchy"
	}
	return row{
		at: e.at, site: "W3SVC1", server: "192.0.2.3", method: "POST", stem: "/Microsoft-Server-ActiveSync",
		query: e.query(cmd) + and + "Log=" + packed, port: "443", user: e.name, client: e.client, agent: e.agent,
		status: e.http, device: e.id,
	}
}

// dav2003 is the front-end server reading the mailbox on the phone's behalf.
func dav2003(e exchange) row {
	method, status := "PROPFIND", 207
	if e.sk%3 == 0 {
		method, status = "UNSUBSCRIBE", 200
	}
	return row{
		at: e.at, site: "W3SVC1", server: "192.0.2.3", method: method,
		stem: "/exchange/" + e.account() + "/NON_IPM_SUBTREE/Microsoft-Server-ActiveSync/" + e.kind + "/" +
			e.id + strings.Repeat("/AutdState.xml", e.sk%2),
		port: "80", user: e.name, client: "192.0.2.3", agent: "Microsoft-Server-ActiveSync/6.5.7638.1", status: status,
	}
}
