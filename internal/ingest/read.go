package ingest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/easreport/easreport/internal/iislog"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// read reads the source at this attempt's revision and fills in the stamp. An
// *iislog.FormatError means that the object is at fault, any other error that
// reading it was.
func (a *attempt) read(ctx context.Context, o store.Object) (rows *spool, err error) {
	memory, err := a.Memory.take(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { a.Memory.give(memory, a.stamp.Reading.Requests) }()
	body, _, err := a.Source.Get(ctx, o.Key, store.Range{}, o.ETag)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, body.Close()) }()
	metered := newMeter(body, a.Progress)
	log := memory.reader(o.Key, metered.reader())
	defer func() { err = errors.Join(err, log.Close()) }()
	rows = newSpool(a.TempDir, memory)
	totals, err := accumulate(ctx, log, a.BucketSeconds, memory, rows)
	// A body that ends early without an error would pass for a shorter log, or
	// for a damaged one.
	if short := metered.rest(o.Size); short != nil {
		return rows, fmt.Errorf("reading the log: %w", short)
	}
	if err != nil {
		return rows, fmt.Errorf("reading the log: %w", err)
	}
	a.stamp.Reading = account(log.Stats(), totals)
	a.stamp.Reading.Days = rows.days()
	return rows, rows.finish(a.stamp)
}

// account puts what the reader and we counted together.
func account(s iislog.Stats, n requests) lake.Reading {
	r := lake.Reading{
		Kind: lake.LogIIS, Lines: s.Hashed, PassedOver: int64(s.PassedOver),
		Bytes: s.Bytes, Records: s.Records, Requests: n.all, ServerTraffic: n.serverTraffic,
		BadNumbers: n.badNumbers, Fingerprint: s.Fingerprint, Software: s.Software, LocalTime: s.LocalTime,
	}
	if s.Records > 0 {
		r.First, r.Last = time.UnixMilli(s.First).UTC(), time.UnixMilli(s.Last).UTC()
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
		r.Samples = append(r.Samples, lake.Sample{File: x.File, Line: x.Line, Reason: x.Reason.String(), Text: x.Text})
	}
	return r
}
