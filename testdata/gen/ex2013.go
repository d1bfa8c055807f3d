package main

import (
	"fmt"
	"strings"
	"time"
)

// site holds the front-end and the back-end rows of one server (2013 and
// later): the same requests, each as its web site logs it.
type site struct{ front, back []row }

const (
	easStem   = "/Microsoft-Server-ActiveSync/default.eas"
	proxyStem = "/Microsoft-Server-ActiveSync/Proxy/default.eas"
)

// ex2013 is an Exchange 2013 server with IIS 8.5. The front end knows the
// phone's address and the whole time, the back end the outcome: for protocols
// from 14.0 a refused request is an HTTP 200 on both.
func ex2013() []fixture {
	day := date(2016, 8, 16)
	r := random(2013)
	phones := []*phone{
		{id: "ApplDNPQ81XYG5MC", kind: "iPhone", agent: "Apple-iPhone8C1/1306.72", user: "anna.keller", name: `CONTOSO\anna.keller`, client: "198.51.100.21", version: "141", heartbeat: 900, hits: 20},
		{id: "8K1QJ0T3HD4T5BHV0S2M7N9PQC", kind: "iPad", agent: "Apple-iPad5C3/1307.36", user: "ines.olsen%40contoso.com", name: "ines.olsen@contoso.com", client: "203.0.113.45", version: "141", heartbeat: 1200, hits: 12},
		{id: "SEC4F00AA11BB22CC", kind: "SAMSUNGSMG900F", agent: "SAMSUNG-SM-G900F/101.40402", user: "marek.zielinski", name: `CONTOSO\marek.zielinski`, client: "203.0.113.80", cmdFirst: true, version: "141", heartbeat: 1680, hits: 18},
		{id: "androidc1290044556", kind: "Android", agent: "Android/6.0.1-EAS-2.0", user: "CONTOSO%5Chugo.brandt", name: `CONTOSO\hugo.brandt`, client: "198.51.100.40", cmdFirst: true, version: "141", heartbeat: 480, hits: 16},
		{id: "A7C9E1F30517293B4D5F60718293A4B5", kind: "WP8", agent: "MSFT-WP/8.10.14219", user: "omar.haddad", name: `CONTOSO\omar.haddad`, client: "203.0.113.91", cmdFirst: true, version: "141", heartbeat: 1800, hits: 10},
	}
	var s site
	for i, p := range phones {
		for j, e := range ordinary(&r, p, day) {
			s.add2013(&r, e)
			if i == 0 && j == 0 {
				s.back = s.back[:len(s.back)-1] // the back end never heard of it
			}
		}
	}
	s.trouble2013(&r, day)
	s.probes2013(day)
	return []fixture{
		compose("8.5", iis8, s.front).fixture("logs/ex2013/W3SVC1/u_ex160816.log",
			"Exchange 2013 front end, IIS 8.5 with cs(Referer): no `Log=`, `&CorrelationID=<empty>;…cafeReqId=…`, health probes"),
		compose("8.5", iis8, s.back).fixture("logs/ex2013/W3SVC2/u_ex160816.log",
			"its back end: the same requests but one of anna.keller's, `PrxFrom`, S113, S142 and S143 behind HTTP 200, "+
				"an IPv6 zone in s-ip and c-ip, 2013 `Budget:` and `ActivityContextData:`").packed(gzipped, ".gz"),
	}
}

func (s *site) add2013(r *random, e exchange) {
	query := e.query(e.cmd)
	s.back = append(s.back, row{
		at: e.at, server: "fe80::5c1e:20a:77:1f02%12", method: "POST", stem: proxyStem, query: query + "&Log=" + tokens2013(r, e),
		port: "444", user: e.name, client: "fe80::5c1e:20a:77:1f02%12", agent: e.agent, status: e.http, taken: e.taken, device: e.id,
	})
	extra := "&CorrelationID=<empty>;&cafeReqId=" + r.guid() + ";"
	if r.oneIn(8) {
		extra = "&CorrelationID=<empty>;&ClientId=QAZWSXEDCRFVTGBYHN&cafeReqId=" + r.guid() + ";"
	}
	s.front = append(s.front, row{
		at: e.at.Add(15 * time.Millisecond), server: "192.0.2.21", method: "POST", stem: easStem, query: query + extra,
		port: "443", user: e.name, client: e.client, agent: e.agent, status: e.http, taken: e.taken + r.between(8, 60), device: e.id,
	})
}

