package assemble

import (
	"context"
	"slices"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/copies"
	"github.com/easreport/easreport/internal/intake"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/pairing"
	"github.com/easreport/easreport/internal/report"
)

// WithIntake makes a report of logs that are in no lake; nil is none. The lake then has
// nothing but what is not made of logs.
func WithIntake(in *intake.Intake) Option { return func(b *builder) { b.intake = in } }

// IntakeColumns are the columns of rows that an Intake must have.
func IntakeColumns() []string { return columnsRead }

// words are those of the Intake, or new ones.
func (b *builder) words() *lake.Words {
	if b.intake != nil {
		return b.intake.Words
	}
	return lake.NewWords()
}

// allDays are the days with files.
func (b *builder) allDays(ctx context.Context) ([]lake.Day, error) {
	if b.intake != nil {
		return b.intake.Days(), nil
	}
	return lake.Days(ctx, b.store)
}

// takenFiles are the files of an Intake that count on a day, and which servers are in each.
func (b *builder) takenFiles(day lake.Day) (files []*dayFile, present [][]intake.ServerPresence) {
	for _, f := range b.intake.Files(day) {
		key := lake.ActivityKey(day, f.ID)
		if _, counts := b.sourceOf(key, nil); !counts {
			continue
		}
		file := &dayFile{key: key, id: f.ID, etag: f.Stamp.Revision}
		file.stamped(f.Stamp)
		files, present = append(files, file), append(present, f.Servers)
	}
	return files, present
}

// takenStamps is stamps for an Intake.
func (b *builder) takenStamps(days []lake.Day) ([]copies.Source, map[lake.SourceID][]report.Input) {
	sources, inputs := make(map[lake.SourceID]lake.Stamp), make(map[lake.SourceID][]report.Input)
	for _, day := range days {
		files, _ := b.takenFiles(day)
		for _, f := range files {
			stamp := f.stamp
			stamp.Traffic = slices.Concat(sources[f.id].Traffic, f.traffic)
			sources[f.id] = stamp
			inputs[f.id] = append(inputs[f.id], report.Input{Key: f.key, ETag: f.etag})
		}
	}
	all := make([]copies.Source, 0, len(sources))
	for id, stamp := range sources {
		all = append(all, copies.Source{ID: id, Stamp: stamp})
	}
	return all, inputs
}

// taken is gather for an Intake.
func (b *builder) taken(day lake.Day, keep func(device string) bool) (rows *pairing.Day, read *dayRead, err error) {
	read = new(dayRead)
	files, present := b.takenFiles(day)
	for i, f := range files {
		if f.bare {
			continue
		}
		f.saw(b.presences(day, present[i]))
		if err := checkGrain(&b.report.Query, f.stamp.BucketSeconds); err != nil {
			return nil, nil, err
		}
		read.note(f.stamp.BucketSeconds)
	}
	read.files = files
	read.takeBare()
	return b.intake.Rows(day, b.report.Query.Without, keep), read, nil
}

// presences are in which hours of the query there are requests of servers.
func (b *builder) presences(day lake.Day, all []intake.ServerPresence) []presence {
	q, midnight := &b.report.Query, day.Start().Unix()
	hours := newHours(q).onDay(day)
	in := newPresences()
	for i := range all {
		for side, quarters := range map[activesync.Side]*intake.Quarters{activesync.FrontEnd: &all[i].Front, activesync.BackEnd: &all[i].Back} {
			b.intake.EachQuarter(quarters, func(second int64) {
				if at := midnight + second; at >= q.From.Unix() && at < q.To.Unix() {
					seen := in.find(b.identities.words.Of(all[i].Server))
					seen.hours |= 1 << hours.index(second/60)
					seen.sides |= 1 << side
				}
			})
		}
	}
	return in.take()
}

// unreadable notes the logs of an Intake that cannot be read.
func (b *builder) unreadable() {
	if b.intake == nil {
		return
	}
	for _, q := range b.intake.Unreadable() {
		b.report.Coverage.Quarantined = append(b.report.Coverage.Quarantined, q)
		b.input(lake.QuarantineKey(lake.NewSourceID(q.Bucket, q.Key)), q.Revision)
	}
}
