package traffic

import (
	"cmp"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/activesync"
)

// Total adds up the counters of a log. The zero Total is ready for use.
type Total struct {
	places  map[place]*loads
	servers map[string]bool
	days    map[int64]bool // since 1970 UTC
}

// Days is how many UTC days there are with records.
func (t *Total) Days() int { return len(t.days) }

// ManyServers stands for every server of a log beyond the first MaxServers: a name that
// no computer can have.
const (
	ManyServers = "*"
	MaxServers  = 64
)

// maxPlaces bounds for how many hours and servers servers are told apart.
const maxPlaces = 1 << 14

// Add adds what a counter has counted. Counters come in the order of the log, because the
// first servers keep their names.
func (t *Total) Add(c *Counter) {
	for i := range c.slots {
		s := &c.slots[i]
		to := t.at(place{s.hour, activesync.Text([]byte(s.server))})
		for k := range s.loads {
			to[k].merge(&s.loads[k])
		}
	}
}

func (l *load) merge(o *load) {
	l.hits += o.hits
	l.serverErrors += o.serverErrors
	l.sent += o.sent
	l.received += o.received
	l.took += o.took
	l.logged |= o.logged
}

// at is the load at a place, or that of ManyServers in the same hour.
func (t *Total) at(p place) *loads {
	if t.places == nil {
		t.places, t.servers, t.days = make(map[place]*loads), make(map[string]bool), make(map[int64]bool)
	}
	known := t.places[p]
	if known == nil && (len(t.places) >= maxPlaces || len(t.servers) >= MaxServers && !t.servers[p.server]) {
		p.server = ManyServers
		known = t.places[p]
	}
	if known == nil {
		known = new(loads)
		t.places[p] = known
		t.days[p.hour/24] = true
		if p.server != ManyServers {
			t.servers[p.server] = true
		}
	}
	return known
}

// Rows are the rows of what was counted, in order.
func (t *Total) Rows() []Row {
	var rows []Row
	for p, all := range t.places {
		for i := range all {
			if l := &all[i]; l.hits > 0 {
				rows = append(rows, Row{
					Hour: p.hour * hourMs, Server: p.server, Segment: Segment(i).String(), Hits: l.hits, ServerErrors: l.serverErrors,
					BytesSent: l.sum(l.sent, loggedSent), BytesReceived: l.sum(l.received, loggedReceived), TimeTaken: l.sum(l.took, loggedTook),
				})
			}
		}
	}
	slices.SortFunc(rows, Row.compare)
	return rows
}

func (l *load) sum(n int64, bit uint8) int64 {
	if l.logged&bit == 0 {
		return NotLogged
	}
	return n
}

// NotLogged stands in a sum for NULL: none of the rows has the number.
const NotLogged = -1

// Row is a row of the table traffic: what one server logged of one virtual directory in
// an hour. An empty text and a number that is NotLogged are NULL.
//
// The struct is the schema: the columns in order, each with its unit and, from "=", the
// field of the log that it is made of.
type Row struct {
	// Hour is the start of the hour, milliseconds since 1970 UTC = date, time.
	Hour int64 `parquet:"hour,dict,timestamp(millisecond)"`
	// Server wrote the log; ManyServers beyond the first 64 of a log = s-computername, s-ip.
	Server string `parquet:"server,optional,dict"`
	// Segment is the virtual directory in lower case, "other" for every other path = cs-uri-stem.
	Segment string `parquet:"segment,dict"`
	// Hits counts rows of the log, of front end and back end alike.
	Hits int64 `parquet:"hits,dict"`
	// ServerErrors counts those with an HTTP status of 500 or more = sc-status.
	ServerErrors int64 `parquet:"server_errors,dict"`
	// BytesSent is the bytes of all responses = sc-bytes.
	BytesSent int64 `parquet:"bytes_sent,optional,dict"`
	// BytesReceived is the bytes of all requests = cs-bytes.
	BytesReceived int64 `parquet:"bytes_received,optional,dict"`
	// TimeTaken is the milliseconds of all requests, including those that wait = time-taken.
	TimeTaken int64 `parquet:"time_taken_ms,optional,dict"`
}

func (r Row) compare(o Row) int {
	return cmp.Or(cmp.Compare(r.Hour, o.Hour), strings.Compare(r.Server, o.Server), strings.Compare(r.Segment, o.Segment))
}

// Sum adds up rows of the same hour, server and segment, in place, and puts them in order.
func Sum(rows []Row) []Row {
	slices.SortFunc(rows, Row.compare)
	sums := rows[:0]
	for _, r := range rows {
		if n := len(sums); n > 0 && sums[n-1].compare(r) == 0 {
			sums[n-1].merge(r)
		} else {
			sums = append(sums, r)
		}
	}
	return sums
}

func (r *Row) merge(o Row) {
	r.Hits += o.Hits
	r.ServerErrors += o.ServerErrors
	for _, sum := range []struct {
		to *int64
		n  int64
	}{{&r.BytesSent, o.BytesSent}, {&r.BytesReceived, o.BytesReceived}, {&r.TimeTaken, o.TimeTaken}} {
		switch {
		case sum.n == NotLogged:
		case *sum.to == NotLogged:
			*sum.to = sum.n
		default:
			*sum.to += sum.n
		}
	}
}
