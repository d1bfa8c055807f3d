package operate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// storedReport is a report, as the objects that it is: dt=DAY/FINGERPRINT/NAME.
// What is sent/ in place of a fingerprint are claims and receipts of mails: they
// have no rows, and without them mails would be sent again.
type storedReport struct {
	day  lake.Day // dt
	keys []string
}

// asked is what the report's JSON says that it is about.
type asked struct {
	Asked struct {
		From, To time.Time
		Users    []string
	}
}

// reports deletes the reports of which concerned says so. One whose files do not
// tell is deleted as well: it can be made again.
func (f *Forget) reports(ctx context.Context, concerned func(ctx context.Context, s store.Reader, r *storedReport) (bool, error)) error {
	all, err := f.storedReports(ctx)
	if err != nil {
		return err
	}
	for _, r := range all {
		yes, err := concerned(ctx, f.Lake, r)
		if err != nil {
			return err
		}
		if !yes {
			continue
		}
		for _, key := range r.keys {
			if err := f.remove(ctx, key); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *Forget) storedReports(ctx context.Context) (all []*storedReport, err error) {
	last := ""
	for o, err := range f.Lake.List(ctx, lake.ReportsPrefix) {
		if err != nil {
			return nil, fmt.Errorf("listing the lake's reports: %w", err)
		}
		parts := strings.Split(strings.TrimPrefix(o.Key, lake.ReportsPrefix), "/")
		if len(parts) != 3 || parts[1] == "sent" {
			continue
		}
		day, err := lake.ParseDay(strings.TrimPrefix(parts[0], "dt="))
		if err != nil {
			continue // not ours
		}
		if place := parts[0] + parts[1]; place != last {
			last = place
			all = append(all, &storedReport{day: day})
		}
		r := all[len(all)-1]
		r.keys = append(r.keys, o.Key)
	}
	return all, nil
}

// about reads what the report is about; false where no file says that.
func (r *storedReport) about(ctx context.Context, s store.Reader) (a asked, ok bool, err error) {
	i := slices.IndexFunc(r.keys, func(key string) bool { return strings.HasSuffix(key, ".json") })
	if i < 0 {
		return a, false, nil
	}
	body, _, err := s.Get(ctx, r.keys[i], store.Range{}, "")
	if err != nil {
		return a, false, err
	}
	b, err := io.ReadAll(body)
	if err = errors.Join(err, body.Close()); err != nil {
		return a, false, err
	}
	ok = json.Unmarshal(b, &a) == nil && !a.Asked.From.IsZero() && a.Asked.From.Before(a.Asked.To)
	return a, ok, nil
}

// daysMade deletes what was made of UTC days: their traffic tables, reports, and the
// devices tables of days that have a part of them in some time zone.
func (f *Forget) daysMade(ctx context.Context, days []lake.Day) error {
	if len(days) == 0 {
		return nil
	}
	near := make(map[lake.Day]bool)
	for _, day := range days {
		if err := f.traffic(ctx, day); err != nil {
			return err
		}
		for d := day - 1; d <= day+1; d++ {
			near[d] = true
		}
	}
	for _, d := range slices.Sorted(maps.Keys(near)) {
		if err := f.devices(ctx, d, days); err != nil {
			return err
		}
	}
	return f.reports(ctx, func(ctx context.Context, s store.Reader, r *storedReport) (bool, error) {
		a, ok, err := r.about(ctx, s)
		if err != nil || !ok {
			return near[r.day], err
		}
		return touches(a.Asked.From, a.Asked.To, days), nil
	})
}

// touches tells whether a span has a part of one of the UTC days.
func touches(from, to time.Time, days []lake.Day) bool {
	return slices.ContainsFunc(days, func(d lake.Day) bool {
		return from.Before((d + 1).Start()) && to.After(d.Start())
	})
}

// devices deletes the devices table of a day if it is of one of the UTC days.
func (f *Forget) devices(ctx context.Context, at lake.Day, days []lake.Day) error {
	stamp, _, err := lake.ReadDevicesStamp(ctx, f.Lake, at)
	switch {
	case errors.Is(err, store.ErrNotExist):
		return nil
	case errors.Is(err, lake.ErrDamaged): // it may be of these days
	case err != nil:
		return err
	case !touches(stamp.From, stamp.To, days):
		return nil
	}
	return f.removeTable(ctx, lake.DevicesKey(at))
}

// traffic deletes the traffic table of a UTC day.
func (f *Forget) traffic(ctx context.Context, day lake.Day) error {
	_, err := f.Lake.Head(ctx, lake.TrafficKey(day))
	switch {
	case errors.Is(err, store.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("looking for the traffic of %s: %w", day, err)
	}
	return f.removeTable(ctx, lake.TrafficKey(day))
}
