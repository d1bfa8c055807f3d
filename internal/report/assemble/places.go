package assemble

import (
	"strings"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/pairing"
	"github.com/easreport/easreport/internal/report"
)

// maxOutcomes is from how many different outcomes of a kind on no more are counted. There
// are few, unless somebody makes them.
const maxOutcomes = 64

// quarterSeconds is how fine rows must be for places to be counted.
const quarterSeconds = 15 * 60

// Bounds of places: of more names the first by text are told apart.
const (
	maxPlaces  = 1 << 10 // servers, mailbox servers
	maxKinds   = 1 << 12 // user agents
	maxSources = 1 << 17 // networks, addresses, accounts
	maxTried   = 1 << 12 // accounts tried from an address, devices that tried an account
)

// places gathers a report.Places on a day. Requests of one device come together, so that
// a device is known to be another one than the last. It serves one goroutine.
type places struct {
	words    *lake.Words
	from, to int64 // milliseconds since 1970 UTC
	midnight int64
	answers  *pairing.Answers
	front    lake.Word // the side of a front end

	all                quarters
	servers, mailboxes boundedMap[lake.Word, quarters]
	networks, agents   boundedMap[lake.Word, met]
	addresses          boundedMap[lake.Word, addressSums]
	sources, senders   boundedMap[lake.Word, addressSums] // networks and user agents
	accounts           boundedMap[lake.Word, accountSums]
	probed             boundedMap[lake.Word, trouble] // by account
	probeHits          map[lake.Word]int64
	versions           report.Tally[int32]
	oneRow, twoRows    int64

	device uint64    // counts devices
	last   lake.Word // the device that was seen last, or the user agent without one
	visit  visit     // of that device
	one    observed  // the request that is being counted
	// What was found out about words.
	networkOf, accountOf, foldedOf map[lake.Word]lake.Word
	probes                         map[lake.Word]bool
	kinds                          map[kindKey]kindOf
	kindKey                        kindKey // of the request before: the next is mostly alike
	kindOf                         kindOf
}

// kindKey is what a kind of trouble goes by.
type kindKey struct {
	answer          activesync.Answer
	command, errors lake.Word
}

type kindOf struct {
	kind    report.Kind
	known   bool
	outcome lake.Word
}

// quarters are what devices met by quarters of an hour, by hours, and on the whole day.
type quarters struct {
	day     met
	typical typical
	of      [96]met
	hours   [24]hourSums
}

// hourSums are what report.ServerHour has beside hits and failures.
type hourSums struct {
	times activity.Histogram
	home  int64
	own   trouble // of servers
}

// met is report.Met while it is counted.
type met struct {
	hits, devices, largest, current int64
	device                          uint64 // the last one, of which current are the hits
	kinds                           [report.Kinds]trouble
}

// trouble is report.Trouble while it is counted.
type trouble struct {
	hits, devices, largest, current int64
	again                           int64  // devices that met it more than once
	device                          uint64 // of which current are the requests
	outcomes                        report.Tally[lake.Word]
	first, last                     int64
	moments                         report.Moments // of seconds since the quarter of an hour began
}

func newPlaces(q *report.Query, words *lake.Words, day lake.Day) *places {
	byText := func(a, b lake.Word) int { return strings.Compare(words.Text(a), words.Text(b)) }
	return &places{
		words: words, from: q.From.UnixMilli(), to: q.To.UnixMilli(), midnight: day.Start().UnixMilli(), answers: pairing.NewAnswers(words),
		front:   words.Of(activesync.FrontEnd.String()),
		servers: newBoundedMap(maxPlaces, byText, (*quarters).merge), mailboxes: newBoundedMap(maxPlaces, byText, (*quarters).merge),
		networks: newBoundedMap(maxSources, byText, (*met).merge), agents: newBoundedMap(maxKinds, byText, (*met).merge),
		addresses: newBoundedMap(maxSources, byText, (*addressSums).merge), sources: newBoundedMap(maxSources, byText, (*addressSums).merge),
		senders: newBoundedMap(maxKinds, byText, (*addressSums).merge), accounts: newBoundedMap(maxSources, byText, (*accountSums).merge),
		probed: newBoundedMap(maxPlaces, byText, (*trouble).merge), probeHits: make(map[lake.Word]int64),
		networkOf: make(map[lake.Word]lake.Word), accountOf: make(map[lake.Word]lake.Word), foldedOf: make(map[lake.Word]lake.Word), probes: make(map[lake.Word]bool), kinds: make(map[kindKey]kindOf),
	}
}