// tokens2013 is the value of Log=, in the order of the 2013 builds.
func tokens2013(r *random, e exchange) string {
	var b strings.Builder
	b.WriteString("PrxFrom:fe80%3a%3a5c1e%3a20a%3a77%3a1f02%2512_V" + e.version + "_HH:mail.contoso.com_NMS1_")
	if e.st != "" {
		fmt.Fprintf(&b, "Fc1_Fid:%d_Ty:%s_Filt%d_St:%s_Sk:%d_Sst%d_", 1+len(e.account()+e.folder)%9, e.folder, 2+len(e.id)%4, e.st, e.sk, r.between(2, 14))
		if e.changes > 0 {
			fmt.Fprintf(&b, "Cli:0a%dc0d0f0e0s0fs_", e.changes)
		}
		if e.items > 0 {
			fmt.Fprintf(&b, "Srv:%da0c0d0s0e0r0A0sd_", e.items)
		}
	}
	if e.waits {
		fmt.Fprintf(&b, "Hb%d_", e.heartbeat)
		if e.eas == 1 {
			b.WriteString("Rto2_")
		}
	}
	b.WriteString(e.extra)
	if e.eas > 0 {
		fmt.Fprintf(&b, "S%d_", e.eas)
	}
	if e.errText != "" {
		b.WriteString("Error:" + e.errText + "_")
	}
	fmt.Fprintf(&b, "As:AllowedG_Mbx:EX13.contoso.com_Dc:DC1.contoso.com_Throttle0_SBkOffD:L%%2f-470_DBL1_CmdHC-%d_", 100_000_000+len(e.cmd)*7_654_321+len(e.id))
	received := e.at.Add(-time.Duration(e.taken) * time.Millisecond)
	fmt.Fprintf(&b, "TmRcv%s_TmCmpl%s_", received.Format("15:04:05.99"), e.at.Format("15:04:05.99"))
	if r.oneIn(24) {
		fmt.Fprintf(&b, "ActivityContextData:ActivityID%%3d%s%%3bI32%%3aADS.C%%5bDC1%%5d%%3d%d%%3bF%%3aADS.AL%%5bDC1%%5d%%3d1.%d%%3bS%%3aWLM.Bal%%3d480000%%3bS%%3aWLM.BT%%3dEas_", r.guid(), r.between(1, 9), r.between(100, 999))
		b.WriteString("Budget:(D)Owner%3aS-1-5-21-1000000001-2000000002-300000003-1176%5F" + e.id + "%5F" + e.kind +
			"%2cConn%3a0%2cMaxConn%3a10%2cMaxBurst%3a480000%2cBalance%3a480000%2cCutoff%3a600000%2cRechargeRate%3a1800000" +
			"%2cPolicy%3aGlobalThrottlingPolicy%5F5d6e7f80-9192-4a3b-8c4d-5e6f70819203%2cIsServiceAccount%3aFalse%2cLiveTime%3a00%3a00%3a00.0312500_")
	}
	return b.String()
}

