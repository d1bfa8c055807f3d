package main

import (
	"time"
)

// trouble2010 is what went wrong on the main day: the recorded incidents of
// 2010 to 2012, one phone each.
func trouble2010(r *random, day time.Time) []row {
	var rows []row
	add := func(e exchange) { rows = append(rows, row2010(r, e, cas2010a)) }

	// A full mailbox: the phone tries again at once, 70 to 80 times a minute.
	full := &phone{
		id: "Appl5K0123ABA4S0", kind: "iPhone", agent: "Apple-iPhone2C1/812.1", user: "CONTOSO%5Ctara.novak",
		name: `CONTOSO\tara.novak`, client: "203.0.113.12", version: "121", heartbeat: 900, hits: 14, key: 7001,
	}
	for _, e := range ordinary(r, full, day) {
		add(e)
	}
	repeat(clock(day, "10:15:00"), 750*time.Millisecond, 100, func(_ int, at time.Time) {
		e := full.do(at, "Sync").fail(507, 0, "QuotaExceeded")
		e.st, e.folder, e.sk = "S", "Em", 7001
		add(e)
	})
	// The same trouble by its event's name, from another phone's SendMail.
	nokia := &phone{
		id: "IMEI000000000000025", kind: "NokiaE71", agent: "NokiaE71/3.09(158)MailforExchange", user: "uwe.falk",
		name: `CONTOSO\uwe.falk`, client: "203.0.113.13", cmdFirst: true, version: "121",
	}
	repeat(clock(day, "12:40:07"), 11*time.Minute, 3, func(_ int, at time.Time) {
		add(nokia.do(at, "SendMail").fail(507, 0, "MailboxQuotaExceeded"))
	})

	// iOS 4.0: the whole mailbox again every 30 s.
	eager := &phone{
		id: "Appl860334PWA4S1", kind: "iPhone", agent: "Apple-iPhone3C1/801.293", user: "vera.cruz",
		name: `CONTOSO\vera.cruz`, client: "198.51.100.61", version: "121",
	}
	repeat(clock(day, "13:00:05"), 30*time.Second, 46, func(_ int, at time.Time) {
		eager.key = -1 // sync key 0: from the beginning
		e := eager.sync(at, "F")
		e.items, e.sent, e.taken = 100, r.between(210_000, 260_000), r.between(2400, 5200)
		add(e)
	})

	// Android 4.1: a policy that never takes. Every Sync ends in Provision.
	loop := &phone{
		id: "androidc5519072264", kind: "Android", agent: "Android/4.1-EAS-1.3", user: "CONTOSO%5Cwim.bakker",
		name: `CONTOSO\wim.bakker`, client: "203.0.113.63", cmdFirst: true, version: "121", key: 51,
	}
	repeat(clock(day, "08:30:00"), 20*time.Second, 20, func(_ int, at time.Time) {
		add(loop.sync(at, "S").fail(449, 0, "DeviceNotProvisioned"))
		e := loop.do(at.Add(2*time.Second), "Provision")
		e.extra = "Pk2871905518_Pa3_"
		add(e)
	})

	// Blocked, disabled, half provisioned, overloaded, over budget, and the rest
	// of the error texts that the 2012 script counts.
	odd := &phone{
		id: "BB2A1B2C3D4E5F60718", kind: "TestDevice", agent: "NotifyLink/4.8.12", user: "xenia.rossi",
		name: `CONTOSO\xenia.rossi`, client: "203.0.113.64", cmdFirst: true, version: "121",
	}
	for i, refusal := range []struct {
		http int
		text string
	}{
		{403, "DeviceIsBlockedForThisUser"},
		{403, "UserDisabledForSync"},
		{403, "DeviceNotFullyProvisionable"},
		{503, "AccessDenied"},
		{500, "SyncStateNotFound"},
		{503, "TooManyJobsQueued"},
		{409, "TooManyJobsQueued"},
		{503, "OverBudget"},
		{500, "ServerError"},
		{503, "ServerErrorRetryLater"},
		{500, "AirSyncPermanentException%3bServerError"},
		{200, "InvalidSyncKey"},
	} {
		add(odd.sync(clock(day, "07:00:30").Add(time.Duration(i)*17*time.Minute), "S").fail(refusal.http, 0, refusal.text))
	}
	add(odd.do(clock(day, "15:11:00"), "Ping").fail(200, 4, "InvalidContent"))
	add(odd.do(clock(day, "15:12:30"), "MeetingResponse").fail(200, 2, "ItemNotFound"))
	barred := &phone{
		id: "androidc9900112233", kind: "Android", agent: "Android/2.2.1-EAS-1.2", user: "yusuf.demir",
		name: `CONTOSO\yusuf.demir`, client: "203.0.113.65", cmdFirst: true, version: "25",
	}
	repeat(clock(day, "00:04:00"), time.Hour, 24, func(_ int, at time.Time) {
		add(barred.do(at, "FolderSync").fail(403, 0, "UserDisabledForSync"))
	})

	// A mailbox of another site: the phone is told the better address.
	moved := &phone{
		id: "56FFEEDDCCBBAA998877665544332211", kind: "WP", agent: "MSFT-WP/7.0.7004", user: "FABRIKAM%5Czoe.hart",
		name: `FABRIKAM\zoe.hart`, client: "203.0.113.66", cmdFirst: true, version: "121",
	}
	repeat(clock(day, "06:45:12"), 3*time.Hour, 4, func(_ int, at time.Time) {
		e := moved.do(at, "FolderSync").fail(451, 0, "MisconfiguredDevice")
		e.extra = "RdirTo:https%3a%2f%2fmail.fabrikam.com%2fMicrosoft-Server-ActiveSync_"
		add(e)
	})

	// An old password: only the query tells whose. The lockout comes at the end.
	repeat(clock(day, "09:00:09"), 4*time.Minute, 12, func(i int, at time.Time) {
		guess := challenge(exchange{phone: phones2010()[6], at: at, cmd: "Ping", received: 402}, cas2010a)
		guess.client, guess.substatus, guess.win32 = "198.51.100.99", 1, 1326
		if i == 11 {
			guess.win32 = 1909
		}
		rows = append(rows, guess)
	})

	return append(rows, options2010(day)...)
}

