package estate

import "strconv"

// noise is what the logs hold besides requests of devices: other protocols, load
// balancers and the server's own probes.
type noise struct {
	random random
	row    row
	query  []byte
}

// otherRequest is a request of another protocol. $ in the query is a number.
type otherRequest struct {
	method, stem, query, agent string
	user                       bool
	twoSided                   bool // Exchange 2013 and later: the back end logs it, too
}

const (
	agentBrowser = "Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64)+AppleWebKit/537.36+(KHTML,+like+Gecko)+Chrome/131.0.0.0+Safari/537.36"
	agentOutlook = "Microsoft+Office/16.0+(Windows+NT+10.0;+Microsoft+Outlook+16.0.17928;+Pro)"
)

var otherRequests = []otherRequest{
	{"POST", "/mapi/emsmdb/", "MailboxId=$@contoso.com", agentOutlook, true, true},
	{"RPC_IN_DATA", "/rpc/rpcproxy.dll", "MBX01.contoso.com:6001", "MSRPC", true, true},
	{"RPC_OUT_DATA", "/rpc/rpcproxy.dll", "MBX01.contoso.com:6001", "MSRPC", true, true},
	{"POST", "/EWS/Exchange.asmx", "", "ExchangeServicesClient/15.00.0913.015", true, true},
	{"POST", "/ews/exchange.asmx", "", "MacOutlook/16.80.24010710+(Intelx64+Mac+OS+X+14.2.1)", true, true},
	{"POST", "/owa/service.svc", "action=FindConversation&ID=-$&AC=1", agentBrowser, true, true},
	{"GET", "/owa/redir.aspx", "C=$&URL=https%3a%2f%2fmail.contoso.com%2fMicrosoft-Server-ActiveSync%2fdefault.eas%3fCmd%3dSync%26DeviceId%3dtrap", agentBrowser, true, false},
	{"POST", "/Autodiscover/Autodiscover.xml", "", agentOutlook, true, true},
	{"POST", "/autodiscover/autodiscover.xml", "", "Apple-iPhone15C2/2107.102", false, false},
	{"GET", "/OAB/3b5c1d0e-9a41-4c0c-a0ab-6f8f0b1b2c3d/oab.xml", "", "Microsoft+BITS/7.8", true, false},
	{"GET", "/ecp/default.aspx", "p=MobilePhones&ref=/Microsoft-Server-ActiveSync/", agentBrowser, true, true},
	{"POST", "/powershell", "serializationLevel=Full;PSVersion=5.1.17763.6414", "Microsoft+WinRM+Client", true, true},
	{"GET", "/Microsoft-Server-ActiveSyncs/probe.aspx", "", "Mozilla/4.0+(scanner)", false, false},
}

// follow adds other requests after one of ActiveSync.
func (n *noise) follow(s *scribe, front *server, now int64) {
	for budget := s.options.Other; budget > 0; budget -= 1000 {
		if n.random.chance(min(budget, 1000)) {
			n.other(s, front, now)
		}
	}
}

func (n *noise) other(s *scribe, front *server, now int64) {
	x := n.random.uint64()
	o := otherRequests[int(x&0xffff)%len(otherRequests)]
	w := &n.row
	*w = row{
		stamp: now, method: o.method, stem: o.stem, port: "443", client: "192.0.2." + strconv.Itoa(1+int(x>>16&127)), agent: o.agent, host: "mail.contoso.com",
		answer: HTTP{Status: 200}, sent: int64(n.random.size(300, 1<<20)), received: int64(n.random.size(200, 1<<16)), took: n.random.size(3, 60_000),
	}
	w.forwarded, w.foreign = w.client, true
	if o.user {
		w.user = `CONTOSO\u` + strconv.Itoa(int(x>>24&1023))
	}
	if x>>40&31 == 0 {
		w.answer, w.user = HTTP{401, 1, 2148074254}, ""
	}
	n.query = n.query[:0]
	for _, c := range []byte(o.query) {
		if c == '$' {
			n.query = strconv.AppendUint(n.query, x>>34, 10)
			continue
		}
		n.query = append(n.query, c)
	}
	bare := len(n.query)
	if s.options.Exchange.TwoSided() && o.stem[1] != 'M' {
		n.query = append(n.query, "&CorrelationID=<empty>;&cafeReqId="...)
		n.query = append(appendGUID(n.query, x, uint32(x>>20)), ';')
	}
	w.query = n.query
	front.front.add(w, &s.damage)
	s.tally.truth.Other++
	if o.twoSided && s.options.Exchange.TwoSided() && w.answer.Status == 200 {
		back := s.servers.backs[int(x>>50)%len(s.servers.backs)]
		w.port, w.client, w.query = "444", front.ip, n.query[:bare]
		back.back.add(w, &s.damage)
	}
}

const (
	balancerEvery = 9   // seconds between a balancer's requests to one server
	probeEvery    = 300 // seconds between a HealthMailbox's requests
)

// tick adds the probes of a second.
func (n *noise) tick(s *scribe, unix int64) {
	if !s.options.Probes || unix*1000 >= s.options.end() {
		return
	}
	for i, x := range s.servers.fronts {
		if (unix+int64(i))%balancerEvery == 0 {
			n.row = row{
				stamp: unix * 1000, method: "GET", stem: stemPlain + "/healthcheck.htm", port: "443", client: balancer,
				answer: HTTP{Status: 200}, sent: 260, received: 95, took: 1, foreign: true,
			}
			if s.options.Exchange.TwoSided() {
				n.row.query = []byte("&CorrelationID=<empty>;&cafeReqId=5f2c0d9e-0000-4000-8000-000000000001;")
			}
			x.front.add(&n.row, &s.damage)
			s.tally.truth.Probes++
		}
		if (unix+31*int64(i))%probeEvery == 0 {
			n.healthMailbox(s, x, unix*1000)
		}
	}
}

// healthMailbox has a server's monitoring send a Ping or a Settings, or before Exchange
// 2013 the test account of Test-ActiveSyncConnectivity.
func (n *noise) healthMailbox(s *scribe, x *server, now int64) {
	probe := Device{ID: "BuiltInTestDevice", Type: "EASProbeDeviceType", Agent: "AMProbe/Local/ClientAccess", Version: 141}
	r := Request{
		Device: &probe, Address: "::1", Command: "Settings", End: now, Took: 12, EAS: 1,
		Login: &Login{Person: &Person{Domain: "CONTOSO", Account: "HealthMailbox4f1a2b3", UPN: "HealthMailbox4f1a2b3c@contoso.com"}},
	}
	if !s.options.Exchange.TwoSided() {
		r.Login.Person = &Person{Domain: "CONTOSO", Account: "extest_81d54f1a2b3c4"}
	}
	r.Login.Query = r.Login.Person.Account
	r.Login.Front = r.Login.Person.Qualified()
	r.Login.Back = r.Login.Front
	r.complete()
	seen := sighting{}
	w := s.row(&r)
	w.foreign = true
	if s.options.Exchange.TwoSided() {
		s.byFront(&r, w, x, uint64(now), &seen)
		s.byBack(&r, w, x, 0, uint64(now), &seen)
	} else {
		s.alone(&r, w, x, uint64(now), &seen)
	}
	s.tally.truth.Probes++
}
