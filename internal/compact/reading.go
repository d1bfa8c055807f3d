package compact

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/pairing"
	"github.com/easreport/easreport/internal/store"
)

// packedRows is how many bytes of a day's rows stay in memory; the rest waits in a file.
const packedRows = 64 << 20

// rawDay is what a day's activity files hold.
type rawDay struct {
	reading
	day   lake.Day
	words *lake.Words
	rows  *pairing.Day
	ids   []lake.SourceID // of the inputs
	files []rawFile       // of the inputs, in their order
}

// reading is how a day is read.
type reading struct {
	limits  pairing.Limits
	without map[lake.SourceID]bool // whose rows do not count
	census  *pairing.Census        // that rows are only counted for; nil: they are gathered
	folding *lake.Folding          // nil: rows are read as they are
	folds   *lake.Folds            // what is folded
	free    func()                 // lets the next large day begin; nil: it is not large
}

// rawFile is what is known of an activity file.
type rawFile struct {
	lake.DaySource
	traffic lake.Traffic
	err     error
}

// gather reads the rows of a day, those of copies left out. Where there are too many devices
// or texts, it begins again and folds rows. A day that may need much memory waits until no
// other one does. The caller closes the day, also after an error.
func (c *Compactor) gather(ctx context.Context, d *listing) (r *rawDay, err error) {
	how := reading{limits: c.sharedLimits()}
	r, err = c.read(ctx, d, how)
	excess, err := how.limits.Exceeded(r.rows, err)
	if excess.Any() {
		r.close()
		c.large.Lock()
		how.free = c.large.Unlock
	}
	if excess.Any() && how.limits != c.limits() {
		how.limits = c.limits()
		r, err = c.read(ctx, d, how)
		excess, err = how.limits.Exceeded(r.rows, err)
	}
	if excess.Any() {
		r.rows.Close()
		if r, err = c.count(ctx, d, &how, excess); err != nil {
			return r, err
		}
	}
	if err != nil {
		return r, err
	}
	if how.without = r.copies(); excess.Any() || len(how.without) > 0 {
		r.rows.Close()
		r, err = c.read(ctx, d, how)
	}
	return r, err
}

// count finds out how to fold rows, for which it reads them as often as need be. The caller
// closes the day of the last reading.
func (c *Compactor) count(ctx context.Context, d *listing, how *reading, e pairing.Excess) (r *rawDay, err error) {
	how.census = pairing.NewCensus(how.limits, e)
	for {
		if r, err = c.read(ctx, d, *how); err != nil {
			return r, err
		}
		if how.census.End() {
			break
		}
		how.census.Begin()
		r.rows.Close()
	}
	how.folding, how.folds = how.census.Folding()
	how.census = nil
	return r, nil
}

func (c *Compactor) limits() pairing.Limits { return cmp.Or(c.Limits, pairing.DefaultLimits()) }

// sharedLimits are those within which several days are worked on at the same time: a text
// takes some times as much memory as it has bytes.
func (c *Compactor) sharedLimits() pairing.Limits {
	const timesText = 4
	l := c.limits()
	if c.AtOnce > 1 {
		l.Texts /= timesText * int64(c.AtOnce)
		l.Held /= timesText * int64(c.AtOnce)
	}
	return l
}

// close gives memory back.
func (r *rawDay) close() {
	r.rows.Close()
	if r.free != nil {
		r.free()
	}
}

// read reads the files of a day that was listed, and notes the revisions of their
// sources. The caller closes the rows, also after an error.
func (c *Compactor) read(ctx context.Context, d *listing, how reading) (*rawDay, error) {
	r := &rawDay{reading: how, day: d.day, words: lake.NewWords(), files: make([]rawFile, len(d.inputs))}
	for i := range d.inputs {
		r.ids = append(r.ids, d.inputs[i].Source)
	}
	r.rows = pairing.NewDay(r.words, pairing.Options{Memory: packedRows, TempDir: c.TempDir})
	all, cancel := context.WithCancel(ctx)
	defer cancel()
	var next atomic.Int64
	readSome := func() {
		one := newFileReader(r)
		for i := int(next.Add(1)) - 1; i < len(r.files) && all.Err() == nil; i = int(next.Add(1)) - 1 {
			if r.files[i].err = one.read(all, c.Lake, &d.inputs[i], &r.files[i]); r.files[i].err != nil {
				cancel()
			}
		}
	}
	var readers sync.WaitGroup
	for range min(c.readers(), len(r.files)) - 1 {
		readers.Go(readSome)
	}
	readSome()
	readers.Wait()
	if err := r.finish(); err != nil {
		return r, err
	}
	return r, ctx.Err()
}

