package pairing

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/persons"
)

// Day gathers the rows of a UTC day, in little memory: some 25 bytes a row, beyond a bound
// in a scratch file.
type Day struct {
	words *lake.Words
	o     Options
	store *Store
	owned bool // the store is the Day's own

	mu         sync.Mutex
	collectors []*Collector

	entries []entry // by group, once all have come
	whole   bool    // they have
	who     *persons.Persons
}

// Options say how a Day is gathered.
type Options struct {
	// Columns are the names of those that requests need, nil: all. Those that pairing
	// itself needs are always there.
	Columns []string
	// Keep says of which devices, by the folded id, rows are gathered; nil: all.
	Keep func(device string) bool
	// Memory is how many bytes of packed rows stay in memory, by default 256 MiB; TempDir
	// is where the rest goes, "" for the system's.
	Memory  int
	TempDir string
	// Seconds is of how many the rows are, of the coarsest file.
	Seconds int
}

// runRows bounds the rows of a run.
const runRows = 1024

// entry is a run of rows of a group, and what is asked of it before it is unpacked.
type entry struct {
	group           activity.Word
	chunk, at, size uint32
	name            activity.Word // cs-username of whom logged on, 0: nobody or severalNames
	rows            uint16
	sides           uint8 // bits
	severalNames    bool
	known           bool // somebody logged on for one of the rows
	anonymous       bool // nobody did for one of them
}

// NewDay makes a Day without rows. Texts are numbered by words.
func NewDay(words *lake.Words, o Options) *Day {
	return &Day{words: words, o: o, store: NewStore(o.Memory, o.TempDir), owned: true}
}

// Collected makes a Day of the rows that collectors of a store have taken in, when their
// packers have finished. Collectors may be in several Days, one after the other; closing a
// Day leaves them and the store as they are.
func Collected(words *lake.Words, o Options, store *Store, collectors []*Collector) *Day {
	d := &Day{words: words, o: o, store: store, collectors: collectors, whole: true}
	for _, c := range collectors {
		c.note()
		d.entries = append(d.entries, c.entries...)
	}
	if o.Keep != nil {
		d.entries = slices.DeleteFunc(d.entries, func(e entry) bool { return !o.Keep(deviceOf(words.Text(e.group))) })
	}
	d.sortRuns()
	return d
}

// deviceOf is the folded id of the device of a group.
func deviceOf(group string) string {
	if strings.HasPrefix(group, noDevice) {
		return ""
	}
	return group
}

// Collector is for rows that one goroutine adds.
func (d *Day) Collector() *Collector {
	c := NewCollector(d.words, d.store.Packer(d.o.Columns))
	c.keep = d.o.Keep
	d.mu.Lock()
	defer d.mu.Unlock()
	d.collectors = append(d.collectors, c)
	return c
}

// Coarsest takes in that a file has rows of so many seconds.
func (d *Day) Coarsest(seconds int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.o.Seconds = max(d.o.Seconds, seconds)
}

// Collector gathers rows for a Day. It serves one goroutine.
type Collector struct {
	words   *lake.Words
	packer  *Packer
	keep    func(device string) bool
	sides   sideWords
	entries []entry

	seen  map[rowNames]int64 // hits
	last  rowNames
	count int64 // hits of last that are not in seen yet

	device       activity.Word // that was looked at last
	group        activity.Word
	wanted, know bool
	stands       bool // for other devices, see lake.StandsFor

	scattered scattered
}

// NewCollector makes a Collector of a packer, for rows of one day.
func NewCollector(words *lake.Words, p *Packer) *Collector {
	return &Collector{words: words, packer: p, seen: make(map[rowNames]int64), sides: newSideWords(words)}
}

// rowNames are what persons.Row is of a row.
type rowNames struct {
	username, queryUser activity.Word
	loggedOn, succeeded bool
}

func namesOf(b *activity.Batch, i int) rowNames {
	n := rowNames{username: b.CSUsername[i], queryUser: b.QueryUser[i]}
	status := b.Status[i]
	n.loggedOn = n.username != 0 && status != 401 && status != 403
	n.succeeded = n.loggedOn && 200 <= status && status < 400
	return n
}

// Add takes the rows of a batch in. An error is of the scratch file.
func (c *Collector) Add(b *activity.Batch) error {
	c.packer.batch(b)
	for i := 0; i < b.Len(); {
		n := c.endOfRun(b, i)
		if c.keeps(b, i) {
			if err := c.take(b, i, n); err != nil {
				return err
			}
		}
		i = n
	}
	return nil
}

// take packs a run, or holds its rows back.
func (c *Collector) take(b *activity.Batch, i, n int) error {
	if !c.stands {
		return c.add(b, i, n)
	}
	if c.scattered.hold(b, i, n, c.group); c.scattered.rows.Len() < scatteredRows {
		return nil
	}
	if err := c.gather(); err != nil {
		return err
	}
	c.packer.batch(b)
	return nil
}

// endOfRun is where rows of another group begin after row i.
func (c *Collector) endOfRun(b *activity.Batch, i int) int {
	n := i + 1
	for ; n < b.Len() && n-i < runRows && b.DeviceID[n] == b.DeviceID[i]; n++ {
		if b.DeviceID[i] == 0 && b.UserAgent[n] != b.UserAgent[i] {
			break
		}
	}
	return n
}

