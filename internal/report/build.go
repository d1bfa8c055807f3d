package report

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// Build reads the days of the query from the lake and makes the report. Files
// that cannot be read are named in its Coverage, and their rows are missing.
// Errors are lake.ErrNewer, ErrBucket and the store's.
func Build(ctx context.Context, s store.Reader, q Query) (*Report, error) {
	if err := lake.CheckVersion(ctx, s); err != nil {
		return nil, err
	}
	r := &Report{Query: q}
	all := make(collection)
	sources := make(map[lake.SourceID]lake.Stamp)
	first, last := q.days()
	for day := first; day <= last; day++ {
		m, err := r.day(ctx, s, day, sources)
		if err != nil {
			return nil, err
		}
		all.day(m)
	}
	r.Rows, r.Top = all.rows(&q)
	r.Totals = all.totals()
	for _, stamp := range sources {
		r.Coverage.Sources = append(r.Coverage.Sources, stamp)
	}
	slices.SortFunc(r.Coverage.Sources, func(a, b lake.Stamp) int { return strings.Compare(a.Key, b.Key) })
	return r, r.quarantine(ctx, s)
}

// day adds up the files of a day. A damaged file counts for nothing, not for
// what could be read of it: the day is then begun again without it.
func (r *Report) day(ctx context.Context, s store.Reader, day lake.Day, sources map[lake.SourceID]lake.Stamp) (*dayMerge, error) {
	without := make(map[string]bool)
	for {
		m := newDayMerge(&r.Query)
		damage, err := m.day(ctx, s, day, without, sources)
		if damage == nil || err != nil {
			return m, err
		}
		without[damage.Key] = true
		r.Coverage.Damaged = append(r.Coverage.Damaged, *damage)
	}
}

// day adds up the files of a day, up to the first that is damaged.
func (m *dayMerge) day(ctx context.Context, s store.Reader, day lake.Day, without map[string]bool, sources map[lake.SourceID]lake.Stamp) (*Damage, error) {
	for o, err := range s.List(ctx, lake.ActivityDayPrefix(day)) {
		if err != nil {
			return nil, fmt.Errorf("listing the lake's %s: %w", day, err)
		}
		_, id, ok := lake.ParseActivityKey(o.Key)
		if !ok || without[o.Key] || m.query.Sources != nil && !m.query.Sources[id] {
			continue
		}
		stamp, err := m.object(ctx, s, o.Key)
		switch {
		case errors.Is(err, lake.ErrDamaged):
			return &Damage{o.Key, err}, nil
		case err != nil:
			return nil, fmt.Errorf("reading %s: %w", o.Key, err)
		}
		sources[id] = stamp
	}
	return nil, nil
}

func (m *dayMerge) object(ctx context.Context, s store.Reader, key string) (stamp lake.Stamp, err error) {
	table, err := lake.OpenObject(ctx, s, key, m.words)
	if err != nil {
		return lake.Stamp{}, err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	return table.Stamp(), m.file(table)
}

// quarantine lists the sources that could not be read.
func (r *Report) quarantine(ctx context.Context, s store.Reader) error {
	for o, err := range s.List(ctx, lake.QuarantinePrefix) {
		if err != nil {
			return fmt.Errorf("listing the lake's quarantine: %w", err)
		}
		id, ok := lake.ParseQuarantineKey(o.Key)
		if !ok || r.Query.Sources != nil && !r.Query.Sources[id] {
			continue
		}
		q, _, err := lake.ReadQuarantine(ctx, s, id)
		switch {
		case errors.Is(err, lake.ErrDamaged):
			r.Coverage.Damaged = append(r.Coverage.Damaged, Damage{o.Key, err})
		case err != nil:
			return err
		case !q.Released:
			r.Coverage.Quarantined = append(r.Coverage.Quarantined, q)
		}
	}
	return nil
}
