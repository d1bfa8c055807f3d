package estate

import (
	"errors"
	"fmt"
	"time"
)

// Exchange is a generation of the server; it decides which rows a request has.
type Exchange int

// Generations. Exchange 2019 and the Subscription Edition log as 2016 does.
const (
	Exchange2003 Exchange = iota + 1 // IIS 6, one row, packed Log=
	Exchange2007                     // IIS 7, one row
	Exchange2010                     // IIS 7.5, one row; two or three where servers hand on
	Exchange2013                     // IIS 8.5, front and back row
	Exchange2016                     // IIS 10, front and back row, new names in Log=
)

// TwoSided reports whether each request is logged by a front and a back end.
func (x Exchange) TwoSided() bool { return x >= Exchange2013 }

// Fields says which columns the logs have beyond IIS's defaults, or lack.
type Fields struct {
	SiteName     bool // s-sitename (always there in IIS 6)
	ComputerName bool // s-computername
	Bytes        bool // sc-bytes and cs-bytes
	ForwardedFor bool // X-Forwarded-For, a custom field; front ends see the balancer's address in c-ip
	Full         bool // also cs-version, cs(Cookie), cs(Referer) and cs-host
}

// Span is a time from From up to but not including To, in Unix milliseconds.
type Span struct{ From, To int64 }

// Contains reports whether t lies in the span.
func (s Span) Contains(t int64) bool { return s.From <= t && t < s.To }

// Silence is a time in which rows of one server's log are lost. What the
// server did is not.
type Silence struct {
	Server string
	Side   Side
	Span
}

// Options describe an estate. The zero value of each field is its default.
// Shares are per mille unless they say otherwise.
type Options struct {
	Exchange Exchange // default Exchange2016
	Start    int64    // Unix milliseconds; default 2026-03-02 00:00 UTC
	Hours    int      // default 24

	// The population, for New.
	Devices   int   // default 100
	PerDay    int   // mean requests of a device each day; default 144
	Even      bool  // every device at the same rate all day; else busy hours and busy devices
	Shared    int   // devices used by two people; -1 none, default 20
	Namesakes int   // people whose account has the same name in another domain; -1 none, default 20
	Forgers   int   // devices whose User= is somebody else's name, or that add what looks like Exchange's own words; default none
	Updates   int   // devices that change their agent during the span; -1 none, default 50
	Ill       int   // devices that fail over and over; -1 none, default 5
	Hostile   int   // number of addresses that try accounts and texts; default none
	Versions  []int // protocol versions of the devices; default those of the time

	// Outcomes, for New. -1 is none.
	Challenges int  // requests challenged before they are served; default 20
	Refused    int  // requests refused at the door; default 20
	Failing    int  // requests that Exchange fails; default 50
	Rewritten  int  // requests whose status the front end changes; default 5
	RewriteOne bool // rewritten ones are all back end 500, client 200

	// Twist, if not nil, is called with each invented request before it is logged, and may
	// change it: a server that has an accident, say.
	Twist func(*Request)

	// Servers.
	Fronts   int       // front ends, or the only tier; default 2
	Backs    int       // back ends; default 3
	HandOn   int       // of Exchange 2010: requests that a server hands on to another; default none
	ARR      bool      // a reverse proxy logs every request, too
	LagMax   int       // milliseconds by which a back row's stamp may precede its front row's; default 5000, -1 none
	Silences []Silence // given ones
	Silent   int       // number of back ends that are silent for a quarter to half of the span

	// Logs.
	Fields      Fields
	MixedFields bool       // sc-bytes and cs-bytes come and go with every repeated header
	HeaderEvery int        // hours after which the header is repeated; default never
	Hourly      bool       // a file for each hour instead of each day
	LF          bool       // lines end in LF instead of CRLF
	Gzip        bool       // logs are compressed
	Copies      int        // logs that also lie there under another name
	Earlier     int        // logs that also lie there as they were earlier
	GzipBeside  int        // logs that also lie there compressed
	Other       int        // rows of other traffic (OWA, EWS, …) for a thousand rows of ActiveSync; default none
	Probes      bool       // load balancers and HealthMailboxes
	Damaged     int        // of a million rows, those damaged beyond repair
	LongLogs    int        // rows of Exchange with ActivityContextData and Budget; -1 none, default 250
	OnHour      func(Cell) // is called with each cell of the truth instead of keeping it in Truth.Hours
}

const (
	maxLag   = 30_000 // milliseconds
	hourMs   = 3_600_000
	dayMs    = 24 * hourMs
	maxHours = 24 * 366
)

// At returns the time, "2026-03-02 10:00:00" in UTC, in Unix milliseconds. It is for
// constants of tests and panics if the text is no time.
func At(text string) int64 {
	t, err := time.Parse(time.DateTime, text)
	if err != nil {
		panic(err)
	}
	return t.UnixMilli()
}

// complete returns the options with defaults filled in.
func (o Options) complete() (Options, error) {
	set := func(p *int, value int) {
		switch {
		case *p == 0:
			*p = value
		case *p < 0:
			*p = 0
		}
	}
	if o.Exchange == 0 {
		o.Exchange = Exchange2016
	}
	if o.Start == 0 {
		o.Start = At("2026-03-02 00:00:00")
	}
	set(&o.Hours, 24)
	set(&o.Devices, 100)
	set(&o.PerDay, 144)
	set(&o.Shared, 20)
	set(&o.Namesakes, 20)
	set(&o.Updates, 50)
	set(&o.Ill, 5)
	set(&o.Challenges, 20)
	set(&o.Refused, 20)
	set(&o.Failing, 50)
	set(&o.Rewritten, 5)
	set(&o.Fronts, 2)
	set(&o.Backs, 3)
	set(&o.LagMax, 5000)
	set(&o.LongLogs, 250)
	return o, o.validate()
}

func (o *Options) validate() error {
	var errs []error
	bound := func(name string, value, low, high int) {
		if value < low || value > high {
			errs = append(errs, fmt.Errorf("%s is %d, want %d to %d", name, value, low, high))
		}
	}
	bound("Exchange", int(o.Exchange), int(Exchange2003), int(Exchange2016))
	bound("Hours", o.Hours, 1, maxHours)
	bound("Devices", o.Devices, 1, 10_000_000)
	bound("PerDay", o.PerDay, 1, 10_000_000)
	bound("Fronts", o.Fronts, 1, 99)
	bound("Backs", o.Backs, 1, 99)
	bound("LagMax", o.LagMax, 0, maxLag)
	bound("Silent", o.Silent, 0, o.Backs)
	if o.Start < 0 || o.Start%1000 != 0 {
		errs = append(errs, errors.New("Start is not a whole second after 1970"))
	}
	if o.HandOn > 0 && (o.Exchange != Exchange2010 || o.Fronts < 2) {
		errs = append(errs, errors.New("HandOn needs Exchange2010 and two Fronts"))
	}
	return errors.Join(errs...)
}

func (o *Options) end() int64 { return o.Start + int64(o.Hours)*hourMs }
