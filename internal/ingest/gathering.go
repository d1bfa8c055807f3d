package ingest

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/iislog"
	"github.com/easreport/easreport/internal/intake"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// Gathering reads logs into an Intake, some at a time. It serves any number of Ingesters.
type Gathering struct {
	to     *intake.Intake
	begins beginnings
	all    []*gatherer
	free   chan *gatherer
}

// gatherer reads one log at a time.
type gatherer struct {
	workspace
	packer *intake.Packer
	pool   pool
	blocks []*parsedBlock // all of the log's, if it is small
}

// NewGathering makes a Gathering that reads so many logs at a time.
func NewGathering(to *intake.Intake, logs, bucketSeconds int) (*Gathering, error) {
	all := &Gathering{to: to, begins: newBeginnings(), free: make(chan *gatherer, logs)}
	for range logs {
		sums, err := activity.NewAccumulator(bucketSeconds)
		if err != nil {
			return nil, err
		}
		g := &gatherer{workspace: workspace{intake: to}, packer: to.Packer()}
		g.pool = pool{sums: sums, rows: g.packer.Writer()}
		all.all = append(all.all, g)
		all.free <- g
	}
	return all, nil
}

// Finish is to be called when all logs have been read, before anything is read of the
// Intake. An error means that rows are missing, or would count twice.
func (all *Gathering) Finish() error {
	err := all.begins.check()
	for _, g := range all.all {
		err = errors.Join(err, g.pool.finish(), g.packer.Finish())
	}
	return err
}

