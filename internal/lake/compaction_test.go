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
	"github.com/easreport/easreport/internal/activity/activitytest"
	"github.com/easreport/easreport/internal/lake/colfile"
)

// compacted makes one file of files, and checks what the new one says of itself.
func compacted(t *testing.T, files ...[]byte) ([]byte, error) {
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
	var file bytes.Buffer
	rows, err := m.Write(&file, Compacted{Inputs: inputs(len(files))})
	if f, openErr := OpenRows(bytes.NewReader(file.Bytes()), int64(file.Len()), CompactedPrefix); err == nil && (openErr != nil || f.Len() != rows) {
		t.Errorf("%d rows are said to be in it: %v", rows, openErr)
	}
	return file.Bytes(), err
}

func inOrder(a, b activitytest.Row) int {
	return cmp.Or(strings.Compare(strings.ToLower(a.DeviceID), strings.ToLower(b.DeviceID)), cmp.Compare(a.Bucket, b.Bucket))
}

// TestCompaction compacts rows that were dealt out to files in any way: they come in order,
// and those that are equal in it as they came.
func TestCompaction(t *testing.T) {
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // any rows will do, the same each time
		var files [][]byte
		var want []activitytest.Row
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
		file, err := compacted(t, files...)
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := decode(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d: rows (-want +got):\n%.3000s", seed, diff)
		}
		if again, err := compacted(t, files...); err != nil || !bytes.Equal(file, again) {
			t.Errorf("seed %d: other bytes the second time, error %v", seed, err)
		}
	}
}

// TestCompactionOfAFullDay has more rows than a row group.
func TestCompactionOfAFullDay(t *testing.T) {
	rows := benchDay()
	var hits int64
	for i := range rows {
		hits += rows[i].Hits
	}
	file, err := compacted(t, encode(t, rows, 7, testStamp()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := eachBatch(file, NewWords(), func(b *activity.Batch) {
		for _, n := range b.Hits {
			hits -= n
		}
	}); err != nil || hits != 0 {
		t.Errorf("%d hits got lost, error %v", hits, err)
	}
	if table, err := OpenTable(bytes.NewReader(file), int64(len(file))); err != nil || len(slices.Collect(table.Groups())) != 2 {
		t.Errorf("not two row groups: %v", err)
	}
}

// TestCompactionRefuses has files that cannot be copied without a loss.
func TestCompactionRefuses(t *testing.T) {
	good := encode(t, testRows(300), 1, testStamp())
	if _, err := compacted(t, good, good[:len(good)-20]); !errors.Is(err, ErrDamaged) {
		t.Errorf("a cut file: %v", err)
	}
	bad := bytes.Clone(good)
	for i := range len(bad) / 2 {
		bad[4+i] = 0x55
	}
	if _, err := compacted(t, bad); !errors.Is(err, ErrDamaged) {
		t.Errorf("a damaged file: %v", err)
	}
	newer := append(slices.Clone(new(activity.Batch).Columns()), activity.Column{Name: "extra", Nullable: true})
	if _, err := compacted(t, written(t, schemaOf(newer))); !errors.Is(err, ErrNewer) {
		t.Errorf("a column that would be lost: %v", err)
	}
}

// written is a file of one row of another schema, in which all that can be is NULL.
func written(t *testing.T, schema *parquet.Schema) []byte {
	t.Helper()
	stamp, err := testStamp().Marshal()
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	w, err := colfile.NewWriter(&file, schema, "test")
	if err != nil {
		t.Fatal(err)
	}
	for i, field := range schema.Fields() {
		if field.Type().Kind() == parquet.ByteArray {
			w.Texts(i, []string{""}, []uint32{0})
		} else {
			w.Numbers(i, []int64{activity.Absent}, activity.Absent)
		}
	}
	if err := errors.Join(w.EndRows(1), w.EndGroup(), w.Close(stampKey, string(stamp))); err != nil {
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

func TestCompactionWithoutSpace(t *testing.T) {
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
