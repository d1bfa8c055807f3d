package lake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/easreport/easreport/internal/lake/colfile"
	"github.com/easreport/easreport/internal/store"
)

// VerifyActivity is ReadFooter that reads every byte of the file, and so notices damage to
// rows, too; or, where trusted is not nil, of a file whose stamp it returns true for.
func VerifyActivity(ctx context.Context, s store.Reader, key string, trusted func(Stamp) (bool, error)) (footer Footer, etag string, err error) {
	etag, err = verify(ctx, s, key, activityLayout, func(f *colfile.File) (all bool, err error) {
		stamp, err := stampIn(f, key)
		if err != nil {
			return false, fmt.Errorf("reading footer of %s: %w", key, err)
		}
		footer = (&Table{file: f, stamp: stamp}).Footer()
		if trusted == nil {
			return true, nil
		}
		return trusted(stamp)
	})
	if err != nil {
		footer = Footer{}
	}
	return footer, etag, err
}

// VerifyTable reads every byte of a day's file of request_day, devices or traffic, and
// returns nil if it is whole and lies where it belongs. Errors are those of ReadStamp.
func VerifyTable(ctx context.Context, s store.Reader, key string) error {
	layout, check := tableOf(key)
	if layout == nil {
		return fmt.Errorf("checking %s: no table has such a file", key)
	}
	_, err := verify(ctx, s, key, layout, func(f *colfile.File) (bool, error) {
		if err := check(f); err != nil {
			return false, fmt.Errorf("reading footer of %s: %w", key, err)
		}
		return true, nil
	})
	return err
}

// ParseTableKey returns the day of the file of a table that is made of a day's activity, and
// the table's name; false for any other key.
func ParseTableKey(key string) (table string, day Day, ok bool) {
	for prefix, name := range map[string]string{ReconciledPrefix: "requests", DevicesPrefix: "devices", TrafficPrefix: "traffic"} {
		rest, found := strings.CutPrefix(key, prefix+"dt=")
		text, isFile := strings.CutSuffix(rest, "/"+name+".parquet")
		if !found || !isFile {
			continue
		}
		day, err := ParseDay(text)
		table, _, _ := strings.Cut(prefix, "/")
		return table, day, err == nil
	}
	return "", 0, false
}

// tableOf is how the file of a table is laid out, and what checks its stamp.
func tableOf(key string) (layout layoutOf, check func(f *colfile.File) error) {
	_, day, ok := ParseTableKey(key)
	switch {
	case !ok:
		return nil, nil
	case strings.HasPrefix(key, ReconciledPrefix):
		return requestsLayout, func(f *colfile.File) error {
			_, err := reconciledIn(f, day)
			return err
		}
	case strings.HasPrefix(key, DevicesPrefix):
		return devicesLayout, func(f *colfile.File) error {
			_, err := parseDevicesStamp(f, day)
			return err
		}
	}
	return trafficLayout, func(f *colfile.File) error {
		_, err := parseTrafficStamp(f, day)
		return err
	}
}

// verify reads the end of a file, and then the rest, if check says so. Of a small file the
// end is all.
func verify(ctx context.Context, s store.Reader, key string, layout layoutOf, check func(f *colfile.File) (all bool, err error)) (etag string, err error) {
	f, tail, o, err := openEnd(ctx, s, key, layout)
	if err != nil {
		return o.ETag, err
	}
	if all, err := check(f); err != nil || !all {
		return o.ETag, err
	}
	at, body := io.ReaderAt(colfile.Bytes(tail)), io.Closer(io.NopCloser(nil))
	if int64(len(tail)) < o.Size {
		if at, body, err = openAt(ctx, s, key, o); err != nil {
			return o.ETag, err
		}
	}
	f.ReadFrom(at)
	if err = f.Verify(); err != nil {
		err = fmt.Errorf("checking %s: %w", key, damaged(err))
	}
	return o.ETag, errors.Join(err, body.Close())
}

// openAt opens all bytes of an object as it was seen: where they lie, or in memory.
func openAt(ctx context.Context, s store.Reader, key string, seen store.Object) (io.ReaderAt, io.Closer, error) {
	stream, _, err := s.Get(ctx, key, store.Range{}, seen.ETag)
	if err != nil {
		return nil, nil, fmt.Errorf("checking %s: %w", key, err)
	}
	if at, here := stream.(io.ReaderAt); here {
		return at, stream, nil
	}
	b, err := readAll(stream, seen.Size)
	if err = errors.Join(err, stream.Close()); err != nil {
		return nil, nil, fmt.Errorf("checking %s: %w", key, err)
	}
	return colfile.Bytes(b), io.NopCloser(nil), nil
}