// requests counts those in the report's span.
func (p *places) requests(b *activity.Batch) {
	for i := range b.Len() {
		if b.Bucket[i] < p.from || b.Bucket[i] >= p.to {
			continue
		}
		if p.isProbe(b, i) {
			p.probe(b, i)
			continue
		}
		who := p.folded(b.DeviceID[i])
		if who == 0 {
			who = b.UserAgent[i] // as pairing groups them
		}
		if who != p.last || p.device == 0 {
			p.leave()
			p.device, p.last = p.device+1, who
		}
		p.request(b, i)
		p.logon(b, i)
	}
}

// folded is the word of a device id without case.
func (p *places) folded(id lake.Word) lake.Word {
	if id == 0 || id == p.last {
		return id
	}
	folded, known := p.foldedOf[id]
	if !known {
		if len(p.foldedOf) > maxTried { // those of one device come together
			clear(p.foldedOf)
		}
		folded = p.words.Of(activesync.FoldDevice(p.words.Text(id)))
		p.foldedOf[id] = folded
	}
	return folded
}

// isProbe reports whether a request is monitoring.
func (p *places) isProbe(b *activity.Batch, i int) bool {
	user := b.CSUsername[i]
	if user == 0 || b.Status[i] == 401 || b.Status[i] == 403 {
		return false
	}
	probe, known := p.probes[user]
	if !known {
		probe = activesync.IsProbe(p.words.Text(user))
		p.probes[user] = probe
	}
	return probe
}

// request counts a request at the places that it used.
func (p *places) request(b *activity.Batch, i int) {
	p.observe(b, i)
	one := &p.one
	quarter := (b.Bucket[i] - p.midnight) / (quarterSeconds * 1000)
	if quarter < 0 || quarter >= 96 {
		return
	}
	p.visit.see(b, i, int(quarter)/4)
	p.generation(b, i)
	p.all.add(one, quarter)
	if b.Server[i] != 0 {
		p.servers.value(b.Server[i]).add(one, quarter)
	}
	if b.MailboxServer[i] != 0 {
		p.mailboxes.value(b.MailboxServer[i]).add(one, quarter)
	} else {
		p.visit.note(one, quarter)
	}
	if network := p.network(b.ClientAddress[i]); network != 0 {
		p.networks.value(network).add(one)
	}
	if b.UserAgent[i] != 0 {
		p.agents.value(b.UserAgent[i]).addAgent(one)
	}
}

// addAgent counts a request of a user agent: how it failed, too. A logon that was refused is
// no failure of the agent, which anybody may claim to be.
func (m *met) addAgent(o *observed) {
	one := *o
	one.failed = o.failed && !o.refused
	m.add(&one)
	if one.failed {
		m.kinds[report.Failed].outcome(&one)
	}
}

// observed is what there is to count of a request.
type observed struct {
	device      uint64
	hits        int64
	refused     bool               // the name or password
	unproven    bool               // it is nobody's, under the id of a device
	times       activity.Histogram // of those that did not fail
	kind        report.Kind
	troubled    bool
	failed      bool
	outcome     lake.Word
	reloads     int64
	first, last int64
}

func (p *places) observe(b *activity.Batch, i int) {
	o := &p.one
	*o = observed{device: p.device, hits: b.Hits[i], reloads: max(b.FullSyncs[i], 0), first: b.FirstTime[i], last: b.LastTime[i]}
	answer := p.answers.Of(b, i)
	if o.failed = answer.Failed(); !o.failed {
		o.times = b.Times[i]
	}
	if key := (kindKey{answer, b.Command[i], b.Error[i]}); key != p.kindKey || len(p.kinds) == 0 {
		p.kindKey, p.kindOf = key, p.lookUpKind(key)
	}
	o.refused = answer.RefusedLogon() && answer.Owner() != activesync.Server
	o.unproven = b.Person[i] == 0 && b.DeviceID[i] != 0 && pairing.Anonymous(b, i) && !p.stands(b.DeviceID[i])
	o.kind, o.troubled, o.outcome = p.kindOf.kind, p.kindOf.known, p.kindOf.outcome
}

// stands reports whether a device stands for others, which are told of together.
func (p *places) stands(device lake.Word) bool {
	_, stands := lake.StandsFor(p.words.Text(device))
	return stands
}

// lookUpKind returns the kind of trouble that an answer is, if any.
func (p *places) lookUpKind(key kindKey) kindOf {
	k, known := p.kinds[key]
	if known {
		return k
	}
	answer := key.answer
	answer.Command = p.words.Text(key.command)
	errors := canonicalErrors(p.words.Text(key.errors))
	if k.kind, k.known = report.KindOf(answer, errors); k.known || key.answer.Failed() {
		k.outcome = p.words.Of(report.OutcomeOf(answer, errors))
	}
	p.kinds[key] = k
	return k
}