// options2010 are requests without a command: OPTIONS, also one that another
// server of the array answered than the one that had sent the challenge, and a
// look by a browser.
func options2010(day time.Time) []row {
	p := phones2010()[0]
	base := row{
		at: clock(day, "05:31:40"), server: cas2010a, method: "OPTIONS", stem: "/Microsoft-Server-ActiveSync", port: "443",
		client: p.client, agent: p.agent, status: 401, substatus: 2, win32: 5, sent: 1293, received: 214, taken: 1,
	}
	answered := base
	answered.at = base.at.Add(time.Second)
	answered.query, answered.user = "&Log=V0_LdapC0_LdapL0_RpcC0_RpcL0_Mbx:MBX01.contoso.com_", p.name
	answered.status, answered.substatus, answered.win32, answered.sent = 200, 0, 0, 512
	lost := answered
	lost.at, lost.status = base.at.Add(3*time.Hour), 500
	lost.query = "&Log=V0_LdapC0_LdapL0_RpcC0_RpcL0_Error:MissingCscCacheEntry_Mbx:MBX01.contoso.com_"
	lost.client, lost.agent, lost.user = "203.0.113.80", "SAMSUNG-GT-I9100/100.20304", `CONTOSO\marek.zielinski`
	browser := answered
	browser.at, browser.method, browser.status = base.at.Add(5*time.Hour), "GET", 501
	browser.agent = "Mozilla/5.0 (Windows NT 6.1; rv:8.0) Gecko/20100101 Firefox/8.0"
	browser.query = "&Log=V0_LdapC0_LdapL0_RpcC0_RpcL0_Error:CommandNotSupported_"
	return []row{base, answered, lost, browser}
}
