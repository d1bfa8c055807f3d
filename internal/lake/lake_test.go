package lake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/activity/activitytest"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

func testStamp() Stamp {
	return Stamp{
		Schema: SchemaVersion, Parser: 3, BucketSeconds: 60, Key: "/logs/u_ex111224.log", Revision: "r1", Size: 99,
		Modified: time.Date(2011, 12, 25, 0, 0, 1, 0, time.UTC),
		Reading:  Reading{Records: 10, Requests: 7, Rejected: map[string]int64{"bad status": 2}},
	}
}

// testRows are n rows in order, with absent values among them.
func testRows(n int) []activitytest.Row {
	rows := make([]activitytest.Row, n)
	for i := range rows {
		rows[i] = activitytest.Row{
			Key: activitytest.Key{
				Bucket: 1324684800 + int64(i%1440)*60, DeviceID: fmt.Sprintf("dev%05d", i/1440), DeviceType: "iPhone",
				QueryUser: "anna", CSUsername: `CONTOSO\anna`, UserAgent: "Apple-iPhone3C1/901.334", Server: "CAS01",
				Side: activesync.Side(i % 2), Command: []string{"Sync", "Ping", ""}[i%3],
				Status: 200, Substatus: int32(i%3) - 1, Win32Status: 2148074254, EASStatus: int32(i%5) - 1,
				HasLog: i%3 > 0, ProtocolVersion: []int32{0, 141, 161}[i%3], PolicyAck: int32(i % 4), MailboxServer: []string{"", "MBX1"}[i%2],
			},
			Measures: activitytest.Measures{
				Hits: int64(i%7) + 1, First: 1324684800_000 + int64(i), Last: 1324684800_000 + int64(2*i),
				Times: activity.Histogram{{Index: uint16(i % 50), Count: 3}},
			},
		}
		if i%3 > 0 {
			rows[i].Heartbeat = activity.Total{Sum: int64(i), Max: int64(i % 4000), Count: 1}
			rows[i].SyncState, rows[i].SyncCommit = activity.Total{Max: int64(i % 9), Count: 1}, activity.Total{Max: int64(i % 8), Count: 1}
			rows[i].Items = activity.Histogram{{Index: uint16(i % 6), Count: 1}, {Index: 7, Count: uint32(i)}}
		}
		if i > 4500 {
			rows[i].Throttle = activity.Total{Sum: 7 * int64(i), Max: 6 * int64(i), Count: 1}
			rows[i].Attachments, rows[i].AttachmentBytes, rows[i].SharePointReads, rows[i].UNCReads = 1, int64(i), 2, 3
			rows[i].OOFGets, rows[i].OOFSets = 4, 5
		}
		if i%4 > 0 {
			rows[i].TimeTaken = activity.Total{Sum: int64(i), Max: int64(i / 2), Count: 1}
			rows[i].BytesSent = activity.Total{Sum: 0, Max: 0, Count: rows[i].Hits}
		}
	}
	return rows
}

