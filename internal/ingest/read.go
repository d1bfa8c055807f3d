package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/easreport/easreport/internal/iislog"
	"github.com/easreport/easreport/internal/lake"
)

// read reads the source as it was opened and fills in the stamp. An
// *iislog.FormatError means that the object is at fault, any other error that
// reading it was.
func (a *attempt) read(ctx context.Context) (rows *spool, err error) {
	memory, err := a.memory(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { a.Memory.give(memory, a.stamp.Reading.Requests) }()
	defer a.close()
	if a.shut != nil {
		return nil, &iislog.FormatError{Name: a.object.Key, Found: "cannot be opened", Err: a.shut}
	}
	if a.stamp.Lineage, err = lake.LineageOf(a.object, a.body, cmp.Or(a.lineageSpan, lake.LineageSpan)); err != nil {
		return nil, err
	}
	metered := newMeter(a.body, a.Progress)
	log := memory.reader(a.object.Key, metered.reader())
	defer func() { err = errors.Join(err, log.Close()) }()
	if a.object.File != "" {
		log.Growing = func() bool { return a.growing(ctx) }
	}
	log.Latest, log.Needs = a.latest(), []iislog.Field{iislog.Stem, iislog.Query}
	rows = newSpool(a.TempDir, memory)
	totals, err := accumulate(ctx, log, a.BucketSeconds, memory, rows)
	var other *iislog.KindError
	if errors.As(err, &other) { // its beginning is enough
		a.stamp.Reading = lake.Reading{Kind: string(other.Kind)}
		return rows, rows.finish(a.stamp)
	}
	// A body that ends early without an error would pass for a shorter log, or
	// for a damaged one.
	if short := metered.rest(a.object.Size); short != nil {
		return rows, fmt.Errorf("reading the log: %w", short)
	}
	// An upload that failed must not take away what the one before gave.
	if s := log.Stats(); err == nil && s.Blank && s.Records == 0 && a.done.Reading.Records > 0 {
		return rows, &iislog.FormatError{Name: a.object.Key, Found: "is empty, and had records before"}
	}
	days := a.rejectedDays(log.Stats())
	if errors.Is(err, errManyDays) || err == nil && len(days) > maxDays {
		return rows, &iislog.FormatError{Name: a.object.Key, Found: errManyDays.Error()}
	}
	if err != nil {
		return rows, fmt.Errorf("reading the log: %w", err)
	}
	a.stamp.Reading = account(log.Stats(), totals)
	a.stamp.Reading.Days = rows.days()
	rows.rejected, a.stamp.Reading.RejectedDays = days, days
	return rows, rows.finish(a.stamp)
}

// maxAhead is how far ahead of both clocks, that of whoever modified the source and our
// own, the time of a row may be.
const maxAhead = 48 * time.Hour

// latest is the latest time that a row of the source may have, milliseconds since 1970
// UTC. One row of a wrong clock would be the newest day of the lake for years.
func (a *attempt) latest() int64 {
	now := time.Now()
	if a.object.Modified.After(now) {
		now = a.object.Modified
	}
	return now.Add(maxAhead).UnixMilli()
}

// rejectedDays are the days of rejected lines. If nothing in the source has a day, it is
// of the day when it was modified, lest it be in no report.
func (a *attempt) rejectedDays(s iislog.Stats) (days []lake.Day) {
	for day := range s.RejectedOn {
		days = append(days, lake.Day(day))
	}
	if len(days) == 0 && s.Records == 0 && s.Rejected > 0 {
		days = append(days, lake.DayOf(a.object.Modified.Unix()))
	}
	slices.Sort(days)
	return days
}

// memory takes memory to read the source in. If that has to be waited for, the source is
// closed meanwhile: an open request would go stale. It is then read as it is by then,
// which may be a later state.
func (a *attempt) memory(ctx context.Context) (*workspace, error) {
	if w, free := a.Memory.tryTake(); free {
		return w, nil
	}
	a.close()
	w, err := a.Memory.take(ctx)
	if err != nil {
		return nil, err
	}
	if err := a.open(ctx, a.object.Key); err != nil {
		a.Memory.give(w, 0)
		return nil, err
	}
	return w, nil
}

// growing reports whether the source is being written to. If it is not, its last line
// may count without a line end.
func (a *attempt) growing(ctx context.Context) bool {
	same, err := a.unchanged(ctx)
	a.lastLine = err == nil && same
	return !a.lastLine
}

// account puts what the reader and we counted together.
func account(s iislog.Stats, n requests) lake.Reading {
	r := lake.Reading{
		Kind: lake.LogIIS, Lines: s.Hashed, PassedOver: int64(s.PassedOver),
		Bytes: s.Bytes, Records: s.Records, Requests: n.all, HealthChecks: n.healthChecks, ServerTraffic: n.serverTraffic,
		Foreign:  s.Records - n.all - n.healthChecks - n.serverTraffic,
		Repaired: s.Repaired, BadNumbers: n.badNumbers, Fingerprint: s.Fingerprint, Software: s.Software, LocalTime: s.LocalTime,
	}
	if s.Records > 0 {
		r.First, r.Last = time.UnixMilli(s.First).UTC(), time.UnixMilli(s.Last).UTC()
	}
	for kind, files := range s.Others {
		if r.Others == nil {
			r.Others = make(map[string]int)
		}
		r.Others[string(kind)] = files
	}
	for _, c := range s.Checkpoints {
		r.Hashes = append(r.Hashes, fmt.Sprintf("%016x", c))
	}
	for reason, count := range s.ByReason {
		if count > 0 {
			if r.Rejected == nil {
				r.Rejected = make(map[string]int64)
			}
			r.Rejected[iislog.Reason(reason).String()] = count
		}
	}
	for _, x := range s.Samples {
		r.Samples = append(r.Samples, lake.Sample{File: x.File, Line: x.Line, Reason: x.Reason.String(), Text: x.Text, Server: x.Server})
	}
	return r
}
