package lake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"

	"github.com/easreport/easreport/internal/lake/colfile"
)

// DaySources is what a file of request_day keeps of the files it is made of, so that a
// report opens none of them: what their stamps say, where servers have rows, and the load
// of the day. It lies beside the columns, where queries do not read it.
type DaySources struct {
	// Sources are those of the stamp's Inputs, in their order.
	Sources []DaySource `json:"sources"`
	// Traffic is the sum of the load that the sources' stamps have.
	Traffic Traffic `json:"traffic,omitempty"`
	// Servers is what the servers did by hour, of requests, in order of name and hour;
	// Mailboxes the same of the servers with the mailboxes, as far as Exchange named them.
	Servers   []ServerHour `json:"servers,omitempty"`
	Mailboxes []ServerHour `json:"mailboxes,omitempty"`
}

// DaySource is a source of a day.
type DaySource struct {
	// Footer is that of its activity file, without the Traffic.
	Footer
	// Traffic says that the stamp has some.
	Traffic bool       `json:"has_traffic,omitempty"`
	Seen    []Quarters `json:"seen,omitempty"`
}

// OnlyTraffic is Stamp.OnlyTraffic.
func (s *DaySource) OnlyTraffic(day Day) bool {
	stamp := s.Stamp
	if s.Traffic {
		stamp.Traffic = make(Traffic, 1)
	}
	return stamp.OnlyTraffic(day)
}

// Quarters are the quarters of an hour, counted from midnight UTC, in which a source has
// rows of a server: front are those of the first server to have a request (also a
// proxy's), back those of others.
type Quarters struct {
	Server string      `json:"server,omitempty"`
	Front  QuarterBits `json:"front,omitzero"`
	Back   QuarterBits `json:"back,omitzero"`
}

// See notes when a server has rows; its other parts may have been noted before.
func (s *DaySource) See(q Quarters) {
	for i := range s.Seen {
		if at := &s.Seen[i]; at.Server == q.Server {
			at.Front.add(q.Front)
			at.Back.add(q.Back)
			return
		}
	}
	s.Seen = append(s.Seen, q)
	slices.SortFunc(s.Seen, func(a, b Quarters) int { return strings.Compare(a.Server, b.Server) })
}

// QuarterSeconds is how long a quarter is. Time zones differ from UTC by multiples of it.
const QuarterSeconds = 15 * 60

// QuarterBits are the quarters of a day, 32 in each number.
type QuarterBits [3]uint32

// Set sets the bit of a time of the day, in seconds.
func (q *QuarterBits) Set(second int64) {
	n := second / QuarterSeconds
	q[n/32] |= 1 << (n % 32)
}

func (q *QuarterBits) add(o QuarterBits) {
	for i := range q {
		q[i] |= o[i]
	}
}

// Has reports whether a quarter is set.
func (q *QuarterBits) Has(quarter int) bool { return q[quarter/32]>>(quarter%32)&1 != 0 }

// NumQuarters is how many quarters a day has.
const NumQuarters = 96

// ServerHour is what a server did in an hour of the day.
type ServerHour struct {
	Server string `json:"server,omitempty"`
	Hour   int    `json:"hour"` // of the UTC day
	// Hits and Failures count requests that the server was the first of Exchange to have;
	// Timed are those that TimeTaken, in milliseconds, is the sum of.
	Hits      int64 `json:"hits"`
	Failures  int64 `json:"failures,omitempty"`
	Timed     int64 `json:"timed,omitempty"`
	TimeTaken int64 `json:"time_taken_ms,omitempty"`
	// Served are requests that neither waited nor failed: half of them took Half
	// milliseconds at most, 95 of 100 took Most.
	Served int64 `json:"served,omitempty"`
	Half   int64 `json:"p50_ms,omitempty"`
	Most   int64 `json:"p95_ms,omitempty"`
}

// maxDaySources bounds what is unpacked: some 500,000 sources.
const maxDaySources = 1 << 30

func (d *DaySources) encode() ([]byte, error) {
	text, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("writing what is known of sources: %w", err)
	}
	var packed bytes.Buffer
	z, err := zstd.NewWriter(&packed, zstd.WithEncoderConcurrency(1))
	if err == nil {
		_, err = z.Write(text)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("packing what is known of sources: %w", err)
	}
	return packed.Bytes(), nil
}

func parseDaySources(attachment []byte) (*DaySources, error) {
	packed, err := colfile.CutSum(attachment)
	if err != nil {
		return nil, damaged(err)
	}
	z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxDaySources))
	if err != nil {
		return nil, fmt.Errorf("making a zstd decoder: %w", err)
	}
	defer z.Close()
	text, err := z.DecodeAll(packed, nil)
	if err != nil {
		return nil, damaged(err)
	}
	d := new(DaySources)
	if err := json.Unmarshal(text, d); err != nil {
		return nil, damaged(err)
	}
	return d, nil
}
