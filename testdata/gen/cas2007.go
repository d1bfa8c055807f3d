package main

import "fmt"

// cas2007 is an Exchange 2007 server with IIS 7: default.eas, Log= of tokens
// with the early form of the item counts, and no byte counts.
func cas2007() []fixture {
	day := date(2011, 12, 24)
	r := random(2007)
	phones := []*phone{
		{
			id: "6F24CAD599A5BF1A690246B8C68FAE8D", kind: "SmartPhone", agent: "MSFT-SPhone/5.2.5082",
			user: "FABRIKAM%5Cemil.novak", name: `FABRIKAM\emil.novak`, client: "203.0.113.31", cmdFirst: true, version: "121", heartbeat: 480, hits: 26,
		},
		{
			id: "IMEI000000000000017", kind: "NokiaE72", agent: "NokiaE72/2.01(3)MailforExchange",
			user: "fatima.khan", name: `FABRIKAM\fatima.khan`, client: "203.0.113.32", cmdFirst: true, version: "25", heartbeat: 1200, hits: 20,
		},
		{
			id: "Appl88012ABCDE1", kind: "iPhone", agent: "Apple-iPhone1C2/801.293",
			user: "gustav@fabrikam.com", name: "gustav@fabrikam.com", client: "203.0.113.33", version: "121", heartbeat: 900, hits: 30,
		},
	}
	var rows []row
	for _, p := range phones {
		for _, e := range ordinary(&r, p, day) {
			switch { // commands that came with Exchange 2010, or that 2.5 lacks
			case e.cmd == "ResolveRecipients":
				e.cmd = "Search"
			case e.cmd == "ItemOperations" && p.version == "25":
				e.cmd = "GetAttachment"
			}
			rows = append(rows, row2007(&r, e))
		}
	}
	// Overload: the server backs off from a mailbox server, then recovers.
	for i, text := range []string{"BackingOffMailboxServer", "BackingOffMailboxServer", "TooManyJobsQueued"} {
		e := phones[0].sync(clock(day, fmt.Sprintf("11:0%d:12", i)), "S")
		rows = append(rows, row2007(&r, e.fail(503, 0, text)))
	}
	// OPTIONS has no query of the phone's; the server still appends Log=.
	rows = append(rows, row{
		at: clock(day, "05:58:01"), server: "192.0.2.7", method: "OPTIONS", stem: "/Microsoft-Server-ActiveSync/default.eas",
		query: "&Log=V0_Mbx:MBX07.fabrikam.com_", port: "443", user: `FABRIKAM\emil.novak`, client: "203.0.113.31",
		agent: phones[0].agent, status: 200, taken: 15,
	})
	return []fixture{compose("7.0", iis7, rows).fixture("logs/cas2007/W3SVC1/u_ex111224.log",
		"Exchange 2007, IIS 7: tokens in the early form (`Svr:2A0C0D0F0E`), protocols 2.5 and 12.1, `&Log=` on OPTIONS, 503 while backing off")}
}

func row2007(r *random, e exchange) row {
	log := "V" + e.version + "_"
	if e.st != "" {
		log += fmt.Sprintf("Fc1_Fid:%d_Ty:%s_Filt2_St:%s_Sk:%d_", 2+len(e.folder+e.account())%7, e.folder, e.st, e.sk)
		if e.changes > 0 {
			log += fmt.Sprintf("Cli:0A%dC0D0F0E_", e.changes)
		}
		if e.items > 0 {
			log += fmt.Sprintf("Svr:%dA0C0D0F0E_", e.items)
		}
	}
	if e.waits {
		log += fmt.Sprintf("Hb%d_", e.heartbeat)
	}
	if e.errText != "" {
		log += "Error:" + e.errText + "_"
	}
	log += "Mbx:MBX07.fabrikam.com_"
	return row{
		at: e.at, server: "192.0.2.7", method: "POST", stem: "/Microsoft-Server-ActiveSync/default.eas",
		query: e.query(e.cmd) + "&Log=" + log, port: "443", user: e.name, client: e.client, agent: e.agent,
		status: e.http, taken: e.taken + r.below(9), device: e.id,
	}
}
