package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// The two Exchange 2010 servers. The first faces the internet and hands
// mailboxes of the other site on to the second (PrxTo here, PrxFrom there).
const (
	cas2010a = "192.0.2.11"
	cas2010b = "192.0.2.12"
)

// phones2010 are the ordinary phones of the main day.
func phones2010() []*phone {
	contoso := func(id, kind, agent, account, spelling, client string, cmdFirst bool, version string, heartbeat, hits int) *phone {
		return &phone{
			id: id, kind: kind, agent: agent, user: spelling, name: `CONTOSO\` + account, client: client,
			cmdFirst: cmdFirst, version: version, heartbeat: heartbeat, hits: hits,
		}
	}
	return []*phone{
		contoso("ApplDNQGK1A0DTC0", "iPhone", "Apple-iPhone4C1/901.405", "anna.keller", "CONTOSO%5Canna.keller", "198.51.100.21", false, "141", 900, 44),
		contoso("ApplV50381QXZ38A", "iPad", "Apple-iPad2C1/901.334", "anna.keller", "anna.keller", "198.51.100.21", false, "141", 900, 24),
		contoso("ApplP8WA749Y24B0", "iPad", "Apple-iPad1C1/901.405", "ines.olsen", `CONTOSO\ines.olsen`, "203.0.113.45", false, "141", 1200, 26),
		contoso("androidc1847920573", "Android", "Android/4.0.3-EAS-1.3", "hugo.brandt", "hugo.brandt%40contoso.com", "198.51.100.40", true, "121", 480, 34),
		contoso("androidc2063318841", "Android", "Android/2.3.6-EAS-1.2", "lena.ortiz", "lena.ortiz", "203.0.113.72", true, "25", 480, 28),
		contoso("SEC1A2B3C4D5E6F70", "SAMSUNGGTI9100", "SAMSUNG-GT-I9100/100.20304", "marek.zielinski", "CONTOSO%5Cmarek.zielinski", "203.0.113.80", true, "121", 1680, 38),
		contoso("HTCAnd12ab34cd", "htcvision", "Android-EAS/3.0", "nora.smith", "nora.smith", "198.51.100.52", true, "121", 600, 22),
		contoso("56A1B0C3D4E5F60718293A4B5C6D7E8F", "WP", "MSFT-WP/7.10.7720", "omar.haddad", "CONTOSO%5Comar.haddad", "203.0.113.91", true, "141", 1800, 28),
		contoso("D4F8E9A0B1C2D3E4F5061728394A5B6C", "PocketPC", "MSFT-PPC/5.2.5082", "paula.costa", "CONTOSO%5Cpaula.costa", "203.0.113.92", true, "121", 900, 18),
		contoso("3330313034313130", "TouchDown", "TouchDown(MSRPC)/7.1.0009", "quentin.roy", "quentin.roy", "198.51.100.77", true, "121", 600, 20),
		contoso("ApplC8TJ4PQ0DT9V", "iPhone", "Apple-iPhone4C1/902.179", "jürgen.weiß", "CONTOSO%5Cj%c3%bcrgen.wei%c3%9f", "198.51.100.17", false, "141", 900, 22),
	}
}

// cas2010 is the main day: the ordinary phones, and on the first server most
// of the trouble that the report is to find.
func cas2010() []fixture {
	day := date(2011, 12, 24)
	r := random(2010)
	var first, second []row
	for i, p := range phones2010() {
		for _, e := range ordinary(&r, p, day) {
			if r.oneIn(9) {
				first = append(first, challenge(e, cas2010a))
			}
			if i%3 == 2 { // mailbox in the other site
				to, from := proxied2010(&r, e)
				first, second = append(first, to), append(second, from)
				continue
			}
			first = append(first, row2010(&r, e, cas2010a))
		}
	}
	for _, p := range phones2010b() { // phones that use the second server directly
		for _, e := range ordinary(&r, p, day) {
			second = append(second, row2010(&r, e, cas2010b))
		}
	}
	first = append(first, trouble2010(&r, day)...)
	first = append(first, others(&r, day, cas2010a, 21)...)
	second = append(second, others(&r, day, cas2010b, 10)...)

	return []fixture{
		compose("7.5", iis7bytes, first).fixture("logs/cas2010a/W3SVC1/u_ex111224.log",
			"Exchange 2010, IIS 7.5, with sc-bytes and cs-bytes: LdapC/RpcC tokens, old `Budget:`, `PrxTo`, 401 challenges, "+
				"wrong passwords (401 with 1326), OPTIONS, a runaway with 507, a full sync every 30 s, a Provision loop, "+
				"403, 451, `MissingCscCacheEntry`, OWA and other rows, near misses of the stem"),
		restarted(second, clock(day, "14:02:11")).fixture("logs/cas2010b/W3SVC1/u_ex111224.log",
			"Exchange 2010, IIS 7.5, no byte counts: `PrxFrom` with the machine account `CONTOSO\\CAS01$` in cs-username, "+
				"the header again after a restart").packed(gzipped, ".gz"),
	}
}

func phones2010b() []*phone {
	return []*phone{
		{
			id: "ApplDLXF99ZTDFHW", kind: "iPhone", agent: "Apple-iPhone3C1/902.206", user: "rosa.lind@fabrikam.com",
			name: `FABRIKAM\rosa.lind`, client: "203.0.113.101", version: "141", heartbeat: 900, hits: 36,
		},
		{
			id: "androidc7751930022", kind: "Android", agent: "Android/4.0.1-EAS-1.3", user: "FABRIKAM%5Csven.aas",
			name: `FABRIKAM\sven.aas`, client: "203.0.113.102", cmdFirst: true, version: "141", heartbeat: 480, hits: 30,
		},
	}
}

// tokens2010 is the value of Log=.
func tokens2010(r *random, e exchange, proxy string) string {
	var b strings.Builder
	b.WriteString(proxy)
	b.WriteString("V" + e.version + "_")
	if e.st != "" {
		fmt.Fprintf(&b, "Fc1_Fid:%d_Ty:%s_Filt%d_St:%s_Sk:%d_", 1+len(e.account()+e.folder)%9, e.folder, 2+len(e.id)%3, e.st, e.sk)
		if e.changes > 0 {
			fmt.Fprintf(&b, "Cli:0a%dc0d0f0e_", e.changes)
		}
		if e.items > 0 {
			fmt.Fprintf(&b, "Srv:%da0c0d0s0e0r0A0sd_", e.items)
		}
	}
	fmt.Fprintf(&b, "LdapC%d_LdapL%d_RpcC%d_RpcL%d_", r.below(3), r.below(32), r.between(4, 90), r.between(4, 260))
	if e.waits {
		fmt.Fprintf(&b, "Hb%d_", e.heartbeat)
	}
	b.WriteString(e.extra)
	if e.eas > 0 {
		fmt.Fprintf(&b, "S%d_", e.eas)
	}
	if e.errText != "" {
		b.WriteString("Error:" + e.errText + "_")
	}
	b.WriteString("Mbx:MBX01.contoso.com_Throttle0_")
	if r.oneIn(40) {
		b.WriteString(budget2010(r))
	}
	return b.String()
}

func budget2010(r *random) string {
	part := func(phase string, conn int) string {
		return fmt.Sprintf("(%s)Conn%%3a%d%%2cHangingConn%%3a0%%2cAD%%3a%%24null%%2f%%24null%%2f%d%%25%%2cCAS%%3a%%24null%%2f%%24null%%2f%d%%25"+
			"%%2cAB%%3a%%24null%%2f%%24null%%2f0%%25%%2cRPC%%3a%%24null%%2f%%24null%%2f%d%%25%%2cFC%%3a1000%%2f0"+
			"%%2cPolicy%%3aDefaultThrottlingPolicy%%5F0f1e2d3c-4b5a-4678-8796-a5b4c3d2e1f0%%2cNorm", phase, conn, r.below(9), r.below(9), r.below(9))
	}
	return "Budget:" + part("A", 1) + "%3b" + part("D", 0) + "_"
}

func row2010(r *random, e exchange, server string) row {
	return row{
		at: e.at, server: server, method: "POST", stem: "/Microsoft-Server-ActiveSync/default.eas",
		query: e.query(e.cmd) + "&Log=" + tokens2010(r, e, ""), port: "443", user: e.name, client: e.client, agent: e.agent,
		status: e.http, sent: e.sent, received: e.received, taken: e.taken, device: e.id,
	}
}

// proxied2010 gives the rows of the two servers for one request. The second
// knows the phone only from the query: who comes is the first server.
func proxied2010(r *random, e exchange) (to, from row) {
	to = row2010(r, e, cas2010a)
	to.query = e.query(e.cmd) + "&Log=PrxTo:cas02.contoso.com_V" + e.version + "_"
	from = row2010(r, e, cas2010b)
	from.query = strings.ReplaceAll(e.query(e.cmd)+"&Log="+tokens2010(r, e, "PrxFrom:"+cas2010a+"_"), "MBX01", "MBX02")
	from.user, from.client = `CONTOSO\CAS01$`, cas2010a
	to.taken = e.taken + r.between(3, 20)
	return to, from
}

// challenge is the 401 that makes a phone send its credentials: neither a
// name nor a Log= is known yet.
func challenge(e exchange, server string) row {
	return row{
		at: e.at.Add(-time.Duration(e.taken+30) * time.Millisecond), server: server, method: "POST",
		stem: "/Microsoft-Server-ActiveSync/default.eas", query: e.query(e.cmd), port: "443", client: e.client, agent: e.agent,
		status: 401, substatus: 2, win32: 5, sent: 1293, received: e.received, taken: 2, device: e.id,
	}
}

// others are requests to the rest of the server, and the near misses that a
// search for the word ActiveSync would take for requests.
func others(r *random, day time.Time, server string, n int) []row {
	kinds := []row{
		{method: "GET", stem: "/owa/", query: "ae=Folder&t=IPF.Note", agent: "Mozilla/5.0 (Windows NT 6.1; rv:8.0) Gecko/20100101 Firefox/8.0", user: `CONTOSO\nora.smith`},
		{method: "POST", stem: "/EWS/Exchange.asmx", agent: "MacOutlook/14.13.0.110805 (Intel Mac OS X 10.7.2)", user: `CONTOSO\hugo.brandt`},
		{method: "RPC_IN_DATA", stem: "/rpc/rpcproxy.dll", query: "mbx01.contoso.com:6001", agent: "MSRPC", user: `CONTOSO\ines.olsen`},
		{method: "RPC_OUT_DATA", stem: "/rpc/rpcproxy.dll", query: "mbx01.contoso.com:6001", agent: "MSRPC", user: `CONTOSO\ines.olsen`},
		{method: "POST", stem: "/autodiscover/autodiscover.xml", agent: "Apple-iPhone4C1/901.405", user: `CONTOSO\anna.keller`},
		{method: "GET", stem: "/owa/redir.aspx", query: "URL=https://mail.contoso.com/Microsoft-Server-ActiveSync/default.eas", agent: "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0)", user: `CONTOSO\paula.costa`},
		{method: "GET", stem: "/Microsoft-Server-ActiveSyncs/default.eas", query: "Cmd=Ping&User=x&DeviceId=x&DeviceType=x", agent: "Mozilla/4.0"},
	}
	rows := make([]row, n)
	for i := range rows {
		k := kinds[i%len(kinds)]
		k.at, k.server, k.port, k.client = moment(r, day), server, "443", fmt.Sprintf("198.51.100.%d", 20+i)
		k.status, k.sent, k.received, k.taken = 200, r.between(300, 40_000), r.between(300, 2000), r.between(2, 900)
		if k.user == "" {
			k.status = 404
		}
		rows[i] = k
	}
	return rows
}

// restarted composes a log whose header is written again at a restart.
func restarted(rows []row, restart time.Time) *sheet {
	slices.SortStableFunc(rows, func(a, b row) int { return a.at.Compare(b.at) })
	s := newSheet()
	s.header("7.5", rows[0].at, iis7)
	again := false
	for _, r := range rows {
		if !again && !r.at.Before(restart) {
			s.header("7.5", r.at, iis7)
			again = true
		}
		s.row(r)
	}
	return s
}