func (q *quarters) add(o *observed, quarter int64) {
	q.day.add(o)
	q.typical.add(o, quarter/4)
	q.of[quarter].add(o)
	q.hours[quarter/4].add(o)
}

func (m *met) add(o *observed) {
	m.hits += o.hits
	if m.device != o.device {
		m.device, m.current = o.device, 0
		m.devices++
	}
	m.current += o.hits
	m.largest = max(m.largest, m.current)
	if o.failed {
		m.kinds[report.Failed].add(o, o.hits)
	}
	if o.troubled {
		m.kinds[o.kind].add(o, o.hits)
		m.kinds[o.kind].outcome(o)
	}
	if o.reloads > 0 {
		m.kinds[report.Reload].add(o, o.reloads)
	}
}

func (h *hourSums) add(o *observed) {
	h.times.Merge(o.times)
	if o.troubled && o.kind <= report.NoLogonServer {
		h.own.add(o, o.hits)
		h.own.outcome(o)
	}
}

// outcome counts how requests ended.
func (t *trouble) outcome(o *observed) {
	if len(t.outcomes) < maxOutcomes {
		t.outcomes.Add(o.outcome, o.hits)
	}
}

func (t *trouble) add(o *observed, hits int64) {
	t.hits += hits
	if t.device != o.device {
		t.device, t.current = o.device, 0
		t.devices++
	}
	if t.current <= 1 && t.current+hits > 1 {
		t.again++
	}
	t.current += hits
	t.largest = max(t.largest, t.current)
	t.first, t.last = firstOf(t.first, o.first), max(t.last, o.last)
	t.moments.Add((o.first+o.last)/2000%quarterSeconds, hits)
}

// firstOf is the smaller of two times, of which 0 is none.
func firstOf(a, b int64) int64 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

func (m *met) merge(o *met) {
	m.hits += o.hits
	m.devices += o.devices // of other shares of the day: they are others
	m.largest = max(m.largest, o.largest)
	for i := range m.kinds {
		m.kinds[i].merge(&o.kinds[i])
	}
}

func (t *trouble) merge(o *trouble) {
	t.hits += o.hits
	t.devices += o.devices
	t.again += o.again
	t.largest = max(t.largest, o.largest)
	t.outcomes.Merge(o.outcomes)
	t.first, t.last = firstOf(t.first, o.first), max(t.last, o.last)
	t.moments.Merge(o.moments, 0)
}

func (q *quarters) merge(o *quarters) {
	q.day.merge(&o.day)
	q.typical.merge(&o.typical)
	for i := range q.of {
		q.of[i].merge(&o.of[i])
	}
	for i := range q.hours {
		q.hours[i].times.Merge(o.hours[i].times)
		q.hours[i].home += o.hours[i].home
		q.hours[i].own.merge(&o.hours[i].own)
	}
}

// network is the word of the network that an address is in: /24 of IPv4, /64 of IPv6.
func (p *places) network(address lake.Word) lake.Word {
	if address == 0 {
		return 0
	}
	network, known := p.networkOf[address]
	if !known {
		if prefix, ok := activesync.NetworkOf(p.words.Text(address)); ok {
			network = p.words.Of(prefix.String())
		}
		p.networkOf[address] = network
	}
	return network
}

// merge takes in the counts of another share of the day, whose devices are others.
func (p *places) merge(o *places) {
	p.all.merge(&o.all)
	mergeMaps(&p.servers, &o.servers)
	mergeMaps(&p.mailboxes, &o.mailboxes)
	mergeMaps(&p.networks, &o.networks)
	mergeMaps(&p.agents, &o.agents)
	mergeMaps(&p.addresses, &o.addresses)
	mergeMaps(&p.sources, &o.sources)
	mergeMaps(&p.senders, &o.senders)
	mergeMaps(&p.accounts, &o.accounts)
	mergeMaps(&p.probed, &o.probed)
	for account, hits := range o.probeHits {
		p.probeHits[account] += hits
	}
	p.versions.Merge(o.versions)
	p.oneRow, p.twoRows = p.oneRow+o.oneRow, p.twoRows+o.twoRows
}

func mergeMaps[V any](into, from *boundedMap[lake.Word, V]) {
	for w, v := range from.kept {
		into.merge(into.value(w), v)
	}
}
