package estate

// scribe decides who logs a request, writes the rows, and keeps the truth.
type scribe struct {
	options *Options
	servers *servers
	random  random
	damage  damager
	noise   noise
	tally   tally
	second  int64  // Unix seconds: older rows are in the files
	query   []byte // scratch
}

const (
	stemPlain = "/Microsoft-Server-ActiveSync"
	stemFront = stemPlain + "/default.eas"
	stemBack  = stemPlain + "/Proxy/default.eas"
)

// window is how long rows wait for others that end before them, in seconds.
func (s *scribe) window() int64 { return int64(s.options.LagMax)/1000 + 3 }

// advance writes the rows of all seconds that can have no more.
func (s *scribe) advance(now int64) error {
	for ; s.second < now/1000-s.window(); s.second++ {
		for _, l := range s.servers.logs {
			if err := l.flush(s.second); err != nil {
				return err
			}
		}
		s.noise.tick(s, s.second+s.window())
		s.tally.close(s.second * 1000)
	}
	return nil
}

// request logs a request. Requests come in the order of their ends.
func (s *scribe) request(r *Request) error {
	if err := s.advance(r.End); err != nil {
		return err
	}
	r.complete()
	x := s.random.uint64()
	seen := sighting{front: -1, middle: -1, back: -1, proxy: -1}
	row := s.row(r)
	front := s.servers.fronts[int(x&0xffff)%len(s.servers.fronts)]
	if r.Server > 0 {
		front = s.servers.fronts[(r.Server-1)%len(s.servers.fronts)]
	}
	lag := s.lag()
	if s.servers.proxy != nil {
		s.byProxy(r, row, x, &seen)
	}
	switch {
	case s.options.Exchange.TwoSided():
		s.byFront(r, row, front, x, &seen)
		if !r.Refused {
			s.byBack(r, row, front, lag, x, &seen)
		}
	case int(x>>16&1023)*1000>>10 < s.options.HandOn && !r.Refused:
		s.handOn(r, row, front, lag, x, &seen)
	default:
		s.alone(r, row, front, x, &seen)
	}
	s.noise.follow(s, front, r.End)
	s.tally.count(r, &seen)
	return nil
}

// lag draws by how much the back row precedes the front row, in milliseconds.
func (s *scribe) lag() int64 { return int64(s.random.n(s.options.LagMax + 1)) }

// row fills in what all rows of a request have alike.
func (s *scribe) row(r *Request) row {
	w := row{method: "POST", stem: stemFront, host: "mail.contoso.com", answer: r.Front, sent: r.ToClient, received: r.FromClient, took: r.Took}
	if r.Device != nil {
		w.agent = r.Device.agentAt(r.End)
	} else {
		w.agent = "python-requests/2.31.0"
	}
	switch r.Command {
	case "Options":
		w.method, w.stem = "OPTIONS", stemPlain
	case "":
		w.method = "GET"
	}
	w.port = "443"
	s.query = s.query[:0]
	if r.named() {
		s.query = r.appendQuery(s.query)
	}
	return w
}

// appendQuery appends the query as the device sent it.
func (r *Request) appendQuery(b []byte) []byte {
	d := r.Device
	if d.CmdFirst && r.Command != "" {
		b = append(append(append(b, "Cmd="...), r.Command...), '&')
	}
	b = append(append(b, "User="...), r.claim()...)
	b = append(append(b, "&DeviceId="...), d.ID...)
	b = append(append(b, "&DeviceType="...), d.Type...)
	if !d.CmdFirst && r.Command != "" {
		b = append(append(b, "&Cmd="...), r.Command...)
	}
	return append(b, d.Extra...)
}

func (r *Request) claim() string {
	if r.Login == nil {
		return r.Claim
	}
	return r.Login.Query
}

// through sets the addresses of a row of the first server: the client's, or that of
// whatever stands before the server.
func (s *scribe) through(r *Request, w *row) {
	w.client = r.Address
	switch {
	case s.servers.proxy != nil:
		w.client = s.servers.proxy.ip
	case s.options.Fields.ForwardedFor:
		w.client = balancer
	}
	w.forwarded = r.Address
	if s.options.Fields.ForwardedFor && r.variety>>28 == 0 {
		w.forwarded += ",+" + balancer
	}
	w.user = ""
	if !r.Anonymous && r.Login != nil {
		w.user = r.Login.Front
	}
}

const balancer = "192.0.2.5"

// byProxy has the reverse proxy log the request (Application Request Routing).
func (s *scribe) byProxy(r *Request, w row, x uint64, seen *sighting) {
	w.stem = stemPlain
	w.client, w.forwarded = r.Address, ""
	w.query = append(append([]byte(nil), s.query...), "&X-ARR-CACHE-HIT=0&X-ARR-LOG-ID="...)
	w.query = appendGUID(w.query, x, r.variety)
	w.stamp = r.End + int64(x>>32&1023)
	if s.servers.proxy.front.add(&w, &s.damage) {
		seen.proxy = w.stamp
		seen.bytesOf(&w, s.servers.proxy.front)
	}
}

// byFront has a front end of Exchange 2013 or later log the request, without Log=.
func (s *scribe) byFront(r *Request, w row, front *server, x uint64, seen *sighting) {
	s.through(r, &w)
	w.stamp = r.End
	keep := len(s.query)
	s.query = append(s.query, "&CorrelationID=<empty>;&"...)
	if x>>48&3 == 0 {
		s.query = append(s.query, "ClientId=XGSKTNVC0PWMKWYHCFPXA&"...)
	}
	s.query = append(s.query, "cafeReqId="...)
	s.query = append(appendGUID(s.query, x, r.hash), ';')
	w.query = s.query
	if front.front.add(&w, &s.damage) {
		seen.front = w.stamp
		seen.bytesOf(&w, front.front)
	}
	s.query = s.query[:keep]
}

