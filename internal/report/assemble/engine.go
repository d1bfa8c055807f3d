package assemble

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/easreport/easreport/internal/engine"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/pairing"
)

var (
	errChanging  = errors.New("the files of the day change while they are merged")
	errOtherRows = errors.New("the engine's table does not match the lake; first unexpected file")
)

// engineAttempts is how often a day is merged whose files change meanwhile.
const engineAttempts = 5

// readMerged has the rows of a day merged, and reads what comes of it. The engine
// reads files as they are at that moment, so the files of the day are compared before and
// after. A file that the engine complains of is read here: whether it is damaged, and what
// is said of it, does not depend on the engine.
func (b *builder) readMerged(ctx context.Context, day lake.Day, without map[string]bool, readers []groupReader) (*dayRead, error) {
	for range engineAttempts {
		d, p, err := b.plan(ctx, day, without)
		if err != nil || d.allBare() || d.faulty() {
			return d, err
		}
		result, err := b.engine.Merge(ctx, p)
		if err != nil {
			if ctx.Err() == nil && b.examine(ctx, day, d.filesNamedIn(err)) {
				return d, nil
			}
			return d, err
		}
		seen, err := b.presence(ctx, d, result.Presence)
		if err != nil || b.examine(ctx, day, seen.strange) {
			return d, err
		}
		now, err := b.list(ctx, day, without, new(engine.Plan))
		switch {
		case err != nil:
			return d, err
		case !d.sameFiles(now):
			continue
		case seen.other != "":
			return d, fmt.Errorf("merging the rows of %s: %w: %s", day, errOtherRows, seen.other)
		}
		err = b.readResult(ctx, result.Rows, readers)
		return d, err
	}
	return nil, fmt.Errorf("merging the rows of %s: %w", day, errChanging)
}

// plan reads the footers of the files of a day, and says what is to be merged of them.
func (b *builder) plan(ctx context.Context, day lake.Day, without map[string]bool) (*dayRead, engine.Plan, error) {
	q := &b.report.Query
	p := engine.Plan{Day: day, From: q.From, To: q.To, HourShift: int(newHours(q).onDay(day).shift), Devices: b.devices}
	d, err := b.list(ctx, day, without, &p)
	if err != nil {
		return d, p, err
	}
	var readers sync.WaitGroup
	next := make(chan *dayFile)
	for range min(footersAtOnce, len(d.files)) {
		readers.Go(func() {
			for f := range next {
				f.err = b.readFooter(ctx, f)
			}
		})
	}
	for _, f := range d.files {
		next <- f
	}
	close(next)
	readers.Wait()
	for _, f := range d.files {
		if f.err == nil && !f.bare {
			f.err = checkGrain(q, f.stamp.BucketSeconds)
		}
		if f.err == nil && !f.bare {
			d.note(f.stamp.BucketSeconds)
		}
	}
	return d, p, ctx.Err()
}

// list lists the files of a day; those that do not count are noted in the plan.
func (b *builder) list(ctx context.Context, day lake.Day, without map[string]bool, p *engine.Plan) (*dayRead, error) {
	d := new(dayRead)
	for o, err := range b.store.List(ctx, lake.ActivityDayPrefix(day)) {
		if err != nil {
			return d, fmt.Errorf("listing the lake's %s: %w", day, err)
		}
		if id, ok := b.sourceOf(o.Key, without); ok {
			d.files = append(d.files, &dayFile{key: o.Key, id: id, etag: o.ETag})
		} else {
			p.Without = append(p.Without, o.Key)
		}
	}
	return d, nil
}

// readFooter reads the footer of a file. One that is damaged is opened as any other,
// for what is said of it then.
func (b *builder) readFooter(ctx context.Context, f *dayFile) error {
	footer, etag, err := lake.ReadFooter(ctx, b.store, f.key)
	f.rows, f.etag = footer.Rows, etag
	f.stamped(footer.Stamp)
	if !errors.Is(err, lake.ErrDamaged) && !errors.Is(err, lake.ErrNewer) {
		return err
	}
	t, etag, said := lake.OpenObject(ctx, b.store, f.key)
	if f.etag = etag; said != nil {
		return said
	}
	return errors.Join(err, t.Close())
}

