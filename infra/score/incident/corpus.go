package incident

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/easreport/easreport/internal/estate"
)

// Corpus is an estate whose requests are settled, and what is wrong with it.
type Corpus struct {
	Options  estate.Options
	Requests []estate.Request
	// Ill are the incidents of phones; Scene is the trouble of many, nil if there is none.
	Ill   []Incident
	Scene *Scene
	// Healthy and Twins count phones that nothing is wrong with.
	Healthy, Twins int
}

// Incident is something wrong with a phone, or with a person's phones.
type Incident struct {
	Name string
	// Words is a regular expression: the name or title of what is found matches it.
	Words string
	// Note is set where a note is enough.
	Note bool
	// Devices are the ids of the phones; User is the account that they are used for.
	Devices []string
	User    string
}

// Layout says how an estate logs.
type Layout struct {
	Name     string
	Exchange estate.Exchange
	// BackOnly and FrontOnly say that the other ends' logs are lost.
	BackOnly, FrontOnly bool
}

// Layouts are those that a corpus is scored in.
var Layouts = []Layout{
	{Name: "2010", Exchange: estate.Exchange2010},
	{Name: "2016", Exchange: estate.Exchange2016},
	{Name: "2016 back end alone", Exchange: estate.Exchange2016, BackOnly: true},
	{Name: "2016 front end alone", Exchange: estate.Exchange2016, FrontOnly: true},
}

// seen says where logs show what happens.
type seen struct {
	only  estate.Exchange // in logs of one generation; 0: of any
	door  bool            // only at the first server, which refuses: the back end never knows
	front bool            // also in the front end's row alone, which has no Log=
	both  bool            // only where both ends are logged
}

// shows reports whether a layout can show what happens.
func (l *Layout) shows(s seen) bool {
	if s.both && (l.BackOnly || l.FrontOnly) {
		return false
	}
	return (s.only == 0 || s.only == l.Exchange) && (!s.door || !l.BackOnly) && (s.door || s.front || !l.FrontOnly)
}

const (
	second = int64(1000)
	minute = 60 * second
	hour   = 60 * minute
	day    = 24 * hour

	servers = 4
)

// maker invents requests.
type maker struct {
	random   *rand.Rand
	noise    Noise
	layout   Layout
	start    int64 // Unix milliseconds
	days     int
	requests []estate.Request
	people   int
}

func newMaker(seed uint64, l Layout, days int, n Noise) *maker {
	return &maker{random: rand.New(rand.NewPCG(seed, uint64(len(l.Name)))), noise: n, layout: l, start: estate.At("2026-03-02 00:00:00"), days: days}
}

// options are those of the estate.
func (m *maker) options() estate.Options {
	o := estate.Options{
		Exchange: m.layout.Exchange, Start: m.start, Hours: 24 * m.days, Fronts: servers, Backs: servers, LagMax: 2000, LongLogs: -1,
		Fields: estate.Fields{Bytes: true},
	}
	lose := func(side estate.Side) {
		for i := range servers {
			o.Silences = append(o.Silences, estate.Silence{
				Server: fmt.Sprintf("EX%02d", i+1), Side: side, Span: estate.Span{From: m.start - day, To: m.start + int64(m.days+1)*day},
			})
		}
	}
	if m.layout.BackOnly {
		lose(estate.Front)
	}
	if m.layout.FrontOnly {
		lose(estate.Back)
	}
	return o
}

// New returns a corpus of so many healthy phones, beside one phone for each incident and
// one for each twin.
func New(seed uint64, l Layout, days, healthy int, n Noise) *Corpus {
	m := newMaker(seed, l, days, n)
	c := &Corpus{Options: m.options()}
	for c.Healthy < healthy {
		c.Healthy += m.healthy()
	}
	for i := range incidents {
		in := &incidents[i]
		if !l.shows(in.seen) {
			continue
		}
		p := m.phone()
		in.ill(p)
		found := Incident{Name: in.name, Words: in.words, Note: in.note, Devices: []string{p.ID}, User: p.login.Person.Account}
		found.Devices = append(found.Devices, p.others...)
		c.Ill = append(c.Ill, found)
		if in.twin != nil {
			twin := m.phone()
			twin.live()
			in.twin(twin)
			c.Twins++
		}
	}
	c.Requests = m.within()
	return c
}

// within are the requests that end within the span.
func (m *maker) within() []estate.Request {
	end := m.start + int64(m.days)*day
	return slices.DeleteFunc(m.requests, func(r estate.Request) bool { return r.End < m.start || r.End >= end-minute })
}