// readers is how many files are read at the same time: in a bucket that is mostly waiting.
func (c *Compactor) readers() int {
	if c.Readers > 0 {
		return c.Readers
	}
	return 2 * runtime.GOMAXPROCS(0)
}

// finish returns the error of the first file that has one. Those that were given up for
// the fault of another do not count.
func (r *rawDay) finish() (err error) {
	for i := range r.files {
		f := &r.files[i]
		if f.err != nil && (err == nil || errors.Is(err, context.Canceled)) {
			err = f.err
		}
		if !f.OnlyTraffic(r.day) {
			r.rows.Coarsest(f.Stamp.BucketSeconds)
		}
	}
	return err
}

// fileReader reads activity files. It serves one goroutine.
type fileReader struct {
	day       *rawDay
	counter   *pairing.Counter // for a census, else nil
	rows      *lake.Reader
	collector *pairing.Collector
	back      [2]activity.Word // the sides that are behind the first server
	seen      map[activity.Word]*lake.Quarters
}

func newFileReader(r *rawDay) *fileReader {
	one := &fileReader{
		day: r, rows: lake.NewReader(r.words), collector: r.rows.Collector(), seen: make(map[activity.Word]*lake.Quarters),
		back: [...]activity.Word{r.words.Of(activesync.BackEnd.String()), r.words.Of(activesync.Middle.String())},
	}
	if r.census != nil {
		one.counter = r.census.Counter()
	}
	if r.folding != nil {
		one.rows.Fold(r.folding)
	}
	return one
}

// read reads a file.
func (r *fileReader) read(ctx context.Context, s store.Reader, input *lake.Input, to *rawFile) (err error) {
	key := lake.ActivityKey(r.day.day, input.Source)
	table, etag, err := lake.OpenObject(ctx, s, key)
	if errors.Is(err, store.ErrNotExist) || etag != "" && etag != input.ETag {
		err = errors.Join(errStale, err)
	}
	if table != nil {
		defer func() { err = errors.Join(err, table.Close()) }()
	}
	if err == nil {
		err = table.Complete()
	}
	if err != nil {
		return fmt.Errorf("reading %s: %w", key, err)
	}
	to.Footer = table.Footer()
	input.Revision = to.Stamp.Revision
	to.traffic, to.Stamp.Traffic = to.Stamp.Traffic, nil
	to.Traffic = len(to.traffic) > 0
	if to.OnlyTraffic(r.day.day) || r.day.without[input.Source] {
		return nil
	}
	for g := range table.Groups() {
		if err := r.group(g, to); err != nil {
			return fmt.Errorf("reading %s: %w", key, err)
		}
	}
	return nil
}

func (r *fileReader) group(g lake.Group, to *rawFile) error {
	if r.counter != nil {
		return r.counter.Count(g)
	}
	if err := r.rows.Open(g); err != nil {
		return err
	}
	defer r.rows.Close()
	for {
		b, err := r.rows.Next()
		if errors.Is(err, io.EOF) {
			r.note(to)
			return nil
		}
		if err == nil && r.day.folding == nil {
			err = r.day.limits.Check(r.day.words)
		}
		if err == nil {
			err = r.look(b)
		}
		if err == nil {
			err = r.collector.Add(b)
		}
		if err != nil {
			return err
		}
	}
}

// look refuses rows that no log has, and looks when servers have rows.
func (r *fileReader) look(b *activity.Batch) error {
	midnight := r.day.day.Start().UnixMilli()
	var at *lake.Quarters
	var last activity.Word
	for i := range b.Len() {
		second := (b.Bucket[i] - midnight) / 1000
		if b.Hits[i] <= 0 || second < 0 || second >= activity.SecondsPerDay {
			return fmt.Errorf("a row of %d hits, %d s after midnight: %w", b.Hits[i], second, lake.ErrDamaged)
		}
		if at == nil || b.Server[i] != last {
			last = b.Server[i]
			if at = r.seen[last]; at == nil {
				at = &lake.Quarters{Server: r.day.words.Text(last)}
				r.seen[last] = at
			}
		}
		if b.Side[i] == r.back[0] || b.Side[i] == r.back[1] {
			at.Back.Set(second)
		} else {
			at.Front.Set(second)
		}
	}
	return nil
}

// note notes with a file what was looked at since the last call.
func (r *fileReader) note(with *rawFile) {
	for _, q := range r.seen {
		with.See(*q)
	}
	clear(r.seen)
}
