package lake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/easreport/easreport/internal/store"
)

// DevicesBatch is some rows of a devices file as columns, each with Len values:
// what a device usually does is told by these. Texts are numbers of the Words
// given to NewDevicesReader, 0 for NULL.
type DevicesBatch struct {
	Len                             int
	DeviceID, UserName, Kind        []Word
	Hits, HitsWithoutPing, Failures []int64
}

// DevicesReader reads devices files, one after the other. One Reader serves any
// number of days, so that texts of different days compare as numbers.
type DevicesReader struct {
	batch DevicesBatch
	columnReader
}

// NewDevicesReader makes a DevicesReader. Texts are numbered by words.
func NewDevicesReader(words *Words) *DevicesReader {
	r := new(DevicesReader)
	var columns []column
	for _, c := range []struct {
		name string
		to   *[]Word
	}{{"device_id", &r.batch.DeviceID}, {"user_name", &r.batch.UserName}, {"kind", &r.batch.Kind}} {
		*c.to = make([]Word, batchRows)
		columns = append(columns, column{name: c.name, texts: *c.to})
	}
	for _, c := range []struct {
		name string
		to   *[]int64
	}{{"hits", &r.batch.Hits}, {"hits_without_ping", &r.batch.HitsWithoutPing}, {"failures", &r.batch.Failures}} {
		*c.to = make([]int64, batchRows)
		columns = append(columns, column{name: c.name, numbers: *c.to})
	}
	r.columnReader = newColumnReader(columns, words)
	return r
}

// Read yields the rows of a day, ordered by device; a batch holds until the next
// one. After an error nothing more is yielded: store.ErrNotExist where the day
// was never reported on, ErrDamaged, ErrNewer, or the store's.
func (r *DevicesReader) Read(ctx context.Context, s store.Reader, day Day) iter.Seq2[*DevicesBatch, error] {
	return func(yield func(*DevicesBatch, error) bool) {
		if err := r.read(ctx, s, day, yield); err != nil {
			yield(nil, fmt.Errorf("reading %s: %w", DevicesKey(day), err))
		}
	}
}

func (r *DevicesReader) read(ctx context.Context, s store.Reader, day Day, yield func(*DevicesBatch, error) bool) error {
	f, body, _, err := openFile(ctx, s, DevicesKey(day), devicesLayout)
	if err != nil {
		return err
	}
	defer body.Close() //nolint:errcheck // it was only read
	defer r.Close()
	if _, err := parseDevicesStamp(f, day); err != nil {
		return err
	}
	for g := range f.Groups() {
		if err := r.Open(g); err != nil {
			return err
		}
		for {
			r.batch.Len, err = r.next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return err
			}
			if !yield(&r.batch, nil) {
				return nil
			}
		}
	}
	return nil
}

// ReadDevicesStamp reads the stamp of a day's devices file, and the ETag of the
// bytes that it is in. Errors are those of Read; the ETag is given with ErrDamaged
// and ErrNewer too.
func ReadDevicesStamp(ctx context.Context, s store.Reader, day Day) (DevicesStamp, string, error) {
	f, body, etag, err := openFile(ctx, s, DevicesKey(day), devicesLayout)
	if err != nil {
		return DevicesStamp{}, etag, fmt.Errorf("reading %s: %w", DevicesKey(day), err)
	}
	defer body.Close() //nolint:errcheck // it was only read
	stamp, err := parseDevicesStamp(f, day)
	if err != nil {
		return DevicesStamp{}, etag, fmt.Errorf("reading %s: %w", DevicesKey(day), err)
	}
	return stamp, etag, nil
}
