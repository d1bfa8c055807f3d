package report

import (
	"errors"
	"io"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
)

// scanner adds up the rows of activity files. It serves one goroutine.
type scanner struct {
	adder
	rows *lake.Reader
	seen presences
}

func newScanner(q *Query, w *who) *scanner {
	return &scanner{adder: newAdder(q, w), rows: lake.NewReader(w.words, columnsRead...), seen: newPresences()}
}

// columnsRead are the columns that a report needs.
var columnsRead = []string{
	"bucket", "device_id", "device_type", "cs_username", "query_user", "user_agent", "server", "side", "client_address",
	"command", "status", "win32_status", "eas_status", "error", "access_state",
	"hits", "bytes_sent", "bytes_sent_max", "bytes_received", "bytes_received_max",
	"time_taken_ms", "time_taken_max_ms", "timed_hits", "waiting_hits", "time_histogram", "first_time", "last_time",
	"full_syncs", "recovery_syncs", "invalid_syncs",
}

// group adds the rows of a row group of a file of a day.
func (s *scanner) group(g lake.Group, f *dayFile, day lake.Day) error {
	err := eachBatch(s.rows, g, func(b *activity.Batch) error { return s.batch(b, day, int64(f.stamp.BucketSeconds)) })
	if err != nil {
		return err
	}
	f.saw(s.seen.take())
	s.endGroup()
	return nil
}

// rowReader is one of the lake's readers of row groups.
type rowReader[B any] interface {
	Open(g lake.Group) error
	Next() (*B, error)
	Close()
}

// eachBatch reads a row group.
func eachBatch[B any](rows rowReader[B], g lake.Group, do func(b *B) error) error {
	if err := rows.Open(g); err != nil {
		return err
	}
	defer rows.Close()
	for {
		b, err := rows.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if err := do(b); err != nil {
			return err
		}
	}
}

func (s *scanner) batch(b *activity.Batch, day lake.Day, rowSeconds int64) error {
	midnight, hours := day.Start().UnixMilli(), s.query.hours().on(day)
	var seen *presence
	for i := range b.Len() {
		minute, err := minuteOf(b, i, midnight)
		if err != nil {
			return err
		}
		if s.inside(b, i) {
			if seen == nil || seen.server != b.Server[i] { // rows of one server mostly lie together
				seen = s.seen.of(b.Server[i])
			}
			seen.hours |= 1 << hours.of(minute)
			seen.sides |= 1 << s.side(b, i)
		}
		number, unit := s.of(b, i)
		if unit == leftOut {
			continue
		}
		s.sumsOf(b, i, unit, rowSeconds).add(b, i, number, minute, s.who.words)
	}
	return nil
}
