package assemble

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

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

// noteBare notes the files of a day without requests: the report rests on them only in
// that lines of theirs may have been requests.
func (b *builder) noteBare(files []*dayFile) {
	for _, f := range files {
		b.records = true
		if f.stamp.Reading.Rejects() > 0 {
			b.bare[f.id] = f.stamp
			b.input(f.key, f.etag)
		}
	}
}

// rejects are the sources with rejected lines of the span, most first.
func (b *builder) rejects() (all []report.Rejects) {
	first, last := spanDays(&b.report.Query)
	note := func(s lake.Stamp) {
		if s.Reading.RejectsBetween(first, last) {
			all = append(all, report.Rejects{Source: s, Lines: s.Reading.Rejects()})
		}
	}
	for _, s := range b.report.Coverage.Sources {
		note(s)
	}
	for id, s := range b.bare {
		if _, known := b.sources[id]; !known {
			note(s)
		}
	}
	slices.SortFunc(all, func(a, b report.Rejects) int {
		return cmp.Or(cmp.Compare(b.Lines, a.Lines), strings.Compare(a.Source.Key, b.Source.Key), strings.Compare(a.Source.Bucket, b.Source.Bucket))
	})
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