func encode(t testing.TB, rows []activitytest.Row, runs int, s Stamp) []byte {
	t.Helper()
	var b bytes.Buffer
	e := NewEncoder(&b)
	for run := range runs {
		part := rows[run*len(rows)/runs : (run+1)*len(rows)/runs]
		if err := errors.Join(e.Write(activitytest.NewBatch(part)), e.EndRun()); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Close(s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// decode reads a file back as rows.
func decode(file []byte) ([]activitytest.Row, Stamp, error) {
	words := NewWords()
	var rows []activitytest.Row
	stamp, err := eachBatch(file, words, func(b *activity.Batch) {
		for i := range b.Len() {
			rows = append(rows, activitytest.RowOf(b, i, words.Text))
		}
	})
	return rows, stamp, err
}

// eachBatch reads a file.
func eachBatch(file []byte, words *Words, yield func(b *activity.Batch)) (Stamp, error) {
	table, err := OpenTable(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return Stamp{}, err
	}
	r := NewReader(words)
	defer r.Close()
	for g := range table.Groups() {
		if err := r.Open(g); err != nil {
			return Stamp{}, err
		}
		for {
			b, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return Stamp{}, err
			}
			yield(b)
		}
	}
	return table.Stamp(), table.Close()
}

func TestRoundTrip(t *testing.T) {
	for _, n := range []int{0, 1, 1023, 1024, batchRows, batchRows + 1, 3*batchRows + 7} {
		for _, runs := range []int{1, 3} {
			t.Run(fmt.Sprint(n, " rows in ", runs), func(t *testing.T) {
				want := testRows(n)
				got, stamp, err := decode(encode(t, want, runs, testStamp()))
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(testStamp(), stamp); diff != "" {
					t.Errorf("stamp (-want +got):\n%s", diff)
				}
				if len(got) != n {
					t.Fatalf("%d rows, want %d", len(got), n)
				}
				for i := range want {
					if !reflect.DeepEqual(want[i], got[i]) {
						t.Fatalf("row %d (-want +got):\n%s", i, cmp.Diff(want[i], got[i]))
					}
				}
			})
		}
	}
}

func TestSameRowsSameBytes(t *testing.T) {
	a, b := encode(t, testRows(5000), 2, testStamp()), encode(t, testRows(5000), 2, testStamp())
	if !bytes.Equal(a, b) {
		t.Error("the same rows and stamp give other bytes")
	}
}

func TestNewer(t *testing.T) {
	s := testStamp()
	s.Schema = SchemaVersion + 1
	if _, _, err := decode(encode(t, nil, 1, s)); !errors.Is(err, ErrNewer) {
		t.Errorf("a file of a newer schema: %v", err)
	}
	m := memstore.New()
	if err := errors.Join(CheckVersion(t.Context(), m), MarkVersion(t.Context(), m), MarkVersion(t.Context(), m), CheckVersion(t.Context(), m)); err != nil {
		t.Fatal(err)
	}
	fresh := memstore.New()
	if err := errors.Join(EnsureVersion(t.Context(), fresh), EnsureVersion(t.Context(), fresh)); err != nil {
		t.Errorf("a lake without a mark: %v", err)
	}
	if mark, _, err := readMark(t.Context(), fresh); mark != SchemaVersion || err != nil {
		t.Errorf("a fresh lake is marked %d, %v", mark, err)
	}
	put(t, m, versionKey, []byte(`{"schema":3,"more":true}`))
	if err := EnsureVersion(t.Context(), m); !errors.Is(err, ErrNewer) {
		t.Errorf("a lake of a newer schema: %v", err)
	}
	if err := CheckVersion(t.Context(), m); !errors.Is(err, ErrNewer) {
		t.Errorf("a lake of a newer schema: %v", err)
	}
	if err := MarkVersion(t.Context(), m); !errors.Is(err, ErrNewer) {
		t.Errorf("writing to a lake of a newer schema: %v", err)
	}
}

// TestOlder: a lake of schema 1 is refused until it has been made again, which also marks
// it anew.
func TestOlder(t *testing.T) {
	s := memstore.New()
	put(t, s, versionKey, []byte(`{"schema":1}`))
	put(t, s, "activity/v1/dt=2011-12-24/x.parquet", []byte("PAR1"))
	if err := CheckVersion(t.Context(), s); !errors.Is(err, ErrOlder) {
		t.Errorf("a lake of schema 1: %v", err)
	}
	if err := EnsureVersion(t.Context(), s); !errors.Is(err, ErrOlder) {
		t.Errorf("a lake of schema 1: %v", err)
	}
	put(t, s, ActivityKey(christmasDay, NewSourceID("", "log")), []byte("PAR1"))
	if err := CheckVersion(t.Context(), s); err != nil {
		t.Errorf("a lake that has been made again: %v", err)
	}
	if err := errors.Join(EnsureVersion(t.Context(), s), s.Delete(t.Context(), ActivityKey(christmasDay, NewSourceID("", "log"))), CheckVersion(t.Context(), s)); err != nil {
		t.Errorf("a lake that has been marked: %v", err)
	}
}

func put(t *testing.T, s store.Store, key string, b []byte) {
	t.Helper()
	if _, err := s.Put(t.Context(), key, bytes.NewReader(b), store.Condition{}); err != nil {
		t.Fatal(err)
	}
}

func TestReadStamp(t *testing.T) {
	s := memstore.New()
	day, id := Day(15332), NewSourceID("", testStamp().Key)
	key := ActivityKey(day, id)
	if _, _, err := ReadStamp(t.Context(), s, key); !errors.Is(err, store.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	for name, runs := range map[string]int{"small footer": 1, "footer beyond the first fetch": 60} {
		put(t, s, key, encode(t, testRows(600), runs, testStamp()))
		stamp, etag, err := ReadStamp(t.Context(), s, key)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		o, err := s.Head(t.Context(), key)
		if err != nil || etag != o.ETag || !cmp.Equal(stamp, testStamp()) {
			t.Errorf("%s: stamp %+v, ETag %q, want %+v and %q (%v)", name, stamp, etag, testStamp(), o.ETag, err)
		}
	}
	for _, bad := range []string{"", "PAR1", "not parquet at all, but long enough for a trailer"} {
		put(t, s, key, []byte(bad))
		if _, etag, err := ReadStamp(t.Context(), s, key); !errors.Is(err, ErrDamaged) || etag == "" {
			t.Errorf("stamp of %q: ETag %q, %v", bad, etag, err)
		}
	}
}

// FuzzRoundTrip writes rows of any texts and numbers and reads them back.
func FuzzRoundTrip(f *testing.F) {
	f.Add("dev", "anna", "Sync", int32(200), int64(5), int64(0), uint8(3))
	f.Add("", "", "", int32(-1), int64(-1), int64(-1), uint8(200))
	f.Fuzz(func(t *testing.T, device, user, command string, status int32, win32, taken int64, n uint8) {
		row := activitytest.Row{
			Key: activitytest.Key{
				Bucket: 1324684800, DeviceID: device, QueryUser: user, Command: command,
				Status: max(status, activity.Absent), Win32Status: max(win32, activity.Absent),
			},
			Measures: activitytest.Measures{Hits: 1 + int64(n)},
		}
		if taken >= 0 {
			row.TimeTaken = activity.Total{Sum: taken, Max: taken, Count: 1}
			row.Times.Add(taken)
		}
		want := []activitytest.Row{row, {Key: activitytest.Key{Status: 200}, Measures: activitytest.Measures{Hits: 1}}, row}
		got, _, err := decode(encode(t, want, 1, testStamp()))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
	})
}

// TestFooterNamesServers: a log is mostly of one server, and of many the first and
// the last by name are told.
func TestFooterNamesServers(t *testing.T) {
	for _, c := range []struct {
		servers, want []string
	}{
		{nil, nil},
		{[]string{"CAS01"}, []string{"CAS01"}},
		{[]string{"CAS02", "CAS01"}, []string{"CAS01", "CAS02"}},
		{[]string{"CAS02", "CAS01", "CAS03", ""}, []string{"CAS01", "CAS03"}},
		{[]string{strings.Repeat("x", 100)}, nil},
	} {
		rows := testRows(len(c.servers))
		for i, name := range c.servers {
			rows[i].Server = name
		}
		var b bytes.Buffer
		e := NewEncoder(&b)
		if err := errors.Join(e.Write(activitytest.NewBatch(rows)), e.Close(testStamp())); err != nil {
			t.Fatal(err)
		}
		s, key := memstore.New(), ActivityKey(15332, NewSourceID("", testStamp().Key))
		if _, err := s.Put(t.Context(), key, bytes.NewReader(b.Bytes()), store.Condition{}); err != nil {
			t.Fatal(err)
		}
		f, _, err := ReadFooter(t.Context(), s, key)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, f.Servers); diff != "" {
			t.Errorf("%v (-want +got):\n%s", c.servers, diff)
		}
		if diff := cmp.Diff(testStamp(), f.Stamp); diff != "" {
			t.Errorf("stamp (-want +got):\n%s", diff)
		}
	}
}
