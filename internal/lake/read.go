package lake

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/easreport/easreport/internal/lake/colfile"
	"github.com/easreport/easreport/internal/store"
)

// tailBytes is what ReadStamp fetches of a file's end at first: the footer of
// a file of a few row groups.
const tailBytes = 64 << 10

// ReadStamp reads the stamp of an activity file and the ETag of the bytes that
// it is in. Errors: store.ErrNotExist, ErrDamaged, ErrNewer, or the store's.
func ReadStamp(ctx context.Context, s store.Reader, key string) (stamp Stamp, etag string, err error) {
	f, etag, err := ReadFooter(ctx, s, key)
	return f.Stamp, etag, err
}

// Footer is what the end of an activity file tells without its rows.
type Footer struct {
	Stamp Stamp `json:"stamp"`
	// Servers are servers that have rows: all where a row group has one or two, of
	// more the first and the last by name. None where names are longer than 64 bytes.
	Servers []string `json:"servers,omitempty"`
	// Rows is how many there are.
	Rows int64 `json:"rows,omitempty"`
}

// ReadFooter is ReadStamp for more of the footer.
func ReadFooter(ctx context.Context, s store.Reader, key string) (footer Footer, etag string, err error) {
	f, _, o, err := openEnd(ctx, s, key, activityLayout)
	if err != nil {
		return Footer{}, o.ETag, err
	}
	stamp, err := stampIn(f, key)
	if err != nil {
		return Footer{}, o.ETag, fmt.Errorf("reading footer of %s: %w", key, err)
	}
	return (&Table{file: f, stamp: stamp}).Footer(), o.ETag, nil
}

// Footer is the file's footer.
func (t *Table) Footer() Footer { return Footer{t.stamp, t.servers(), t.file.NumRows()} }

// openEnd opens a Parquet file of which nothing but the end is fetched, with the footer in
// it. The object is without a size, and has an ETag only, where the bytes are damaged.
func openEnd(ctx context.Context, s store.Reader, key string, layout layoutOf) (f *colfile.File, tail []byte, o store.Object, err error) {
	tail, o, err = fetch(ctx, s, key, tailBytes, "")
	if err != nil {
		return nil, nil, store.Object{}, err
	}
	if need := colfile.EndBytes(tail); need > int64(len(tail)) && need <= o.Size {
		if tail, o, err = fetch(ctx, s, key, need, o.ETag); err != nil {
			return nil, nil, store.Object{}, err
		}
	}
	l, err := layout()
	if err != nil {
		return nil, nil, store.Object{}, err
	}
	defer recovered(&err)
	if f, err = colfile.OpenEnd(tail, o.Size, l); err != nil {
		return nil, nil, o, fmt.Errorf("reading footer of %s: %w", key, damaged(err))
	}
	return f, tail, o, nil
}

func fetch(ctx context.Context, s store.Reader, key string, last int64, etag string) ([]byte, store.Object, error) {
	body, o, err := s.Get(ctx, key, store.Range{Offset: -last}, etag)
	if err != nil {
		return nil, o, fmt.Errorf("reading end of %s: %w", key, err)
	}
	b, err := io.ReadAll(body)
	if err = errors.Join(err, body.Close()); err != nil {
		return nil, o, fmt.Errorf("reading end of %s: %w", key, err)
	}
	return b, o, nil
}

// fetchRange reads a range of an object of which the ETag is known.
func fetchRange(ctx context.Context, s store.Reader, key string, r store.Range, etag string) ([]byte, error) {
	body, _, err := s.Get(ctx, key, r, etag)
	if err != nil {
		return nil, fmt.Errorf("reading a part of %s: %w", key, err)
	}
	b, err := io.ReadAll(body)
	if err = errors.Join(err, body.Close()); err != nil {
		return nil, fmt.Errorf("reading a part of %s: %w", key, err)
	}
	return b, nil
}
