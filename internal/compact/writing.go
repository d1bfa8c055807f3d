package compact

import (
	"context"
	"io"
	"maps"
	"slices"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/copies"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/traffic"
)

// write pairs the rows of the files that were listed, writes the requests in the order of
// folded device ids and time, and says in how many rows.
func (c *Compactor) write(ctx context.Context, d *listing, to io.Writer) (rows int64, err error) {
	r, err := c.gather(ctx, d)
	defer func() { r.rows.Close() }()
	if err != nil {
		return 0, err
	}
	who, err := r.rows.Persons()
	if err == nil {
		err = r.rows.Identify(who)
	}
	if err != nil {
		return 0, err
	}
	for i := range who.All { // before texts are written, see lake.RequestWriter
		r.words.Of(who.All[i].Label)
		r.words.Of(who.All[i].Joined())
	}
	r.rows.Sort()
	file, err := lake.NewRequestWriter(to, r.words)
	if err != nil {
		return 0, err
	}
	servers := newServerHours(d.day, r.words)
	ordered := ordering{words: r.words, write: func(b *activity.Batch) error {
		servers.add(b)
		return file.Write(b)
	}}
	for _, all := range r.rows.Shares(1) {
		if err := r.rows.Requests(all, func(b *activity.Batch) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return ordered.add(b)
		}); err != nil {
			return 0, err
		}
	}
	if err := ordered.end(); err != nil {
		return 0, err
	}
	sources := r.sources()
	sources.Servers, sources.Mailboxes = list(servers.servers, r.words), list(servers.mailboxes, r.words)
	stamp := lake.Reconciled{Rules: lake.RequestRules, Inputs: d.inputs, Without: slices.Sorted(maps.Keys(r.without)), Folds: r.folds}
	return file.Rows(), file.Close(stamp, sources)
}

// copies are the sources that are copies of others, by what the day's files say.
func (r *rawDay) copies() map[lake.SourceID]bool {
	sources := make([]copies.Source, len(r.files))
	for i := range r.files {
		stamp := r.files[i].Stamp
		stamp.Traffic = r.files[i].traffic
		sources[i] = copies.Source{ID: r.ids[i], Stamp: stamp}
	}
	without := make(map[lake.SourceID]bool)
	for _, c := range copies.Find(sources).Copies {
		without[c.Source.ID] = true
	}
	return without
}

// sources is what is kept of the day's files.
func (r *rawDay) sources() *lake.DaySources {
	s := &lake.DaySources{Sources: make([]lake.DaySource, len(r.files))}
	var all []traffic.Row
	for i := range r.files {
		f := &r.files[i]
		s.Sources[i] = f.DaySource
		if !r.without[r.ids[i]] {
			all = append(all, f.traffic...)
		}
	}
	s.Traffic = traffic.Sum(all)
	return s
}
