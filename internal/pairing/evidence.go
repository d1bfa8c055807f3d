package pairing

import (
	"runtime"
	"strings"
	"sync"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/persons"
)

// Persons finds out who the persons of the day are. All rows must have been added. An
// error is of the scratch file.
func (d *Day) Persons() (*persons.Persons, error) {
	if err := d.Finish(); err != nil {
		return nil, err
	}
	e := persons.NewEvidence()
	for _, c := range d.collectors {
		for names, hits := range c.seen {
			e.See(d.person(names), hits)
		}
		c.seen = nil
	}
	disputed := e.Disputed()
	shares := d.Shares(runtime.GOMAXPROCS(0))
	found := make([]evidence, len(shares))
	errs := make([]error, len(shares))
	var workers sync.WaitGroup
	for i, s := range shares {
		workers.Go(func() {
			found[i] = newEvidence(d, disputed)
			errs[i] = s.groups(found[i].group)
		})
	}
	workers.Wait()
	for i := range found {
		if errs[i] != nil {
			return nil, errs[i]
		}
		for pair := range found[i].pairs {
			e.Pair(d.words.Text(pair[0]), d.words.Text(pair[1]), d.words.Text(pair[2]))
		}
		for _, at := range found[i].logsOn {
			e.LogsOn(d.words.Text(at[0]), d.words.Text(at[1]))
		}
	}
	return e.Persons(), nil
}

// evidence looks for names that log on for the same requests. It serves one goroutine.
type evidence struct {
	day      *Day
	codec    *codec
	islands  islands
	sides    sideWords
	disputed map[string]bool // names in lower case
	buffer   []byte
	stretch  stretch

	pairs  map[[3]activity.Word]bool // cs-usernames at the front and at the back, and the device
	logsOn [][2]activity.Word        // a disputed name and a device
}

func newEvidence(d *Day, disputed map[string]bool) evidence {
	return evidence{
		day: d, codec: newCodec(new(activity.Batch), nil), sides: newSideWords(d.words), disputed: disputed,
		islands: islands{seconds: int64(d.o.Seconds)}, stretch: make(stretch), pairs: make(map[[3]activity.Word]bool),
	}
}

// group looks at the rows of a group.
func (e *evidence) group(runs []entry) error {
	all := runs[0]
	for _, r := range runs[1:] {
		all.sides |= r.sides
		switch {
		case r.name == 0 || r.name == all.name:
		case all.name == 0:
			all.name = r.name
		default:
			all.severalNames = true
		}
		all.severalNames = all.severalNames || r.severalNames
	}
	if !all.severalNames {
		e.note(all.name, all.group)
		return nil
	}
	if len(e.disputed) == 0 && (all.sides&(1<<activesync.FrontEnd) == 0 || all.sides&(1<<activesync.BackEnd) == 0) {
		return nil
	}
	e.codec.begin()
	for _, r := range runs {
		packed, err := e.day.run(r, e.buffer)
		if err != nil {
			return err
		}
		e.codec.unpack(packed, false)
	}
	e.rows(e.codec.batch, all.group)
	return nil
}

// note notes where a name logs on, if that is disputed.
func (e *evidence) note(name, device activity.Word) {
	if name != 0 && len(e.disputed) > 0 && e.disputed[strings.ToLower(e.day.words.Text(name))] {
		e.logsOn = append(e.logsOn, [2]activity.Word{name, device})
	}
}

// rows looks at the rows of a group, of which only the columns that are looked at are
// there.
func (e *evidence) rows(b *activity.Batch, device activity.Word) {
	last := activity.Word(0)
	for i := range b.Bucket {
		if names := namesOf(b, i); names.loggedOn && names.username != last {
			last = names.username
			e.note(last, device)
		}
	}
	e.islands.each(b, nil, func(rows []int32) {
		clear(e.stretch)
		for _, i := range rows {
			e.stretch.add(namesOf(b, int(i)), e.sides.of(b.Side[i]))
		}
		for _, sides := range e.stretch {
			if front, back := &sides.front, &sides.back; front.only() && back.only() && front.name != back.name {
				e.pairs[[...]activity.Word{front.name, back.name, device}] = true
			}
		}
	})
}

// stretch is who logs on in an island, by the User= of the query, which is the same in all
// rows of a request.
type stretch map[activity.Word]*struct{ front, back oneName }

func (s stretch) add(names rowNames, side activesync.Side) {
	if !names.loggedOn || side != activesync.FrontEnd && side != activesync.BackEnd {
		return
	}
	of := s[names.queryUser]
	if of == nil {
		of = new(struct{ front, back oneName })
		s[names.queryUser] = of
	}
	if side == activesync.FrontEnd {
		of.front.add(names.username)
	} else {
		of.back.add(names.username)
	}
}

// oneName is a set of names of which it only matters whether there is one.
type oneName struct {
	name    activity.Word
	several bool
}

func (o *oneName) add(name activity.Word) {
	o.several = o.several || o.name != 0 && o.name != name
	o.name = name
}

func (o *oneName) only() bool { return o.name != 0 && !o.several }
