package assemble

import (
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/traffic"
)

// stamped notes the stamp of a file.
func (f *dayFile) stamped(stamp lake.Stamp) {
	day, _, _ := lake.ParseActivityKey(f.key)
	f.bare = stamp.OnlyTraffic(day)
	f.traffic, stamp.Traffic = stamp.Traffic, nil
	f.stamp = stamp
}

// takeBare takes the files out that are there for their traffic alone: to the rest of a
// report a log without ActiveSync requests is as if it were not there.
func (d *dayRead) takeBare() {
	rest := d.files[:0:0]
	for _, f := range d.files {
		if f.bare {
			d.bare = append(d.bare, f)
		} else {
			rest = append(rest, f)
		}
	}
	d.files = rest
}

// allBare reports whether no file can have rows.
func (d *dayRead) allBare() bool {
	return !slices.ContainsFunc(d.files, func(f *dayFile) bool { return !f.bare })
}

// addTraffic adds up the traffic of a day.
func (b *builder) addTraffic(day lake.Day, read *dayRead) {
	var rows []traffic.Row
	var inputs []report.Input
	for _, f := range slices.Concat(read.files, read.bare) {
		if len(f.traffic) > 0 {
			rows = append(rows, f.traffic...)
			inputs = append(inputs, report.Input{Key: f.key, ETag: f.etag})
		}
	}
	b.noteTraffic(day, rows, inputs)
}

// noteTraffic notes the traffic of a day, and the files that it was in.
func (b *builder) noteTraffic(day lake.Day, rows []traffic.Row, inputs []report.Input) {
	first, last := spanDays(&b.report.Query)
	if last-first >= report.MaxTrafficDays {
		return
	}
	slices.SortFunc(inputs, func(a, b report.Input) int { return strings.Compare(a.Key, b.Key) })
	b.report.Traffic = append(b.report.Traffic, report.Traffic{Day: day, Rows: traffic.Sum(rows), Inputs: inputs})
}
