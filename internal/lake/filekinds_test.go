package lake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"iter"
	"slices"
	"testing"

	"github.com/parquet-go/parquet-go"

	"github.com/easreport/easreport/internal/activity/activitytest"
	"github.com/easreport/easreport/internal/lake/colfile"
	"github.com/easreport/easreport/internal/store"
)

// oneObject is a store that has the same bytes under every key.
type oneObject []byte

func (o oneObject) object() store.Object { return store.Object{ETag: "e", Size: int64(len(o))} }

func (o oneObject) Head(context.Context, string) (store.Object, error) { return o.object(), nil }

func (o oneObject) Get(_ context.Context, _ string, r store.Range, _ string) (io.ReadCloser, store.Object, error) {
	b := o
	if r.Offset < 0 {
		b = o[max(0, int64(len(o))+r.Offset):]
	}
	return io.NopCloser(bytes.NewReader(b)), o.object(), nil
}

func (o oneObject) List(context.Context, string) iter.Seq2[store.Object, error] { return nil }

// kind is a kind of file in the lake, and all that reads it.
type kind struct {
	name string
	file []byte
	// open opens the file, and returns what reads all its columns. Row groups may be read
	// in any order.
	open func(file []byte) (rows func(backward bool) error, err error)
	// part reads what some reader wants of the file, and returns what it read.
	part []func(file []byte) (any, error)
}

var (
	integrityDay = DayOf(1324684800)
	integrityID  = NewSourceID("", testStamp().Key)
)

// kinds has files of two row groups each.
func kinds(t testing.TB) []kind {
	key, devicesKey := ActivityKey(integrityDay, integrityID), DevicesKey(christmasDay)
	ctx := t.Context()
	return []kind{
		{
			name: "activity", file: encode(t, testRows(200), 2, testStamp()),
			open: func(file []byte) (func(bool) error, error) { return openActivity(ctx, file, key) },
			part: []func([]byte) (any, error){
				func(file []byte) (any, error) {
					f, _, err := ReadFooter(ctx, oneObject(file), key)
					return fmt.Sprint(f), err
				},
			},
		},
		{
			name: "devices", file: twoGroups(t, testDevices(12), 200, devicesStampText),
			open: func(file []byte) (func(bool) error, error) { return openColumns(file, devicesKey) },
			part: []func([]byte) (any, error){
				func(file []byte) (any, error) {
					s, _, err := ReadDevicesStamp(ctx, oneObject(file), christmasDay)
					return s, err
				},
				readUsual(ctx),
			},
		},
		{
			name: "traffic", file: twoGroups(t, testTraffic(), 60, trafficStampText),
			open: func(file []byte) (func(bool) error, error) { return openColumns(file, TrafficKey(christmasDay)) },
			part: []func([]byte) (any, error){
				func(file []byte) (any, error) {
					s, _, err := ReadTrafficStamp(ctx, oneObject(file), christmasDay)
					return s, err
				},
			},
		},
		{
			name: "request_day", file: requestsFile(t, testRows(200)),
			open: func(file []byte) (func(bool) error, error) {
				if _, _, err := ReadDaySources(ctx, oneObject(file), integrityDay); err != nil {
					return nil, err
				}
				columns, err := openColumns(file, ReconciledKey(integrityDay))
				return func(second bool) error {
					err := columns(second)
					if err == nil { // what is no column: the attachment
						_, _, err = ReadDaySources(ctx, oneObject(file), integrityDay)
					}
					return err
				}, err
			},
			part: []func([]byte) (any, error){
				func(file []byte) (any, error) {
					c, sources, err := ReadDaySources(ctx, oneObject(file), integrityDay)
					return fmt.Sprint(c, sources), err
				},
				func(file []byte) (any, error) {
					t, err := OpenRequests(ctx, oneObject(file), integrityDay)
					if err != nil {
						return nil, err
					}
					sources, err := t.Sources()
					return fmt.Sprint(t.Stamp(), sources), err
				},
			},
		},
	}
}