// trouble2013 is a policy loop, a full mailbox and a phone that the policy
// does not know, all with HTTP 200.
func (s *site) trouble2013(r *random, day time.Time) {
	loop := &phone{
		id: "androidc6600771188", kind: "Android", agent: "Android/4.1.1-EAS-1.3", user: "wim.bakker", name: `CONTOSO\wim.bakker`,
		client: "203.0.113.63", cmdFirst: true, version: "141", key: 88,
	}
	repeat(clock(day, "11:20:00"), 90*time.Second, 14, func(_ int, at time.Time) {
		s.add2013(r, loop.sync(at, "S").fail(200, 143, "PolicyRefresh"))
		e := loop.do(at.Add(3*time.Second), "Provision")
		e.extra = "Pk1408119345_Pa2_"
		s.add2013(r, e)
	})
	full := &phone{
		id: "ApplF2LRV1QZGRYD", kind: "iPhone", agent: "Apple-iPhone9C3/1401.346", user: "tara.novak", name: `CONTOSO\tara.novak`,
		client: "203.0.113.12", version: "141", key: 404,
	}
	repeat(clock(day, "16:02:00"), 45*time.Second, 12, func(_ int, at time.Time) {
		s.add2013(r, full.do(at, "SendMail").fail(200, 113, "QuotaExceeded"))
	})
	fresh := &phone{
		id: "SEC0099AABBCCDDEE", kind: "SAMSUNGSMJ500FN", agent: "SAMSUNG-SM-J500FN/101.50101", user: "yusuf.demir",
		name: `CONTOSO\yusuf.demir`, client: "203.0.113.65", cmdFirst: true, version: "141",
	}
	repeat(clock(day, "07:30:00"), 20*time.Minute, 3, func(_ int, at time.Time) {
		s.add2013(r, fresh.do(at, "FolderSync").fail(200, 142, "DeviceNotProvisioned"))
	})
	s.add2013(r, fresh.sync(clock(day, "09:00:00"), "S").fail(200, 132, "SyncStateNotFound"))
	recovery := fresh.sync(clock(day, "09:00:04"), "R")
	recovery.items = 25
	s.add2013(r, recovery)
}

// probes2013 are what the server asks itself: never a device's requests.
func (s *site) probes2013(day time.Time) {
	const monitor = "HealthMailbox0a1b2c3d4e5f60718293a4b5c6d7e8f9@contoso.com"
	repeat(clock(day, "00:02:30"), 4*time.Hour, 6, func(_ int, at time.Time) {
		probe := row{
			at: at, server: "127.0.0.1", method: "OPTIONS", stem: "/Microsoft-Server-ActiveSync", port: "443", client: "127.0.0.1",
			agent: "AMProbe/Local/ClientAccess", user: monitor, status: 200, taken: 9,
			query: "&CorrelationID=<empty>;&cafeReqId=1b4e28ba-2fa1-41d2-883f-b9a761bde3fb;",
		}
		s.front = append(s.front, probe)
		probe.at, probe.agent = at.Add(40*time.Second), "TMSActiveSync/TestActiveSyncConnectivity"
		probe.method, probe.stem, probe.server, probe.client = "POST", easStem, "::1", "::1"
		probe.query = "Cmd=FolderSync&User=extest_0a1b2c3d4e5f6&DeviceId=EASProbeDeviceId141&DeviceType=EASProbeDeviceType"
		probe.user, probe.device = `CONTOSO\extest_0a1b2c3d4e5f6`, "EASProbeDeviceId141"
		s.front = append(s.front, probe)
		probe.port, probe.stem = "444", proxyStem
		probe.query += "&Log=PrxFrom:%3a%3a1_V141_HH:localhost_S1_As:AllowedG_Mbx:EX13.contoso.com_Throttle0_"
		s.back = append(s.back, probe)
		s.back = append(s.back, row{
			at: at.Add(50 * time.Second), server: "::1", method: "POST", stem: "/Microsoft-Server-ActiveSync/Proxy", port: "444",
			query: "&Log=PrxFrom:%3a%3a1_V0_HH:localhost%3a444_Mbx:EX13.contoso.com_", client: "::1",
			agent: "AMProbe/Local/ClientAccess", user: monitor, status: 200, taken: 4,
		})
	})
	for i := range 10 {
		s.front = append(s.front, row{
			at: day.Add(time.Duration(i*131) * time.Minute), server: "192.0.2.21", method: "GET", stem: "/owa/healthcheck.htm",
			port: "443", client: "192.0.2.250", agent: "lbhealth/1.0", status: 200, taken: 1,
		})
	}
}
