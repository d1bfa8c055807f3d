package assemble

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// dayFile is an activity file of a day.
type dayFile struct {
	key   string
	id    lake.SourceID
	etag  string
	stamp lake.Stamp // without Traffic
	seen  []presence // appended as parts are read: a server may be in several
	rows  int64      // if an engine adds them up: those that it has yet to see

	traffic lake.Traffic
	bare    bool // it is there for its traffic alone, and else tells a report nothing

	mu    sync.Mutex
	users int         // of the open table
	table *lake.Table // nil when it is closed
	err   error       // of the first part that has one
	errAt int
}

// rowGroup is a row group of a file.
type rowGroup struct {
	file  *dayFile
	index int
	rows  lake.Group
}

func (f *dayFile) use() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.users++
}

// saw notes what a part had.
func (f *dayFile) saw(all []presence) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seen = append(f.seen, all...)
}

// done is called when a part was read, with its error. The last call closes the file.
func (f *dayFile) done(index int, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.users--; f.users == 0 && f.table != nil {
		err = errors.Join(err, f.table.Close())
		f.table = nil
	}
	if err != nil && (f.err == nil || index < f.errAt) {
		f.err, f.errAt = err, index
	}
}

// dayRead is what the files of a day hold, but for those left out.
type dayRead struct {
	files  []*dayFile // in the order of their keys
	bare   []*dayFile // likewise, taken from files when all are read
	coarse bool       // see daySums
	// overHours is set if some rows are of more than an hour, or do not make one up.
	overHours bool
	seconds   int // of the coarsest rows
}

// groupReader reads a row group of a file of the day. It serves one goroutine.
type groupReader func(rows lake.Group, f *dayFile) error

// wholeDay reads the files of a day, with the readers that begin gives, one for
// each core. A damaged file counts for nothing, not for what could be read of it:
// the day is then begun again without it.
func (b *builder) wholeDay(ctx context.Context, day lake.Day, begin func(cores int) []groupReader) (*dayRead, error) {
	without := make(map[string]bool)
	for {
		read, err := b.readOnce(ctx, day, without, begin(runtime.GOMAXPROCS(0)))
		if err != nil {
			return nil, err
		}
		damaged, err := read.fault()
		if err != nil {
			return nil, err
		}
		if len(damaged) == 0 {
			read.takeBare()
			return read, nil
		}
		for _, f := range damaged {
			without[f.key] = true
			b.report.Coverage.Damaged = append(b.report.Coverage.Damaged, report.Damage{Key: f.key, Err: f.err})
			b.input(f.key, f.etag)
		}
	}
}

// readOnce reads a day but for some files. What is wrong with a file is noted with it.
func (b *builder) readOnce(ctx context.Context, day lake.Day, without map[string]bool, readers []groupReader) (*dayRead, error) {
	if b.engine != nil {
		return b.readMerged(ctx, day, without, readers)
	}
	d := new(dayRead)
	return d, readGroups(readers, func(parts chan<- rowGroup) error { return b.openFiles(ctx, d, day, without, parts) })
}

// readGroups reads what is handed out: all cores read row groups.
func readGroups(readers []groupReader, handOut func(parts chan<- rowGroup) error) error {
	parts := make(chan rowGroup)
	var workers sync.WaitGroup
	for _, read := range readers {
		workers.Go(func() {
			for p := range parts {
				p.file.done(p.index, read(p.rows, p.file))
			}
		})
	}
	err := handOut(parts)
	close(parts)
	workers.Wait()
	return err
}

// opensAtOnce is how many files are opened at the same time: in a bucket each takes
// tens of milliseconds, nearly all of them spent waiting. Of large files, which are in
// memory as a whole, only one is.
const (
	opensAtOnce = 16
	largeFile   = 1 << 20
)

// openFiles opens the files of a day and hands their row groups out.
func (b *builder) openFiles(ctx context.Context, d *dayRead, day lake.Day, without map[string]bool, parts chan<- rowGroup) error {
	small, large := make(chan *dayFile), make(chan *dayFile)
	var openers sync.WaitGroup
	open := func(files <-chan *dayFile) {
		for f := range files {
			f.done(-1, b.openFile(ctx, f, parts))
		}
	}
	for range opensAtOnce - 1 {
		openers.Go(func() { open(small) })
	}
	openers.Go(func() { open(large) })
	err := b.listFiles(ctx, d, day, without, small, large)
	close(small)
	close(large)
	openers.Wait()
	for _, f := range d.files {
		if f.stamp.BucketSeconds > 0 && !f.bare {
			d.note(f.stamp.BucketSeconds)
		}
	}
	return err
}

// listFiles lists the files of a day for those who open them.
func (b *builder) listFiles(ctx context.Context, d *dayRead, day lake.Day, without map[string]bool, small, large chan<- *dayFile) error {
	for o, err := range b.store.List(ctx, lake.ActivityDayPrefix(day)) {
		if err != nil {
			return fmt.Errorf("listing the lake's %s: %w", day, err)
		}
		id, ok := b.sourceOf(o.Key, without)
		if !ok {
			continue
		}
		f := &dayFile{key: o.Key, id: id}
		d.files = append(d.files, f)
		f.use()
		if o.Size > largeFile {
			large <- f
		} else {
			small <- f
		}
	}
	return nil
}

// sourceOf reports whether an object of a day is a file that counts, and of which source.
func (b *builder) sourceOf(key string, without map[string]bool) (lake.SourceID, bool) {
	_, id, ok := lake.ParseActivityKey(key)
	q := &b.report.Query
	return id, ok && !without[key] && (q.Sources == nil || q.Sources[id]) && !q.Without[id]
}

func (b *builder) openFile(ctx context.Context, f *dayFile, parts chan<- rowGroup) error {
	table, etag, err := lake.OpenObject(ctx, b.store, f.key)
	f.etag = etag
	if err != nil {
		return err
	}
	f.table = table
	f.stamped(table.Stamp())
	if f.bare {
		return nil
	}
	if err := checkGrain(&b.report.Query, f.stamp.BucketSeconds); err != nil {
		return err
	}
	return f.handOut(ctx, parts)
}

// note notes what cannot be told from rows of so many seconds.
func (d *dayRead) note(rowSeconds int) {
	d.seconds = max(d.seconds, rowSeconds)
	d.coarse = d.coarse || 60%rowSeconds != 0
	d.overHours = d.overHours || secondsPerHour%rowSeconds != 0
}

// handOut hands the row groups of an open file out.
func (f *dayFile) handOut(ctx context.Context, parts chan<- rowGroup) error {
	index := 0
	for rows := range f.table.Groups() {
		if err := ctx.Err(); err != nil {
			return err
		}
		f.use()
		parts <- rowGroup{f, index, rows}
		index++
	}
	return nil
}

// fault is the first error of a file that is no damage, or else the damaged files.
func (d *dayRead) fault() (damaged []*dayFile, err error) {
	for _, f := range d.files {
		switch {
		case errors.Is(f.err, lake.ErrDamaged):
			damaged = append(damaged, f)
		case f.err != nil:
			return damaged, fmt.Errorf("reading %s: %w", f.key, f.err)
		}
	}
	return damaged, nil
}