// byBack has the mailbox's server log the request, some seconds before the front end
// does.
func (s *scribe) byBack(r *Request, w row, front *server, lag int64, x uint64, seen *sighting) {
	back := s.back(r)
	w.stem, w.port, w.answer = stemBack, "444", r.Back
	if r.Command == "Options" {
		w.stem = stemPlain + "/Proxy"
	}
	if w.answer.Status < 400 {
		w.answer.Win32 = 0 // it was the front end's connection that was cut
	}
	w.stamp, w.took = r.End-lag, max(1, r.Took-int(lag))
	w.sent, w.received = w.sent+int64(x>>40&63), w.received+412
	w.client = front.ip
	if s.options.Fields.ForwardedFor {
		w.forwarded = r.Address + ",+" + front.ip
	}
	if front == back {
		w.client = "fe80::2063:570a:9da1:9b71%12"
	}
	if !r.Anonymous && r.Login != nil {
		w.user = r.Login.Back
	}
	w.host = "mail.contoso.com:444"
	log := s.exchangeLog(r, &w, x)
	log.prxFrom, log.front, log.mailbox = formEscape(w.client), front.dns, back.dns
	w.query = log.append(s.query)
	s.query = w.query[:len(s.query)]
	if back.back.add(&w, &s.damage) {
		seen.back, seen.log = w.stamp, true
		seen.bytesOf(&w, back.back)
	}
}

// back returns the server that has the sender's mailbox.
func (s *scribe) back(r *Request) *server {
	if r.Device == nil {
		return s.servers.backs[0]
	}
	return s.servers.backs[r.Device.Mailbox%len(s.servers.backs)]
}

func (s *scribe) exchangeLog(r *Request, w *row, x uint64) exchangeLog {
	return exchangeLog{
		request: r, exchange: s.options.Exchange, status: true, mailbox: s.back(r).dns,
		long: int(x>>54&1023)*1000>>10 < s.options.LongLogs, received: w.stamp - int64(w.took), finished: w.stamp,
	}
}

// alone has the only server log the request (Exchange 2003 to 2010).
func (s *scribe) alone(r *Request, w row, front *server, x uint64, seen *sighting) {
	s.through(r, &w)
	w.stamp, w.query = r.End, s.query
	if s.options.Exchange == Exchange2003 {
		w.stem = stemPlain
	}
	// Exchange 2003 would log "nothing known" for OPTIONS, in the very words that
	// it has for a user who is disabled.
	logged := !r.Refused && (s.options.Exchange != Exchange2003 || r.Command != "Options")
	if logged {
		log := s.exchangeLog(r, &w, x)
		w.query = log.append(s.query)
		s.query = w.query[:len(s.query)]
	}
	if front.front.add(&w, &s.damage) {
		seen.front, seen.log = w.stamp, logged
		seen.bytesOf(&w, front.front)
	}
}

// handOn has one server of Exchange 2010 hand the request on to another, sometimes
// by way of a third. The first one knows the user, the last one what became of it.
func (s *scribe) handOn(r *Request, w row, first *server, lag int64, x uint64, seen *sighting) {
	fronts := s.servers.fronts
	at := int(x&0xffff) % len(fronts)
	last := fronts[(at+1)%len(fronts)]
	s.through(r, &w)
	w.stamp = r.End
	log := s.exchangeLog(r, &w, x)
	log.status, log.prxTo = false, formEscape(last.dns)
	from := first
	var middle *server
	if len(fronts) > 2 && x>>50&7 == 0 {
		middle = fronts[(at+2)%len(fronts)]
		log.prxTo = formEscape(middle.dns)
	}
	w.query = log.append(s.query)
	if first.front.add(&w, &s.damage) {
		seen.front = w.stamp
		seen.bytesOf(&w, first.front)
	}
	inner := func(to *server, stamp int64) {
		w.stamp, w.took = stamp, max(1, r.Took-int(r.End-stamp))
		w.client, w.forwarded, w.user = from.ip, "", "CONTOSO\\"+from.name+"$"
		log.prxFrom = formEscape(from.ip)
		w.query = log.append(s.query)
		from = to
	}
	if middle != nil {
		log.prxTo = formEscape(last.dns)
		inner(middle, r.End-lag/2)
		if middle.front.add(&w, &s.damage) {
			seen.middle = w.stamp
			seen.bytesOf(&w, middle.front)
		}
	}
	log.prxTo, log.status = "", true
	inner(last, r.End-lag)
	if last.front.add(&w, &s.damage) {
		seen.back, seen.log = w.stamp, true
		seen.bytesOf(&w, last.front)
	}
	s.query = s.query[:0]
}

// appendGUID appends a made-up GUID.
func appendGUID(b []byte, x uint64, y uint32) []byte {
	hex := func(v uint64, n int) {
		for ; n > 0; n-- {
			b = append(b, hexLower[v>>60])
			v <<= 4
		}
	}
	hex(x, 8)
	b = append(b, '-')
	hex(x<<32, 4)
	b = append(b, "-4000-8000-"...)
	hex(uint64(y)<<32|x>>32, 12)
	return b
}
