package lake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/parquet-go/parquet-go"

	"github.com/easreport/easreport/internal/lake/colfile"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/traffic"
)

// Traffic is the load of servers by hour and virtual directory, as the stamp of an
// activity file keeps that of its source and day: so it costs no object of its own. The
// table of a day is made of the stamps of all its files.
type Traffic []traffic.Row

// OnlyTraffic reports whether a file of a day is there for its Traffic alone: the source
// has records of that day, and no ActiveSync request among them.
func (s *Stamp) OnlyTraffic(day Day) bool {
	return len(s.Traffic) > 0 && !slices.Contains(s.Reading.Days, day)
}

// trafficSeries is how a stamp writes the rows of one server and segment. An hour is
// counted from 1970 UTC and followed by the numbers of its row, in the order of its
// fields; -1 is NULL.
type trafficSeries struct {
	Server  string     `json:"server,omitempty"`
	Segment string     `json:"segment"`
	Hours   [][6]int64 `json:"hours"`
}

const hourMs = 60 * 60 * 1000

// MarshalJSON writes the rows by server and segment, each of which is written once.
func (t Traffic) MarshalJSON() ([]byte, error) {
	var all []*trafficSeries
	type name struct{ server, segment string }
	known := make(map[name]*trafficSeries)
	for _, r := range t {
		of := name{r.Server, r.Segment}
		s := known[of]
		if s == nil {
			s = &trafficSeries{Server: r.Server, Segment: r.Segment}
			known[of] = s
			all = append(all, s)
		}
		s.Hours = append(s.Hours, [6]int64{r.Hour / hourMs, r.Hits, r.ServerErrors, r.BytesSent, r.BytesReceived, r.TimeTaken})
	}
	return json.Marshal(all)
}

// UnmarshalJSON reads what MarshalJSON wrote; rows are then in the order of traffic.Sum.
func (t *Traffic) UnmarshalJSON(text []byte) error {
	var all []trafficSeries
	if err := json.Unmarshal(text, &all); err != nil {
		return err
	}
	var rows []traffic.Row
	for _, s := range all {
		for _, n := range s.Hours {
			rows = append(rows, traffic.Row{
				Hour: n[0] * hourMs, Server: s.Server, Segment: s.Segment,
				Hits: n[1], ServerErrors: n[2], BytesSent: n[3], BytesReceived: n[4], TimeTaken: n[5],
			})
		}
	}
	*t = traffic.Sum(rows)
	return nil
}

// checkDay refuses rows of another day than that of the file.
func (t Traffic) checkDay(day Day) error {
	for _, r := range t {
		if of := DayOf(floorDiv(r.Hour, 1000)); of != day {
			return fmt.Errorf("the stamp has traffic of %s, and the file lies under %s: %w", of, day, ErrDamaged)
		}
	}
	return nil
}

// TrafficSchema is the schema of the traffic table.
func TrafficSchema() *parquet.Schema { return parquet.SchemaOf(traffic.Row{}) }

// TrafficStamp says what a traffic file is about and was made from. It is in the file's
// footer.
type TrafficStamp struct {
	// Schema is the SchemaVersion of the writer.
	Schema int `json:"schema"`
	// Day is the UTC day of the rows.
	Day Day `json:"day"`
	// Fingerprint is of all that the rows were made from: equal ones, equal rows.
	Fingerprint string `json:"fingerprint"`
}

// WriteTraffic writes the traffic file of a day. The same rows and stamp give the same
// bytes.
func WriteTraffic(w io.Writer, stamp TrafficStamp, rows Traffic) error {
	stamp.Schema = SchemaVersion
	text, err := marshalStamp(stamp)
	if err != nil {
		return err
	}
	return writeStructs(w, text, len(rows), func(i int, to *traffic.Row) { *to = rows[i] })
}

// ReadTrafficStamp reads the stamp of a day's traffic file, and the ETag of the bytes
// that it is in. Errors: store.ErrNotExist, ErrDamaged, ErrNewer, or the store's; the
// ETag is given with ErrDamaged and ErrNewer too.
func ReadTrafficStamp(ctx context.Context, s store.Reader, day Day) (stamp TrafficStamp, etag string, err error) {
	f, body, etag, err := openFile(ctx, s, TrafficKey(day), trafficLayout)
	if err != nil {
		return TrafficStamp{}, etag, fmt.Errorf("reading %s: %w", TrafficKey(day), err)
	}
	defer body.Close() //nolint:errcheck // it was only read
	if stamp, err = parseTrafficStamp(f, day); err != nil {
		return TrafficStamp{}, etag, fmt.Errorf("reading %s: %w", TrafficKey(day), err)
	}
	return stamp, etag, nil
}

func parseTrafficStamp(f *colfile.File, day Day) (s TrafficStamp, err error) {
	text, ok := f.Lookup(stampKey)
	if !ok {
		return s, fmt.Errorf("no stamp in the footer: %w", ErrDamaged)
	}
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return s, damaged(err)
	}
	if s.Schema > SchemaVersion {
		return s, fmt.Errorf("schema version %d, this program knows %d: %w", s.Schema, SchemaVersion, ErrNewer)
	}
	if s.Day != day {
		return s, fmt.Errorf("the file is of %s, and lies under %s: %w", s.Day, day, ErrDamaged)
	}
	return s, errors.Join(checkColumns(f), checkDay(f, "hour", day))
}
