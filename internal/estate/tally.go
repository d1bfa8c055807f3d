package estate

import (
	"cmp"
	"slices"
	"strings"
)

// sighting is the rows of a request that a reader can make use of.
type sighting struct {
	front, middle, back, proxy int64 // their stamps, -1 where there is none
	log                        bool  // one of them has Exchange's Log= with what became of the request

	sent, received int64 // of the row nearest to the client that has bytes
	rank           int
}

// bytesOf takes the bytes of a row unless a row nearer to the client gave them. The
// reverse proxy comes last, for its bytes are not Exchange's.
func (s *sighting) bytesOf(w *row, l *siteLog) {
	rank := 1
	switch l.side {
	case Back:
		rank = 2
	case Front:
		rank = 3
	}
	if rank > s.rank && l.layoutAt(w.stamp).has(fieldSent) {
		s.sent, s.received, s.rank = w.sent, w.received, rank
	}
}

// time returns when a reader takes the request to have been: by the front row, else the
// next one inwards, else the proxy's; -1 if no row was read.
func (s *sighting) time() int64 {
	for _, stamp := range []int64{s.front, s.back, s.middle, s.proxy} {
		if stamp >= 0 {
			return stamp
		}
	}
	return -1
}

func (s *sighting) knowledge() knowledge {
	return knowledge{
		front: s.front >= 0 || s.proxy >= 0 || s.middle >= 0,
		back:  s.back >= 0 || s.log, // a row alone has both
		log:   s.log,
	}
}

// tally keeps counts by hour, device and person until the hour is over.
type tally struct {
	cells map[cellKey]*Cell
	hour  int64 // the earliest that may have cells
	emit  func(Cell)
	truth *Truth
}

type cellKey struct {
	hour   int64 // since 1970
	device string
	person *Person
}

func (k cellKey) compare(o cellKey) int {
	return cmp.Or(cmp.Compare(k.hour, o.hour), strings.Compare(k.device, o.device), strings.Compare(k.name(), o.name()))
}

// name returns the person's name, "" for a stranger.
func (k cellKey) name() string {
	if k.person == nil {
		return ""
	}
	return k.person.Qualified()
}

func (t *tally) cell(stamp int64, r *Request) *Cell {
	key := cellKey{hour: stamp / hourMs}
	id := ""
	if r.named() {
		id = r.Device.ID
		key.device = r.Device.folded()
	}
	if r.Login != nil {
		key.person = r.Login.Person
	}
	c := t.cells[key]
	if c == nil {
		c = &Cell{Hour: key.hour * hourMs, DeviceID: id, Person: key.name()}
		t.cells[key] = c
	}
	return c
}

// folded returns the id as devices are told apart: without case.
func (d *Device) folded() string {
	if d.key == "" {
		d.key = strings.ToUpper(d.ID)
	}
	return d.key
}

// count adds a request to what happened and to what was logged of it.
func (t *tally) count(r *Request, seen *sighting) {
	c := t.cell(r.End, r)
	c.True.add(r, knowledge{true, true, true}, r.ToClient, r.FromClient)
	stamp := seen.time()
	if stamp < 0 {
		return
	}
	if stamp/hourMs != r.End/hourMs {
		c = t.cell(stamp, r)
	}
	c.Logged.add(r, seen.knowledge(), seen.sent, seen.received)
	if seen.front >= 0 && seen.back >= 0 && seen.front/dayMs != seen.back/dayMs {
		t.truth.AcrossMidnight++
	}
}

func (c *Counts) add(r *Request, k knowledge, sent, received int64) {
	c.Requests++
	c.ToClient += sent
	c.FromClient += received
	if c.Commands == nil {
		c.Commands = make(map[string]int64, 4)
	}
	c.Commands[r.Command]++
	if r.waits(k) {
		c.Waiting++
	}
	if k.log && r.fullSync() {
		c.FullSyncs++
	}
	switch {
	case r.failed(k):
		c.fail(r, k)
	case r.Front.Status == 401:
		c.Challenges++
	case r.Front.Status == 451:
		c.Redirects++
	}
}

func (c *Counts) fail(r *Request, k knowledge) {
	c.Failures++
	if c.FailedBy == nil {
		c.FailedBy = make(map[int]int64, 2)
	}
	c.FailedBy[r.effective(k)]++
	switch {
	case k.front && r.Front.Status == 401:
		if c.RefusedLogons == nil {
			c.RefusedLogons = make(map[int64]int64, 1)
		}
		c.RefusedLogons[r.Front.Win32]++
	case r.EAS >= 101 || r.Error != "" || k.front && r.Front.failed() || k.back && r.Back.failed():
	default:
		c.CommandFailures++
	}
}

// close hands on the cells of all hours that end at or before a time.
func (t *tally) close(before int64) {
	if before/hourMs <= t.hour {
		return
	}
	t.hour = before / hourMs
	var done []cellKey
	for key := range t.cells {
		if key.hour < t.hour {
			done = append(done, key)
		}
	}
	slices.SortFunc(done, cellKey.compare)
	for _, key := range done {
		c := *t.cells[key]
		delete(t.cells, key)
		t.truth.add(key, &c)
		if t.emit != nil {
			t.emit(c)
		} else {
			t.truth.Hours = append(t.truth.Hours, c)
		}
	}
}