// openActivity opens a file as a report does. It reads the very bytes that it was given.
func openActivity(ctx context.Context, file []byte, key string) (func(bool) error, error) {
	if _, _, err := OpenObject(ctx, oneObject(file), key); err != nil {
		return nil, err
	}
	table, err := OpenTable(colfile.Bytes(file), int64(len(file)))
	if err != nil {
		return nil, err
	}
	rows, groups := NewReader(NewWords()), slices.Collect(table.Groups())
	return func(backward bool) error { return readGroups(&rows.columnReader, groups, backward) }, nil
}

// openColumns opens a file of any table.
func openColumns(file []byte, key string) (func(bool) error, error) {
	r, err := OpenRows(colfile.Bytes(file), int64(len(file)), key)
	if err != nil {
		return nil, err
	}
	rows, groups := newColumnReader(schemaColumns(r.schema), NewWords()), slices.Collect(r.file.Groups())
	return func(backward bool) error { return readGroups(&rows, groups, backward) }, nil
}

func readGroups(rows *columnReader, groups []Group, backward bool) error {
	defer rows.Close()
	if backward {
		groups = slices.Clone(groups)
		slices.Reverse(groups)
	}
	for _, g := range groups {
		if err := rows.Open(g); err != nil {
			return err
		}
		var err error
		for err == nil {
			_, err = rows.next()
		}
		if !errors.Is(err, io.EOF) {
			return err
		}
	}
	return nil
}

// readUsual reads some of the columns of devices.
func readUsual(ctx context.Context) func(file []byte) (any, error) {
	seed := maphash.MakeSeed()
	return func(file []byte) (any, error) {
		if _, _, err := ReadDevicesStamp(ctx, oneObject(file), christmasDay); err != nil {
			return nil, err // before there is a reader, which takes long to make
		}
		words := NewWords()
		var read []string
		for b, err := range NewDevicesReader(words).Read(ctx, oneObject(file), christmasDay) {
			if err != nil {
				return nil, err
			}
			for i := range b.Len {
				read = append(read, fmt.Sprint(words.Text(b.DeviceID[i]), words.Text(b.UserName[i]), words.Text(b.Kind[i]), b.Hits[i], b.HitsWithoutPing[i], b.Failures[i]))
			}
		}
		return maphash.String(seed, fmt.Sprint(read)), nil
	}
}

// twoGroups is a file of n structs, which come again and again, in two row groups.
func twoGroups[T any](t testing.TB, rows []T, n int, stamp string) []byte {
	t.Helper()
	var b bytes.Buffer
	file, err := colfile.NewWriter(&b, parquet.SchemaOf(rows[0]), "easreport "+generation)
	if err != nil {
		t.Fatal(err)
	}
	columns := newStructColumns[T]()
	for i := range n {
		columns.add(&rows[i%len(rows)])
		if i == n/2 || i == n-1 {
			if err := columns.flush(file); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := file.Close(stampKey, stamp); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	devicesStampText = `{"schema":2,"from":"2011-12-24T00:00:00Z","to":"2011-12-25T00:00:00Z","time_zone":"UTC","whole":true}`
	trafficStampText = `{"schema":2,"day":"2011-12-24","fingerprint":"f1"}`
)

func requestsFile(t testing.TB, rows []activitytest.Row) []byte {
	t.Helper()
	var b bytes.Buffer
	words := NewWords()
	w, err := NewRequestWriter(&b, words)
	if err != nil {
		t.Fatal(err)
	}
	requests := requestsOf(rows, words)
	half := requests.Len() / 2
	for part := range 2 {
		err = errors.Join(err, w.Write(someOf(requests, part*half, (part+1)*half)), w.endGroup())
	}
	sources := &DaySources{Sources: []DaySource{{Footer: Footer{Stamp: testStamp(), Servers: []string{"CAS01"}, Rows: 200}}, {}}}
	if err := errors.Join(err, w.Close(Reconciled{Rules: RequestRules, Inputs: inputs(2)}, sources)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
