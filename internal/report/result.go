package report

import (
	"context"
	"errors"
	"fmt"

	"github.com/easreport/easreport/internal/lake"
)

// seenFiles is what is wrong with what an engine has seen.
type seenFiles struct {
	strange []*dayFile // that have rows as no file can have
	other   string     // what was read that the day does not have, or was not read
}

// presence reads what an engine says that files hold, and notes it with them.
func (b *builder) presence(ctx context.Context, d *dayRead, keys []string) (seen seenFiles, err error) {
	words, sides := b.who.words, newSideWords(b.who.words)
	files := make(map[lake.Word]*dayFile)
	for _, f := range d.files {
		files[words.Of(f.key)] = f
	}
	strange := make(map[*dayFile]bool)
	add := func(rows *lake.PresenceBatch) error {
		for i := range rows.Len {
			path := words.Text(rows.Path[i])
			f := files[words.Of(b.merger.Key(path))]
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
	err := readParts(readers, func(parts chan<- part) error {
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
