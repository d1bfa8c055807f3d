package baseline

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// Read makes the baseline of a report that begins with the day first of a time
// zone, by its name: of as many days as wanted (0 to MaxDays) before it. Days
// without a table, and days whose table does not count, are no error. Errors are
// lake.ErrNewer and the store's.
func Read(ctx context.Context, s store.Reader, first lake.Day, zone string, wanted int) (*Baseline, error) {
	if wanted < 0 || wanted > MaxDays {
		return nil, fmt.Errorf("a baseline of %d days: want 0 to %d", wanted, MaxDays)
	}
	r := reading{
		Baseline: Baseline{Wanted: wanted, perUser: make(map[lake.Word]int), units: make(map[unit]uint32), words: lake.NewWords()},
		logged:   make(map[unit]uint32),
	}
	r.rows = lake.NewDevicesReader(r.words)
	r.probe = r.words.Of(lake.KindProbe)
	for i := range wanted {
		if err := r.day(ctx, s, first-1-lake.Day(i), i, zone); err != nil {
			return nil, err
		}
	}
	r.forgetUnseen()
	return &r.Baseline, nil
}

// reading makes a Baseline.
type reading struct {
	Baseline
	rows   *lake.DevicesReader
	probe  lake.Word
	logged map[unit]uint32 // units by their spelling
}

// day reads day i before the report.
func (r *reading) day(ctx context.Context, s store.Reader, day lake.Day, i int, zone string) error {
	stamp, etag, err := lake.ReadDevicesStamp(ctx, s, day)
	if errors.Is(err, store.ErrNotExist) {
		return nil
	}
	r.Tables = append(r.Tables, Table{lake.DevicesKey(day), etag})
	switch {
	case err == nil && stamp.Whole && stamp.TimeZone == zone:
		err = r.table(ctx, s, day, i)
	case err == nil:
		r.Ignored++
		return nil
	}
	if errors.Is(err, lake.ErrDamaged) || errors.Is(err, store.ErrNotExist) { // also of a day that is replaced just now
		r.Ignored++
		r.forget(i)
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading the baseline: %w", err)
	}
	return nil
}

func (r *reading) table(ctx context.Context, s store.Reader, day lake.Day, i int) error {
	var sum [quantities]uint64
	for b, err := range r.rows.Read(ctx, s, day) {
		if err != nil {
			return err
		}
		for row := range b.Len {
			if b.Kind[row] == r.probe {
				continue
			}
			n := int(r.number(unit{b.DeviceID[row], b.UserName[row]}))
			at := &r.values[n*r.Wanted+i]
			for q, v := range [quantities]int64{b.Hits[row], b.HitsWithoutPing[row], b.Failures[row]} {
				v := min(max(v, 0), math.MaxUint32)
				at[q] = uint32(min(uint64(at[q])+uint64(v), math.MaxUint32))
				sum[q] += uint64(v)
			}
		}
	}
	r.Days++
	r.counted, r.estate = append(r.counted, i), append(r.estate, sum)
	return nil
}

// number gives the number of a unit as it is spelled in a table.
func (r *reading) number(logged unit) uint32 {
	n, known := r.logged[logged]
	if known {
		return n
	}
	u := r.unit(r.words.Text(logged.account), r.words.Text(logged.device))
	if n, known = r.units[u]; !known {
		n = uint32(len(r.units))
		r.units[u] = n
		r.values = append(r.values, make([][quantities]uint32, r.Wanted)...)
	}
	r.logged[logged] = n
	return n
}

// forget takes back what a table gave before it turned out to be damaged.
func (r *reading) forget(i int) {
	for n := i; n < len(r.values); n += r.Wanted {
		r.values[n] = [quantities]uint32{}
	}
}

// forgetUnseen drops units that only damaged tables had, and counts the devices of
// users.
func (r *reading) forgetUnseen() {
	for u, n := range r.units {
		seen := false
		for _, day := range r.values[int(n)*r.Wanted : (int(n)+1)*r.Wanted] {
			seen = seen || day[0] > 0
		}
		switch {
		case !seen:
			delete(r.units, u)
		case u.device != 0 && u.account != 0:
			r.perUser[u.account]++
		}
	}
}