// keeps finds the group of row i, and reports whether its rows are wanted.
func (c *Collector) keeps(b *activity.Batch, i int) bool {
	device := b.DeviceID[i]
	if device != 0 && c.know && device == c.device {
		return c.wanted
	}
	text := activesync.FoldDevice(c.words.Text(device))
	c.device, c.know = device, true
	c.wanted = c.keep == nil || c.keep(text)
	_, c.stands = lake.StandsFor(c.words.Text(device))
	if device == 0 {
		text = noDevice + c.words.Text(b.UserAgent[i])
	}
	c.group = c.words.Of(text)
	return c.wanted
}

// noDevice begins the name of a group of rows without a device: they are together if they
// have one user agent, which is the same in all rows of a request. No text that is read
// from a log has it.
const noDevice = "\x00"

// add packs a run.
func (c *Collector) add(b *activity.Batch, i, n int) error {
	e := entry{group: c.group, rows: uint16(n - i)}
	for k := i; k < n; k++ {
		e.sides |= 1 << c.sides.of(b.Side[k])
		e.known = e.known || b.DeviceID[k] == 0 || loggedOn(b, k)
		e.anonymous = e.anonymous || Anonymous(b, k)
		names := namesOf(b, k)
		if names != c.last {
			c.note()
			c.last = names
		}
		c.count += b.Hits[k]
		switch {
		case !names.loggedOn || names.username == e.name:
		case e.name == 0 && !e.severalNames:
			e.name = names.username
		default:
			e.name, e.severalNames = 0, true
		}
	}
	var err error
	if e.chunk, e.at, e.size, err = c.packer.pack(i, n); err != nil {
		return err
	}
	c.entries = append(c.entries, e)
	return nil
}

// note counts the names of the rows that came last.
func (c *Collector) note() {
	if c.count > 0 {
		c.seen[c.last] += c.count
		c.count = 0
	}
}

// Close gives the scratch file back, and memory. A nil Day has neither.
func (d *Day) Close() {
	if d == nil {
		return
	}
	if d.owned {
		d.store.Close()
	}
	d.entries = nil
}

// Finish brings the rows of one group together. No rows come after that. An error is of
// the scratch file.
func (d *Day) Finish() error {
	if d.whole {
		return nil
	}
	d.whole = true
	var n int
	for _, c := range d.collectors {
		if err := c.gather(); err != nil {
			return err
		}
		if err := c.packer.Finish(); err != nil {
			return err
		}
		c.note()
		n += len(c.entries)
	}
	for _, c := range d.collectors {
		if d.entries == nil {
			d.entries = slices.Grow(c.entries, n-len(c.entries))
		} else {
			d.entries = append(d.entries, c.entries...)
		}
		c.entries = nil
	}
	d.sortRuns()
	return nil
}

// sortRuns puts the runs of a group beside each other.
func (d *Day) sortRuns() {
	slices.SortFunc(d.entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.group, b.group), cmp.Compare(a.chunk, b.chunk), cmp.Compare(a.at, b.at))
	})
}

// Identify says who the persons of the day are, before requests are asked for.
func (d *Day) Identify(who *persons.Persons) error {
	d.who = who
	return d.Finish()
}

// Sort puts the groups, once all rows have come, in the order of their devices' folded ids: Shares have them by
// chance otherwise.
func (d *Day) Sort() {
	texts := d.words.Texts()
	slices.SortFunc(d.entries, func(a, b entry) int {
		if a.group != b.group {
			return strings.Compare(texts.Of(a.group), texts.Of(b.group))
		}
		return cmp.Or(cmp.Compare(a.chunk, b.chunk), cmp.Compare(a.at, b.at))
	})
}

// Share is some of the groups of a Day.
type Share struct{ entries []entry }

// Shares cuts the groups into n shares at most, for as many goroutines.
func (d *Day) Shares(n int) (shares []Share) {
	for rest := d.entries; len(rest) > 0; n-- {
		end := (len(rest) + n - 1) / max(n, 1)
		for end < len(rest) && rest[end].group == rest[end-1].group {
			end++
		}
		shares, rest = append(shares, Share{rest[:end]}), rest[end:]
	}
	return shares
}

// groups yields the runs of each group of a share.
func (s Share) groups(yield func(runs []entry) error) error {
	for rest := s.entries; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].group == rest[0].group {
			n++
		}
		if err := yield(rest[:n]); err != nil {
			return err
		}
		rest = rest[n:]
	}
	return nil
}

// person is persons.Row of a row's names.
func (d *Day) person(n rowNames) persons.Row {
	return persons.Row{
		Username: d.words.Text(n.username), QueryUser: d.words.Text(n.queryUser), LoggedOn: n.loggedOn, Succeeded: n.succeeded,
	}
}

// sideWords reads the column of sides.
type sideWords [activesync.NumSides]activity.Word

func newSideWords(words *lake.Words) (s sideWords) {
	for i := range s {
		s[i] = words.Of(activesync.Side(i).String())
	}
	return s
}

func (s *sideWords) of(word activity.Word) activesync.Side {
	for i := range s {
		if s[i] == word {
			return activesync.Side(i)
		}
	}
	return activesync.FrontEnd
}
