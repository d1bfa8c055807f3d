package estate

import "fmt"

// Side is the part of a server that writes a log of its own.
type Side string

// Sides. Up to Exchange 2010 there is but one: Front.
const (
	Proxy Side = "proxy" // a reverse proxy before the servers
	Front Side = "front"
	Back  Side = "back"
)

type server struct {
	name, ip, dns string
	front, back   *siteLog // nil where it has none
}

// servers are all that log.
type servers struct {
	fronts, backs []*server // of Exchange 2016 and later the same machines
	proxy         *server   // nil without a reverse proxy
	logs          []*siteLog
	silences      []Silence
}

func newServers(seed uint64, o *Options) (*servers, error) {
	s := new(servers)
	machine := func(name string, net, i int) *server {
		name = fmt.Sprintf("%s%02d", name, i+1)
		return &server{name: name, ip: fmt.Sprintf("10.0.%d.%d", net, 11+i), dns: name + ".contoso.com"}
	}
	frontName, backName := "CAS", "MBX"
	if o.Exchange >= Exchange2016 {
		frontName, backName = "EX", "EX"
	}
	for i := range o.Fronts {
		s.fronts = append(s.fronts, machine(frontName, 1, i))
	}
	for i := range o.Backs {
		if o.Exchange >= Exchange2016 && i < len(s.fronts) {
			s.backs = append(s.backs, s.fronts[i])
			continue
		}
		net := 2
		if o.Exchange >= Exchange2016 {
			net = 1
		}
		s.backs = append(s.backs, machine(backName, net, i))
	}
	if o.ARR {
		s.proxy = machine("ARR", 3, 0)
		s.proxy.front = s.log(s.proxy, Proxy, o)
	}
	for _, x := range s.fronts {
		x.front = s.log(x, Front, o)
	}
	if o.Exchange.TwoSided() {
		for _, x := range s.backs {
			x.back = s.log(x, Back, o)
		}
	}
	return s, s.silence(seed, o)
}

func (s *servers) log(x *server, side Side, o *Options) *siteLog {
	l := newSiteLog(x, side, o)
	s.logs = append(s.logs, l)
	return l
}

// silence settles which logs lose their rows, and when.
func (s *servers) silence(seed uint64, o *Options) error {
	r := newRandom(seed, streamSilence)
	s.silences = append(s.silences, o.Silences...)
	first := r.n(len(s.backs))
	for i := range o.Silent {
		x, side := s.backs[(first+i)%len(s.backs)], Back
		if !o.Exchange.TwoSided() {
			x, side = s.fronts[(first+i)%len(s.fronts)], Front
		}
		hours := int64(r.span(max(1, o.Hours/4), max(1, o.Hours/2)))
		from := o.Start + int64(r.n(o.Hours))*hourMs
		s.silences = append(s.silences, Silence{x.name, side, Span{from, from + hours*hourMs}})
	}
	for _, silence := range s.silences {
		known := false
		for _, l := range s.logs {
			if l.server.name == silence.Server && l.side == silence.Side {
				l.silent = append(l.silent, silence.Span)
				known = true
			}
		}
		if !known {
			return fmt.Errorf("silencing %s: it has no log of the %s", silence.Server, silence.Side)
		}
	}
	return nil
}