func (all *Gathering) take(ctx context.Context) (*gatherer, error) {
	select {
	case g := <-all.free:
		return g, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// give gives a gatherer back, after a source of so many requests: see Memory.give.
func (all *Gathering) give(g *gatherer, requests int64) {
	if requests > manyRequests {
		g.sums, g.runs = nil, nil
	}
	all.free <- g
}

// gather reads a source into the Intake. Its rows count once all of it was read, and found
// to be one state of it. A source that had changed meanwhile is read again.
func (in *Ingester) gather(ctx context.Context, key string, again bool) (Result, error) {
	g, err := in.Gathering.take(ctx)
	if err != nil {
		return Result{}, err
	}
	a := &attempt{Ingester: in, id: lake.NewSourceID(in.Bucket, key)}
	defer func() { in.Gathering.give(g, a.stamp.Reading.Requests) }()
	defer a.close()
	if err := a.open(ctx, key); err != nil {
		return Result{}, err
	}
	// To hash a small log takes as long as to read it, and it seldom grows meanwhile.
	if again || a.object.Size > startOfLarge {
		if err := a.takeLineage(); err != nil {
			return Result{}, err
		}
	}
	rows, n := g.packer.Writer(), found{seen: in.Gathering.to.Sightings()}
	err = a.readLog(ctx, &g.workspace, &n, func(log *iislog.Reader) error { return g.read(ctx, log, a.BucketSeconds, rows, &n) })
	if err == nil {
		err = a.recheck(ctx)
	}
	var unreadable *iislog.FormatError
	switch {
	case err == nil:
		return a.gathered(g, rows, &n)
	case errors.As(err, &unreadable):
		return a.unreadable(ctx, unreadable)
	case errors.Is(err, store.ErrPrecondition): // a store that reads ahead: the object was replaced
		err = errStale
	}
	return Result{}, err
}

// startOfLarge is from how many bytes on a source is large.
const startOfLarge = 1 << 20

// read reads a log. One that ends within as many blocks as there are is small: its rows
// wait until it is known that they count, and where.
func (g *gatherer) read(ctx context.Context, log *iislog.Reader, bucketSeconds int, rows *intake.Writer, n *found) error {
	g.blocks = nil
	blocks := g.parsedBlocks(blocksAtOnce())
	for i, b := range blocks {
		err := log.Next(&b.block)
		if errors.Is(err, io.EOF) {
			g.blocks = blocks[:i]
			break
		}
		if err = errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		b.parse()
	}
	if g.blocks == nil {
		return accumulate(ctx, log, blocks, bucketSeconds, &g.workspace, rows, n)
	}
	for _, b := range g.blocks {
		if err := n.add(b); err != nil {
			return err
		}
		log.Done(&b.block)
	}
	return nil
}

// gathered adds to the Intake what was read.
func (a *attempt) gathered(g *gatherer, rows *intake.Writer, n *found) (Result, error) {
	if err := a.keepRows(g, rows); err != nil {
		return Result{}, err
	}
	present := n.presence()
	for day := range present {
		a.stamp.Reading.Days = append(a.stamp.Reading.Days, day)
	}
	slices.Sort(a.stamp.Reading.Days)
	loads := loadsByDay(&n.traffic)
	for _, day := range daysOf(loads, a.stamp.Reading.RejectedDays) {
		f := intake.File{ID: a.id, Stamp: a.stamp, Presence: present[day]}
		f.Stamp.Traffic, f.Stamp.Sketch = loads[day], n.lines.Of(int64(day))
		a.Gathering.to.AddFile(day, f)
	}
	return Result{Outcome: Applied, ID: a.id, Stamp: a.stamp, Days: a.stamp.Reading.Days}, nil
}

// presence is when there are requests, by day.
func (n *found) presence() map[lake.Day]intake.Presence {
	if n.seen == nil { // nothing was read
		return nil
	}
	return n.seen.Days()
}

// keepRows makes the log's rows count: those of a small one of which there can be no copy in
// the pool, others as its own, so that a report can leave them out.
func (a *attempt) keepRows(g *gatherer, rows *intake.Writer) error {
	if a.stamp.Reading.Kind != lake.LogIIS {
		return nil
	}
	alone := a.Gathering.begins.read(a.id, &a.stamp.Reading, g.blocks != nil)
	switch {
	case alone:
		return g.pool.add(g.blocks)
	case g.blocks != nil:
		if err := g.addUp(a.BucketSeconds, rows); err != nil {
			return err
		}
	}
	rows.Keep(a.id)
	return nil
}

// addUp adds a small log up by itself.
func (g *gatherer) addUp(bucketSeconds int, rows *intake.Writer) error {
	sums, err := g.accumulator(bucketSeconds)
	if err != nil {
		return err
	}
	own := pool{sums: sums, spare: g.run(), rows: rows}
	if err := own.add(g.blocks); err != nil {
		return err
	}
	err = own.write()
	g.runs = append(g.runs, own.spare)
	return err
}

// unreadable notes that this state of the source cannot be read.
func (a *attempt) unreadable(ctx context.Context, reason error) (Result, error) {
	same, err := a.unchanged(ctx)
	if err == nil && !same {
		err = errStale
	}
	if err != nil {
		return Result{}, err
	}
	a.Gathering.to.AddUnreadable(a.newRecord(reason.Error(), false))
	return Result{Outcome: Quarantined, ID: a.id, Stamp: a.stamp, Reason: reason.Error()}, nil
}

// pool adds up the requests of small logs together: what is learnt of one helps with the
// next, and long runs are packed into less than many short ones.
type pool struct {
	sums  *activity.Accumulator
	spare *activity.Run
	rows  *intake.Writer
}

// add adds the blocks of a log.
func (p *pool) add(log []*parsedBlock) error {
	p.sums.NextLog()
	for _, b := range log {
		for !p.sums.Add(b.digest) {
			if err := p.write(); err != nil {
				return err
			}
		}
	}
	return nil
}

// write takes what was added up.
func (p *pool) write() error {
	run := p.sums.Cut(p.spare)
	p.spare = run
	return p.rows.Run(run)
}

// finish takes the rest, and makes all rows count.
func (p *pool) finish() error {
	if err := p.write(); err != nil {
		return err
	}
	p.rows.Keep("")
	return nil
}
