package lake

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"

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
	Stamp Stamp
	// Servers are servers that have rows: all where a row group has one or two, of
	// more the first and the last by name. None where names are longer than 64 bytes.
	Servers []string
	// Rows is how many there are.
	Rows int64
}

// ReadFooter is ReadStamp for more of the footer.
func ReadFooter(ctx context.Context, s store.Reader, key string) (footer Footer, etag string, err error) {
	f, etag, err := openEnd(ctx, s, key)
	if err != nil {
		return Footer{}, etag, err
	}
	defer recovered(&err)
	stamp, err := stampOf(f)
	if err != nil {
		return Footer{}, etag, fmt.Errorf("reading footer of %s: %w", key, err)
	}
	return Footer{stamp, (&Table{file: f}).servers(), f.NumRows()}, etag, nil
}

// openEnd opens a Parquet file of which nothing but the footer is fetched.
func openEnd(ctx context.Context, s store.Reader, key string) (f *parquet.File, etag string, err error) {
	tail, o, err := fetch(ctx, s, key, tailBytes, "")
	if err != nil {
		return nil, "", err
	}
	if need := footerBytes(tail); need > int64(len(tail)) && need <= o.Size {
		if tail, o, err = fetch(ctx, s, key, need, o.ETag); err != nil {
			return nil, "", err
		}
	}
	defer recovered(&err)
	end := io.NewSectionReader(offsetReader{bytes.NewReader(tail), o.Size - int64(len(tail))}, 0, o.Size)
	f, err = parquet.OpenFile(end, o.Size,
		parquet.SkipMagicBytes(true), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, o.ETag, fmt.Errorf("reading footer of %s: %w", key, damaged(err))
	}
	return f, o.ETag, nil
}

// footerBytes is the length of a Parquet file's footer with its 8-byte trailer,
// 0 if the bytes are no end of a Parquet file.
func footerBytes(tail []byte) int64 {
	if len(tail) < 8 || string(tail[len(tail)-4:]) != "PAR1" {
		return 0
	}
	return int64(binary.LittleEndian.Uint32(tail[len(tail)-8:])) + 8
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

// offsetReader reads bytes that lie at an offset of a larger whole.
type offsetReader struct {
	r      io.ReaderAt
	offset int64
}

func (o offsetReader) ReadAt(p []byte, off int64) (int, error) { return o.r.ReadAt(p, off-o.offset) }
