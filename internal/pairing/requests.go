package pairing

import (
	"cmp"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/persons"
)

// Both stands in the column side of requests that several servers have logged.
const Both = "both"

// Requests yields the requests of a share, those of a device (or, without one, a user agent)
// in one batch or several; a batch holds until the next. Identify must have been called.
// Errors are yield's, and of the scratch file.
func (d *Day) Requests(s Share, yield func(requests *activity.Batch) error) error {
	p := newPairer(d)
	return s.groups(func(runs []entry) error {
		sides, rows := uint8(0), 0
		for _, r := range runs {
			sides |= r.sides
			rows += int(r.rows)
		}
		if err := p.elsewhere.look(runs); err != nil {
			return err
		}
		own := func(requests *activity.Batch) error {
			p.elsewhere.disown(requests)
			return yield(requests)
		}
		if sides&(sides-1) != 0 && rows <= maxRows {
			return p.group(runs, (*pairer).pair, own)
		}
		for i := range runs { // of one side, or so many that somebody made them up
			if err := p.group(runs[i:i+1], (*pairer).alone, own); err != nil {
				return err
			}
		}
		return nil
	})
}

// maxRows is how many rows of a group are paired: they are in memory at the same time. A
// phone has some thousands in a day; of more each counts as a request, never fewer than
// were sent.
const maxRows = 1 << 17

// pairer makes requests of the rows of groups. It serves one goroutine.
type pairer struct {
	day         *Day
	labels      labels
	codec       *codec
	rows        *activity.Batch // the codec's
	texts       *lake.Texts
	keys        []activity.Column // of rows: what they are about, apart from bucket and command
	unknowns    []activity.Column // measures that rows may not have
	sides       sideWords
	both, syncs activity.Word
	buffer      []byte

	answers *Answers
	islands islands
	matcher matcher
	tiers   [activesync.NumSides][]part
	parts   []part // of the group
	facts   facts

	elsewhere elsewhere
}

func newPairer(d *Day) *pairer {
	p := &pairer{
		day: d, labels: labels{day: d, known: make(map[sentBy]label)}, rows: new(activity.Batch), texts: d.words.Texts(),
		sides: newSideWords(d.words), both: d.words.Of(Both), syncs: d.words.Of(activesync.Sync.String()),
		answers: NewAnswers(d.words), islands: islands{seconds: int64(d.o.Seconds)},
	}
	p.codec = newCodec(p.rows, d.o.Columns)
	p.matcher = matcher{grain: p.islands.grain(), heads: make(map[key]int32)}
	for _, c := range p.codec.columns {
		switch {
		case c.Name == "bucket", c.Name == "command":
		case c.Merge == activity.Key:
			p.keys = append(p.keys, c)
		case c.Nullable && c.Type != activity.Text:
			p.unknowns = append(p.unknowns, c)
		}
	}
	p.facts, p.elsewhere = newFacts(p), newElsewhere(d)
	return p
}

// group unpacks runs and yields what becomes of them.
func (p *pairer) group(runs []entry, make func(p *pairer) *activity.Batch, yield func(*activity.Batch) error) error {
	p.codec.begin()
	for _, r := range runs {
		packed, err := p.day.store.run(r, p.buffer)
		if err != nil {
			return err
		}
		p.codec.unpack(packed, true)
	}
	return yield(make(p))
}

// alone makes a request of each row.
func (p *pairer) alone() *activity.Batch {
	b := p.rows
	n := b.Len()
	b.Person, b.PersonNames, b.BackServer = grown(b.Person, 0, n), grown(b.PersonNames, 0, n), grown(b.BackServer, 0, n)
	b.BackStatus = grown(b.BackStatus, 0, n)
	for i := range n {
		l := p.labels.of(b, i)
		b.Person[i], b.PersonNames[i], b.BackServer[i], b.BackStatus[i] = l.person, l.names, 0, activity.Absent
		if p.waitsUnknown(b, i) {
			b.Times[i] = nil
		}
	}
	return b
}

// waitsUnknown reports whether a row does not say if its requests wait: a Sync that was
// served waits if it has a heartbeat, of which only Log= knows.
func (p *pairer) waitsUnknown(b *activity.Batch, i int) bool {
	return b.Command[i] == p.syncs && b.HasLog[i] != 1 && b.Status[i] < 400
}

// pair pairs the rows.
func (p *pairer) pair() *activity.Batch {
	p.parts = p.parts[:0]
	p.islands.each(p.rows, p.compare, func(island []int32) {
		for i := range p.tiers {
			p.tiers[i] = p.tiers[i][:0]
		}
		for rank, row := range p.merged(island) {
			side := p.sides.of(p.rows.Side[row])
			p.tiers[side] = append(p.tiers[side], p.part(row, int32(rank), side))
		}
		all := p.matcher.pair(p.tiers[activesync.FrontEnd], p.tiers[activesync.BackEnd])
		for _, other := range [...]activesync.Side{activesync.Middle, activesync.Proxy} {
			switch tier := p.tiers[other]; {
			case len(tier) == 0:
			case other == activesync.Middle:
				all = p.matcher.pair(slices.Clone(all), tier)
			default:
				all = p.matcher.pair(tier, slices.Clone(all))
			}
		}
		p.parts = append(p.parts, all...)
	})
	return p.facts.of(p.parts)
}