// examine reads files as if there were no engine, and reports whether any is at fault.
// The fault is noted with the file.
func (b *builder) examine(ctx context.Context, day lake.Day, files []*dayFile) (faulty bool) {
	for _, f := range files {
		words := lake.NewWords()
		rows := pairing.NewDay(words, pairing.Options{})
		s := newScanner(&b.report.Query, words, rows.Collector())
		read := func(rows lake.Group, f *dayFile) error { return s.group(rows, f, day) }
		_ = readGroups([]groupReader{read}, func(parts chan<- rowGroup) error {
			f.use()
			f.done(-1, b.openFile(ctx, f, parts))
			return nil
		})
		rows.Close()
		f.seen = nil
		faulty = faulty || f.err != nil
	}
	return faulty
}

// faulty reports whether anything is wrong with a file.
func (d *dayRead) faulty() bool {
	for _, f := range d.files {
		if f.err != nil {
			return true
		}
	}
	return false
}

// sameFiles reports whether the files are those of another look at the day.
func (d *dayRead) sameFiles(o *dayRead) bool {
	if len(d.files) != len(o.files) {
		return false
	}
	for i, f := range d.files {
		if f.key != o.files[i].key || f.etag != o.files[i].etag {
			return false
		}
	}
	return true
}

// filesNamedIn are the files that an error names.
func (d *dayRead) filesNamedIn(err error) (files []*dayFile) {
	text := err.Error()
	for _, f := range d.files {
		if strings.Contains(text, string(f.id)) {
			files = append(files, f)
		}
	}
	return files
}

// seenFiles is what is wrong with what an engine has seen.
type seenFiles struct {
	strange []*dayFile // that have rows as no file can have
	other   string     // what was read that the day does not have, or was not read
}

// presence reads what an engine says that files hold, and notes it with them.
func (b *builder) presence(ctx context.Context, d *dayRead, keys []string) (seen seenFiles, err error) {
	words, sides := b.identities.words, newSideWords(b.identities.words)
	files := make(map[lake.Word]*dayFile)
	for _, f := range d.files {
		files[words.Of(f.key)] = f
	}
	strange := make(map[*dayFile]bool)
	add := func(rows *lake.PresenceBatch) error {
		for i := range rows.Len {
			path := words.Text(rows.Path[i])
			f := files[words.Of(b.engine.Key(path))]
			if f == nil {
				seen.other = path
				continue
			}
			f.rows -= rows.Rows[i]
			strange[f] = strange[f] || rows.LeastHits[i] <= 0 || rows.Strays[i] != 0
			switch hour := rows.Hour[i]; {
			case hour >= touchedHours:
				return fmt.Errorf("a day of %d hours: %w", hour+1, lake.ErrDamaged)
			case hour >= 0:
				f.seen = append(f.seen, presence{server: rows.Server[i], hours: 1 << hour, sides: 1 << sides.side(rows.Side[i])})
			}
		}
		return nil
	}
	rows := lake.NewPresenceReader(words)
	err = b.readResult(ctx, keys, []groupReader{func(g lake.Group, _ *dayFile) error { return eachBatch(rows, g, add) }})
	for _, f := range d.files {
		if strange[f] {
			seen.strange = append(seen.strange, f)
		}
		if f.rows != 0 {
			seen.other = f.key
		}
	}
	return seen, err
}

// readResult reads what an engine has written.
func (b *builder) readResult(ctx context.Context, keys []string, readers []groupReader) error {
	var files []*dayFile
	err := readGroups(readers, func(parts chan<- rowGroup) error {
		for _, key := range keys {
			f := &dayFile{key: key}
			files = append(files, f)
			f.use()
			var err error
			if f.table, err = lake.OpenUnstamped(ctx, b.store, key); err == nil {
				err = f.handOut(ctx, parts)
			}
			f.done(-1, err)
		}
		return nil
	})
	for _, f := range files {
		if f.err != nil {
			err = errors.Join(err, fmt.Errorf("reading %s, which the engine has written: %w", f.key, f.err))
		}
	}
	return err
}
