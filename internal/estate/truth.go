package estate

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// Counts are sums over requests, each counted once however many rows it has.
type Counts struct {
	Requests int64 `json:"requests"`
	// Failures are requests that failed on any side: by HTTP status of 400 or more,
	// by a status of Exchange, or by an error text. A 401 without a refused logon
	// and a 451 are no failures; they are Challenges and Redirects.
	Failures int64 `json:"failures"`
	// CommandFailures are those Failures that nothing tells but a status below 101 of
	// the command, behind HTTP 200 and without a text.
	CommandFailures int64 `json:"command_failures"`
	Challenges      int64 `json:"challenges"`
	Redirects       int64 `json:"redirects"`
	Waiting         int64 `json:"waiting"` // Pings, and Syncs with a heartbeat
	FullSyncs       int64 `json:"full_syncs"`
	ToClient        int64 `json:"bytes_to_client"`
	FromClient      int64 `json:"bytes_from_client"`
	// Commands counts requests by command; "Options" has the method's.
	Commands map[string]int64 `json:"commands"`
	// FailedBy counts failures by effective status: Exchange's where that is 101 or
	// more, else HTTP's, so 200 for a failed command behind HTTP 200.
	FailedBy map[int]int64 `json:"failed_by"`
	// RefusedLogons counts failures with HTTP status 401 by sc-win32-status.
	RefusedLogons map[int64]int64 `json:"refused_logons"`
}

// Add adds other counts.
func (c *Counts) Add(o *Counts) {
	c.Requests += o.Requests
	c.Failures += o.Failures
	c.CommandFailures += o.CommandFailures
	c.Challenges += o.Challenges
	c.Redirects += o.Redirects
	c.Waiting += o.Waiting
	c.FullSyncs += o.FullSyncs
	c.ToClient += o.ToClient
	c.FromClient += o.FromClient
	c.Commands = sum(c.Commands, o.Commands)
	c.FailedBy = sum(c.FailedBy, o.FailedBy)
	c.RefusedLogons = sum(c.RefusedLogons, o.RefusedLogons)
}

func sum[K comparable](a, b map[K]int64) map[K]int64 {
	if a == nil {
		return maps.Clone(b)
	}
	for k, n := range b {
		a[k] += n
	}
	return a
}

// Cell is what one person did with one device in an hour, or in a UTC day.
type Cell struct {
	Hour     int64  `json:"hour"`   // start of the hour or day, Unix milliseconds
	DeviceID string `json:"device"` // as sent; empty for requests that name none, such as OPTIONS
	Person   string `json:"person"` // DOMAIN\account; empty for strangers
	// True is what happened. Logged is what the rows show of it, read and paired
	// without a mistake: with all rows there, the two are equal but for the bytes,
	// which not every log has.
	True   Counts `json:"true"`
	Logged Counts `json:"logged"`
}

// Start returns the start of the hour or day.
func (c *Cell) Start() time.Time { return time.UnixMilli(c.Hour).UTC() }

// PersonTruth is a person with all that is theirs.
type PersonTruth struct {
	Person   string   `json:"person"` // DOMAIN\account
	Names    []string `json:"names"`
	Devices  []string `json:"devices"`
	Requests int64    `json:"requests"`
	Failures int64    `json:"failures"`
	Logged   int64    `json:"logged"` // requests of which there is a row
}

// Truth is all there is to know about an estate's logs.
type Truth struct {
	True   Counts `json:"true"`
	Logged Counts `json:"logged"`
	// Hours and Days have a cell for each device and person with a request in
	// that time, in order of time, device and person. Hours is empty if
	// Options.OnHour took them.
	Hours  []Cell        `json:"-"`
	Days   []Cell        `json:"-"`
	People []PersonTruth `json:"-"`
	// Silences are the times in which rows of a server's log were lost.
	Silences []Silence `json:"silences"`
	// AcrossMidnight counts requests whose two rows bear different UTC days.
	AcrossMidnight int64     `json:"across_midnight"`
	Probes         int64     `json:"probes"` // requests of load balancers and HealthMailboxes, counted nowhere else
	Other          int64     `json:"other"`  // requests of OWA, EWS and others
	Loads          []Load    `json:"-"`      // in order of hour, server and directory
	Logs           []LogFile `json:"logs"`

	days map[cellKey]*Cell
}

// add adds an hour's cell to its day.
func (t *Truth) add(key cellKey, c *Cell) {
	t.True.Add(&c.True)
	t.Logged.Add(&c.Logged)
	key.hour /= 24
	day := t.days[key]
	if day == nil {
		day = &Cell{Hour: key.hour * dayMs, DeviceID: c.DeviceID, Person: c.Person}
		t.days[key] = day
	}
	day.True.Add(&c.True)
	day.Logged.Add(&c.Logged)
}

// finish puts days and people in order.
func (t *Truth) finish(people []*Person) {
	for _, key := range slices.SortedFunc(maps.Keys(t.days), cellKey.compare) {
		t.Days = append(t.Days, *t.days[key])
	}
	found := make(map[string]*PersonTruth)
	for i := range t.Days {
		c := &t.Days[i]
		if c.Person == "" {
			continue
		}
		p := found[c.Person]
		if p == nil {
			p = &PersonTruth{Person: c.Person}
			found[c.Person] = p
		}
		p.Requests += c.True.Requests
		p.Failures += c.True.Failures
		p.Logged += c.Logged.Requests
		if c.DeviceID != "" && !slices.ContainsFunc(p.Devices, func(id string) bool { return strings.EqualFold(id, c.DeviceID) }) {
			p.Devices = append(p.Devices, c.DeviceID)
		}
	}
	for _, p := range people {
		if f := found[p.Qualified()]; f != nil {
			f.Names = p.Names()
			t.People = append(t.People, *f)
			delete(found, p.Qualified())
		}
	}
	slices.SortFunc(t.People, func(a, b PersonTruth) int { return cmp.Compare(a.Person, b.Person) })
}