// part is all requests of a row.
func (p *pairer) part(row, rank int32, side activesync.Side) part {
	b := p.rows
	names := namesOf(b, int(row))
	l := p.labels.of(b, int(row))
	one := part{
		rows: [...]int32{-1, -1, -1, -1}, hits: b.Hits[row], rank: rank, inner: rank, status: b.Status[row],
		time:     b.Bucket[row] / p.matcher.grain * p.matcher.grain,
		failed:   p.answers.Of(b, int(row)).Failed(),
		answered: b.Error[row] != 0 || b.EASStatus[row] > 0,
		who:      who{l.person, l.loggedOn, names.queryUser, l.account, l.onlyAccount},
	}
	if l.server {
		one.person = 0
	}
	one.rows[side] = row
	return one
}

// compare orders rows of a bucket by time, and then by all that they are about.
func (p *pairer) compare(i, k int32) int {
	if order := cmp.Compare(p.rows.FirstTime[i], p.rows.FirstTime[k]); order != 0 {
		return order
	}
	return p.compareKeys(i, k)
}

func (p *pairer) compareKeys(i, k int32) int {
	for c := range p.keys {
		switch values := p.keys[c].Values.(type) {
		case *[]activity.Word:
			if a, b := (*values)[i], (*values)[k]; a != b {
				return strings.Compare(p.texts.Of(a), p.texts.Of(b))
			}
		case *[]int64:
			if a, b := (*values)[i], (*values)[k]; a != b {
				return cmp.Compare(a, b)
			}
		}
	}
	return p.compareUnknowns(i, k)
}

// compareUnknowns orders rows by which measures they lack: they are not the same.
func (p *pairer) compareUnknowns(i, k int32) int {
	for c := range p.unknowns {
		values := *p.unknowns[c].Values.(*[]int64)
		if a, b := values[i] == activity.Absent, values[k] == activity.Absent; a != b {
			if a {
				return -1
			}
			return 1
		}
	}
	return 0
}

// merged are the rows of an island, those of one key and bucket merged into the first of
// them: how rows are split among files says nothing.
func (p *pairer) merged(island []int32) []int32 {
	gone := false
	for rest := island; len(rest) > 0; {
		n := 1
		for n < len(rest) && p.rows.Bucket[rest[n]] == p.rows.Bucket[rest[0]] {
			n++
		}
		gone = p.mergeBucket(rest[:n]) || gone
		rest = rest[n:]
	}
	if gone {
		island = slices.DeleteFunc(island, func(row int32) bool { return p.rows.Hits[row] == 0 })
	}
	return island
}

// mergeBucket merges rows of a bucket, which then have no hits left.
func (p *pairer) mergeBucket(rows []int32) (gone bool) {
	const few = 8
	if len(rows) > few {
		rows = slices.Clone(rows)
		slices.SortStableFunc(rows, p.compareKeys)
		into := rows[0]
		for _, row := range rows[1:] {
			if p.compareKeys(into, row) != 0 {
				into = row
				continue
			}
			p.facts.merge(into, row)
			gone = true
		}
		return gone
	}
	for i, row := range rows {
		for _, into := range rows[:i] {
			if p.rows.Hits[into] > 0 && p.compareKeys(into, row) == 0 {
				p.facts.merge(into, row)
				gone = true
				break
			}
		}
	}
	return gone
}

// labels finds who the rows are of. It serves one goroutine.
type labels struct {
	day   *Day
	known map[sentBy]label
	// recent has those that came last: rows of one sender lie together.
	recent [recentLabels]struct {
		by    sentBy
		label label
	}
}

// recentLabels is a power of two.
const recentLabels = 16

// sentBy is what the person of a row is known by.
type sentBy struct {
	rowNames
	device activity.Word
}

// label is the person of a row, and all names of that, joined by ; if there are several.
type label struct {
	person, names activity.Word
	loggedOn      bool

	account, onlyAccount bool // see who
	server               bool // it is a server's account, which hands on what somebody else sent
}

func (l *labels) of(b *activity.Batch, row int) label {
	by := sentBy{namesOf(b, row), b.DeviceID[row]}
	by.succeeded = false // it does not matter here
	at := by.username ^ by.queryUser<<1
	if by.loggedOn {
		at++
	}
	recent := &l.recent[at%recentLabels]
	if by != recent.by {
		recent.by, recent.label = by, l.find(by)
	}
	return recent.label
}

// find finds the label in the map. Only a name that is of several people needs the device.
func (l *labels) find(by sentBy) label {
	words, who := l.day.words, l.day.who
	device := ""
	if by.username != 0 && who.SomeApart() && who.Apart(words.Text(by.username)) {
		device = activesync.FoldDevice(words.Text(by.device))
	}
	by.device = words.Of(device)
	one, known := l.known[by]
	if known {
		return one
	}
	i, loggedOn := who.Of(l.day.person(by.rowNames), device)
	if one.loggedOn = loggedOn; i >= 0 {
		person := &who.All[i]
		kind := persons.KindOf(person.Label)
		one.server, one.account = kind == persons.Machine, kind == persons.Account
		one.onlyAccount = one.account && !slices.ContainsFunc(person.Names, func(n string) bool { return persons.KindOf(n) == persons.SignIn })
		one.person, one.names = words.Of(person.Label), words.Of(person.Joined())
	}
	l.known[by] = one
	return one
}
