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

// read reads the source as it was opened into files for the lake, and fills in the stamp.
// An *iislog.FormatError means that the object is at fault, any other error that
// reading it was.
func (a *attempt) read(ctx context.Context) (rows *spool, err error) {
	memory, err := a.memory(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { a.Memory.give(memory, a.stamp.Reading.Requests) }()
	defer a.close()
	if err := a.takeLineage(); err != nil {
		return nil, err
	}
	rows = newSpool(a.TempDir, memory)
	var n found
	err = a.readLog(ctx, memory, &n, func(log *iislog.Reader) error {
		return accumulate(ctx, log, nil, a.BucketSeconds, memory, rows, &n)
	})
	if err != nil {
		return rows, err
	}
	a.stamp.Reading.Days = rows.days()
	rows.rejected = a.stamp.Reading.RejectedDays
	return rows, rows.finish(a.stamp, &n)
}

// takeLineage notes in the stamp how to tell whether the file has grown.
func (a *attempt) takeLineage() (err error) {
	if a.shut == nil {
		a.stamp.Lineage, err = lake.LineageOf(a.object, a.body, cmp.Or(a.lineageSpan, lake.LineageSpan))
	}
	return err
}

// readLog has the body added up to its end, and fills in the stamp but for the days with
// requests. Errors are those of read. Of a log of another kind the stamp has the kind alone,
// and nothing counts.
func (a *attempt) readLog(ctx context.Context, memory *workspace, n *found, addUp func(log *iislog.Reader) error) (err error) {
	if a.shut != nil {
		return &iislog.FormatError{Name: a.object.Key, Found: "cannot be opened", Err: a.shut}
	}
	metered := newMeter(a.body, a.Progress)
	log := memory.reader(a.object.Key, metered.reader())
	defer func() { err = errors.Join(err, log.Close()) }()
	if a.object.File != "" {
		log.Growing = func() bool { return a.growing(ctx) }
	}
	log.Latest, log.Needs = a.latest(), []iislog.Field{iislog.Stem, iislog.Query}
	err = addUp(log)
	var other *iislog.KindError
	if errors.As(err, &other) { // its beginning is enough
		a.stamp.Reading = lake.Reading{Kind: string(other.Kind)}
		*n = found{}
		return nil
	}
	// A body that ends early without an error would pass for a shorter log, or
	// for a damaged one.
	if short := metered.rest(a.object.Size); short != nil {
		return fmt.Errorf("reading the log: %w", short)
	}
	// An upload that failed must not take away what the one before gave.
	if s := log.Stats(); err == nil && s.Blank && s.Records == 0 && a.done.Reading.Records > 0 {
		return &iislog.FormatError{Name: a.object.Key, Found: "is empty, and had records before"}
	}
	days := a.rejectedDays(log.Stats())
	if errors.Is(err, errManyDays) || err == nil && len(days) > maxDays {
		return &iislog.FormatError{Name: a.object.Key, Found: errManyDays.Error()}
	}
	if err != nil {
		return fmt.Errorf("reading the log: %w", err)
	}
	a.stamp.Reading = account(log.Stats(), n.requests)
	a.stamp.Reading.RejectedDays = days
	return nil
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
	r.Hashes = hashesOf(s.Checkpoints)
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

// hashesOf is lake.Reading.Hashes of checkpoints.
func hashesOf(checkpoints []uint64) (hashes []string) {
	for _, c := range checkpoints {
		hashes = append(hashes, fmt.Sprintf("%016x", c))
	}
	return hashes
}
