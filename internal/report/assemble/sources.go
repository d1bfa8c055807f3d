package assemble

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// siteOf names the site of a source: its bucket and folder, without those parts of
// the path that are a date. Logs in CAS01/W3SVC1/2011/12/24 are of CAS01/W3SVC1.
func siteOf(s lake.Stamp) string {
	folder := path.Dir(strings.ReplaceAll(s.Key, `\`, "/"))
	parts := []string{}
	if s.Bucket != "" {
		parts = append(parts, s.Bucket)
	}
	for part := range strings.SplitSeq(folder, "/") {
		_, value, partition := strings.Cut(part, "=")
		if !partition {
			value = part
		}
		if part != "." && !isDate(value) {
			parts = append(parts, part)
		}
	}
	return cmp.Or(strings.Join(parts, "/"), ".")
}

// isDate reports whether a part of a path is a date or a piece of one: 2011, 12, 24,
// 111224, 2011-12-24.
func isDate(s string) bool {
	digits := strings.NewReplacer("-", "", "_", "").Replace(s)
	n := len(digits)
	return (n == 2 || n == 4 || n == 6 || n == 8 || n == 10) && strings.Trim(digits, "0123456789") == ""
}

// doubles finds logs that begin with the same text and the same time, whatever
// they are compressed with: one that was shipped under two keys, or a copy of one
// that was still growing.
func doubles(sources []lake.Stamp) (all []report.Double) {
	type beginning struct {
		fingerprint string
		first       time.Time
	}
	alike := make(map[beginning]int) // place in all, one more
	firsts := make(map[beginning]lake.Stamp)
	for _, s := range sources {
		b := beginning{s.Reading.Fingerprint, s.Reading.First.UTC()}
		if b.fingerprint == "" || b.first.IsZero() {
			continue
		}
		first, seen := firsts[b]
		switch {
		case !seen:
			firsts[b] = s
		case alike[b] == 0:
			all = append(all, report.Double{Sources: []lake.Stamp{first, s}})
			alike[b] = len(all)
		default:
			d := &all[alike[b]-1]
			d.Sources = append(d.Sources, s)
		}
	}
	return all
}

// rejects are the sources with rejected lines, most first.
func rejects(sources []lake.Stamp) (all []report.Rejects) {
	for _, s := range sources {
		if n := s.Reading.Rejects(); n > 0 {
			all = append(all, report.Rejects{Source: s, Lines: n})
		}
	}
	slices.SortStableFunc(all, func(a, b report.Rejects) int { return cmp.Compare(b.Lines, a.Lines) })
	return all
}

// quarantine lists the sources that could not be read.
func (b *builder) quarantine(ctx context.Context) error {
	r := b.report
	for o, err := range b.store.List(ctx, lake.QuarantinePrefix) {
		if err != nil {
			return fmt.Errorf("listing the lake's quarantine: %w", err)
		}
		id, ok := lake.ParseQuarantineKey(o.Key)
		if !ok || r.Query.Sources != nil && !r.Query.Sources[id] {
			continue
		}
		q, etag, err := lake.ReadQuarantine(ctx, b.store, id)
		switch {
		case errors.Is(err, lake.ErrDamaged):
			r.Coverage.Damaged = append(r.Coverage.Damaged, report.Damage{Key: o.Key, Err: err})
			b.input(o.Key, etag)
		case err != nil:
			return err
		case !q.Released:
			r.Coverage.Quarantined = append(r.Coverage.Quarantined, q)
			b.input(o.Key, etag)
		}
	}
	return nil
}
