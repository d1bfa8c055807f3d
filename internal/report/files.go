package report

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"github.com/easreport/easreport/internal/lake"
)

// dayFile is an activity file of a day.
type dayFile struct {
	key   string
	id    lake.SourceID
	etag  string
	stamp lake.Stamp
	seen  []presence // appended as parts are read: a server may be in several

	mu    sync.Mutex
	users int         // of the open table
	table *lake.Table // nil when it is closed
	err   error       // of the first part that has one
	errAt int
}

// part is a row group of a file.
type part struct {
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

// done tells that a part was read, and how. The last one closes the file.
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
	coarse bool       // see chooser
	// overHours tells that some rows are of more than an hour, or do not make one up.
	overHours bool
}

// groupReader reads a row group of a file of the day. It serves one goroutine.
type groupReader func(rows lake.Group, f *dayFile) error

// wholeDay reads the files of a day, with the readers that begin gives, one for
// each core. A damaged file counts for nothing, not for what could be read of it:
// the day is then begun again without it.
func (b *builder) wholeDay(ctx context.Context, day lake.Day, begin func(cores int) []groupReader) (*dayRead, error) {
	without := make(map[string]bool)
	for {
		read, err := b.readDay(ctx, day, without, begin(runtime.GOMAXPROCS(0)))
		if err != nil {
			return nil, err
		}
		damaged, err := read.fault()
		if err != nil {
			return nil, err
		}
		if len(damaged) == 0 {
			return read, nil
		}
		for _, f := range damaged {
			without[f.key] = true
			b.report.Coverage.Damaged = append(b.report.Coverage.Damaged, Damage{f.key, f.err})
			b.input(f.key, f.etag)
		}
	}
}

// readDay reads the files of a day: all cores read row groups. What is wrong with
// a file is noted with it.
func (b *builder) readDay(ctx context.Context, day lake.Day, without map[string]bool, readers []groupReader) (*dayRead, error) {
	d := new(dayRead)
	parts := make(chan part)
	var workers sync.WaitGroup
	for _, read := range readers {
		workers.Go(func() {
			for p := range parts {
				p.file.done(p.index, read(p.rows, p.file))
			}
		})
	}
	err := b.openFiles(ctx, d, day, without, parts)
	close(parts)
	workers.Wait()
	return d, err
}

// openFiles opens the files of a day and hands their row groups out.
func (b *builder) openFiles(ctx context.Context, d *dayRead, day lake.Day, without map[string]bool, parts chan<- part) error {
	q := &b.report.Query
	for o, err := range b.store.List(ctx, lake.ActivityDayPrefix(day)) {
		if err != nil {
			return fmt.Errorf("listing the lake's %s: %w", day, err)
		}
		_, id, ok := lake.ParseActivityKey(o.Key)
		if !ok || without[o.Key] || q.Sources != nil && !q.Sources[id] {
			continue
		}
		f := &dayFile{key: o.Key, id: id}
		d.files = append(d.files, f)
		f.use()
		f.done(-1, b.openFile(ctx, d, f, parts))
	}
	return nil
}

func (b *builder) openFile(ctx context.Context, d *dayRead, f *dayFile, parts chan<- part) error {
	table, etag, err := lake.OpenObject(ctx, b.store, f.key)
	f.etag = etag
	if err != nil {
		return err
	}
	f.table, f.stamp = table, table.Stamp()
	if err := b.report.Query.fits(f.stamp.BucketSeconds); err != nil {
		return err
	}
	d.coarse = d.coarse || 60%f.stamp.BucketSeconds != 0
	d.overHours = d.overHours || secondsPerHour%f.stamp.BucketSeconds != 0
	index := 0
	for rows := range table.Groups() {
		if err := ctx.Err(); err != nil {
			return err
		}
		f.use()
		parts <- part{f, index, rows}
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
