package lake

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/easreport/easreport/internal/activity"
)

// merge merges files, and checks what the new one says of itself.
func merge(t *testing.T, files ...[]byte) ([]byte, error) {
	t.Helper()
	scratch, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer scratch.Close()
	m := NewCompaction(scratch)
	for _, file := range files {
		table, err := OpenTable(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			return nil, err
		}
		if err := m.Add(table); err != nil {
			return nil, err
		}
	}
	var merged bytes.Buffer
	rows, err := m.Write(&merged, Compacted{Inputs: inputs(len(files))})
	if f, openErr := OpenRows(bytes.NewReader(merged.Bytes()), int64(merged.Len())); err == nil && (openErr != nil || f.Len() != rows) {
		t.Errorf("%d rows are said to be in it: %v", rows, openErr)
	}
	return merged.Bytes(), err
}

func inOrder(a, b activity.Row) int {
	return cmp.Or(strings.Compare(strings.ToLower(a.DeviceID), strings.ToLower(b.DeviceID)), cmp.Compare(a.Bucket, b.Bucket))
}

// TestMerge merges rows that were dealt out to files in any way: they come in order,
// and those that are equal in it as they came.
func TestMerge(t *testing.T) {
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // any rows will do, the same each time
		var files [][]byte
		var want []activity.Row
		for range r.IntN(6) {
			rows := testRows(r.IntN(2000))
			for i := range rows {
				rows[i].DeviceID = []string{"", "a1", "A1", "b2", fmt.Sprint("c", r.IntN(50))}[r.IntN(5)]
				rows[i].InvalidSyncs = r.Int64N(1000)
			}
			runs := 1 + r.IntN(4)
			for run := range runs {
				if part := rows[run*len(rows)/runs : (run+1)*len(rows)/runs]; r.IntN(5) > 0 { // or as nobody writes it
					slices.SortStableFunc(part, inOrder)
				}
			}
			files = append(files, encode(t, rows, runs, testStamp()))
			want = append(want, rows...)
		}
		slices.SortStableFunc(want, inOrder)
		merged, err := merge(t, files...)
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := decode(merged)
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d: rows (-want +got):\n%.3000s", seed, diff)
		}
		if again, err := merge(t, files...); err != nil || !bytes.Equal(merged, again) {
			t.Errorf("seed %d: other bytes the second time, error %v", seed, err)
		}
	}
}

// TestMergeOfAFullDay has more rows than a row group.
func TestMergeOfAFullDay(t *testing.T) {
	rows := benchDay()
	var hits int64
	for i := range rows {
		hits += rows[i].Hits
	}
	merged, err := merge(t, encode(t, rows, 7, testStamp()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := eachBatch(merged, NewWords(), func(b *Batch) {
		for _, n := range b.Hits[:b.Len] {
			hits -= n
		}
	}); err != nil || hits != 0 {
		t.Errorf("%d hits got lost, error %v", hits, err)
	}
	if table, err := OpenTable(bytes.NewReader(merged), int64(len(merged))); err != nil || len(slices.Collect(table.Groups())) != 2 {
		t.Errorf("not two row groups: %v", err)
	}
}

// TestMergeRefuses has files that cannot be copied without a loss.
func TestMergeRefuses(t *testing.T) {
	good := encode(t, testRows(300), 1, testStamp())
	if _, err := merge(t, good, good[:len(good)-20]); !errors.Is(err, ErrDamaged) {
		t.Errorf("a cut file: %v", err)
	}
	bad := bytes.Clone(good)
	for i := range len(bad) / 2 {
		bad[4+i] = 0x55
	}
	if _, err := merge(t, bad); !errors.Is(err, ErrDamaged) {
		t.Errorf("a damaged file: %v", err)
	}
	type newer struct {
		line
		Extra string `parquet:"extra,optional"`
	}
	if _, err := merge(t, written(t, newer{})); !errors.Is(err, ErrNewer) {
		t.Errorf("a column that would be lost: %v", err)
	}
}

// TestMergeSchemas: columns that an older program did not know are NULL, in columns of
// the same names and types.
func TestMergeSchemas(t *testing.T) {
	type older struct {
		Hits     int32  `parquet:"hits"`
		DeviceID string `parquet:"device_id,optional"`
	}
	merged, err := merge(t, encode(t, testRows(2), 1, testStamp()), written(t, older{7, "dev"}))
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := decode(merged)
	if err != nil || len(got) != 3 {
		t.Fatalf("%d rows, error %v", len(got), err)
	}
	for _, r := range got {
		if lacks := r.Hits == 7; lacks != (r.FullSyncs == activity.Absent) || lacks != (r.UserName == "") {
			t.Errorf("%+v", r)
		}
	}
	f, err := parquet.OpenFile(bytes.NewReader(merged), int64(len(merged)))
	if err != nil {
		t.Fatal(err)
	}
	fields := f.Schema().Fields()
	for i, want := range parquet.SchemaOf(line{}).Fields() {
		if got := fields[i]; got.Name() != want.Name() || got.Type().String() != want.Type().String() || !got.Optional() {
			t.Errorf("column %s %v, want %s %v", got.Name(), got.Type(), want.Name(), want.Type())
		}
	}
}

// written is a file of one row of another schema.
func written[T any](t *testing.T, row T) []byte {
	t.Helper()
	stamp, err := testStamp().Marshal()
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	w := parquet.NewGenericWriter[T](&file)
	w.SetKeyValueMetadata(stampKey, string(stamp))
	if _, err := w.Write([]T{row}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

var errFull = errors.New("no space left")

// fullScratch takes so many bytes.
type fullScratch struct {
	bytes.Buffer
	left int
}

func (s *fullScratch) Write(p []byte) (int, error) {
	if s.left -= len(p); s.left < 0 {
		return 0, errFull
	}
	return s.Buffer.Write(p)
}

func (s *fullScratch) ReadAt(p []byte, at int64) (int, error) {
	return bytes.NewReader(s.Bytes()).ReadAt(p, at)
}

func TestMergeWithoutSpace(t *testing.T) {
	file := encode(t, testRows(2000), 1, testStamp())
	for _, space := range []int{0, 5000, 1 << 20} {
		table, err := OpenTable(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			t.Fatal(err)
		}
		m := NewCompaction(&fullScratch{left: space})
		err = m.Add(table)
		if err == nil {
			_, err = m.Write(new(bytes.Buffer), Compacted{})
		}
		if errors.Is(err, errFull) != (space < 1<<20) {
			t.Errorf("%d bytes: %v", space, err)
		}
	}
}
