package lake

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/metrics"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/parquet-go/parquet-go"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake/colfile"
)

func isDamage(err error) bool { return errors.Is(err, ErrDamaged) || errors.Is(err, ErrNewer) }

// maxAllocated is what a reader may allocate for one damaged file.
const maxAllocated = 64 << 20

// allocated is how many bytes the process has allocated.
func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// bounded calls read, which returns no error but of damage, and allocates little. Others
// allocate at the same time: it is only too much if it is each time.
func bounded(read func() error) error {
	var n uint64
	for range 5 {
		before := allocated()
		if err := read(); err != nil {
			return err
		}
		if n = allocated() - before; n <= maxAllocated {
			return nil
		}
	}
	return fmt.Errorf("%d bytes allocated", n)
}

// openBad opens and reads what is no file any more.
func (k *kind) openBad(bad []byte) error {
	return bounded(func() error {
		rows, err := k.open(bad)
		if err == nil {
			err = rows(false)
		}
		if !isDamage(err) {
			return fmt.Errorf("all columns: %w", err)
		}
		return nil
	})
}

// partBad reads parts of what is no file any more: an error of damage, or what the whole
// file has there.
func (k *kind) partBad(bad []byte, whole []any, footerChanged bool) error {
	for i, read := range k.part {
		err := bounded(func() error {
			got, err := read(bad)
			if err == nil && (footerChanged || got != whole[i]) || err != nil && !isDamage(err) {
				return fmt.Errorf("reader %d reads %v, error %w", i, got, err)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// whole is what the readers of parts read of the file as it is.
func (k *kind) whole(t *testing.T) (all []any) {
	t.Helper()
	rows, err := k.open(k.file)
	if err == nil {
		err = rows(false)
	}
	if err != nil {
		t.Fatalf("%s: %v", k.name, err)
	}
	for _, read := range k.part {
		got, err := read(k.file)
		if err != nil {
			t.Fatalf("%s: %v", k.name, err)
		}
		all = append(all, got)
	}
	return all
}

// inParallel calls do with the numbers up to n until it returns an error.
func inParallel(t *testing.T, n int, begin func() func(i int) error) {
	t.Helper()
	var next atomic.Int64
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			do := begin()
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				if err := do(int(i)); err != nil {
					t.Error(err)
					next.Store(int64(n))
				}
			}
		})
	}
	all.Wait()
}

// TestEveryBit flips each bit of a file of each kind: none is read as if nothing were
// wrong, but for those in columns that a reader passes over. A file whose footer is as it
// was is not opened anew for each bit.
func TestEveryBit(t *testing.T) {
	step := stepOf()
	for _, k := range kinds(t) {
		whole := k.whole(t)
		rowsEnd := len(k.file) - int(colfile.EndBytes(k.file))
		inParallel(t, 8*len(k.file)/step, func() func(int) error {
			bad := bytes.Clone(k.file)
			rows, err := k.open(bad)
			return func(n int) error {
				bit := n * step
				at := bit / 8
				bad[at] ^= 1 << (bit % 8)
				defer func() { bad[at] ^= 1 << (bit % 8) }()
				inFooter := at >= rowsEnd
				if inFooter || at < len("PAR1") {
					err = errors.Join(err, k.openBad(bad))
				} else if rowsErr := rows(at > rowsEnd/2); !isDamage(rowsErr) {
					err = errors.Join(err, fmt.Errorf("all columns: %w", rowsErr))
				}
				if inFooter || bit%97 == 0 {
					err = errors.Join(err, k.partBad(bad, whole, inFooter))
				}
				if err != nil {
					return fmt.Errorf("%s, bit %d of byte %d of %d: %w", k.name, bit%8, at, len(bad), err)
				}
				return nil
			}
		})
		t.Logf("%s: %d bits", k.name, 8*len(k.file)/step)
	}
}

// stepOf is 1 where all are asked for, which takes half a minute: make test-integrity. Else
// one of some is enough, of any place within a byte.
func stepOf() int {
	if os.Getenv("EASREPORT_EVERY_BIT") != "" {
		return 1
	}
	return 11
}

// TestEveryLength cuts a file of each kind everywhere, at its end and at its start.
func TestEveryLength(t *testing.T) {
	step := stepOf()
	for _, k := range kinds(t) {
		inParallel(t, len(k.file)/step, func() func(int) error {
			return func(n int) error {
				n *= step
				for _, cut := range [][]byte{k.file[:n], k.file[min(n+1, len(k.file)):]} {
					if err := errors.Join(k.openBad(cut), k.partBad(cut, nil, true)); err != nil {
						return fmt.Errorf("%s, %d of %d bytes: %w", k.name, len(cut), len(k.file), err)
					}
				}
				return nil
			}
		})
	}
}

// TestSwappedFiles: a file is of the source and of the day that its key names.
func TestSwappedFiles(t *testing.T) {
	ctx := t.Context()
	other := testStamp()
	other.Key = "/logs/u_ex111225.log"
	a, b := encode(t, testRows(200), 2, testStamp()), encode(t, testRows(200), 2, other)
	if len(a) != len(b) {
		t.Errorf("files of %d and %d bytes", len(a), len(b))
	}
	requests := requestsFile(t, testRows(200))
	devices := twoGroups(t, testDevices(12), 200, devicesStampText)
	for name, read := range map[string]func(day Day, id SourceID) error{
		"another source": func(day Day, _ SourceID) error {
			_, _, err := OpenObject(ctx, oneObject(b), ActivityKey(day, integrityID))
			return err
		},
		"another source, footer": func(day Day, _ SourceID) error {
			_, _, err := ReadFooter(ctx, oneObject(b), ActivityKey(day, integrityID))
			return err
		},
		"another day": func(day Day, id SourceID) error {
			_, _, err := OpenObject(ctx, oneObject(a), ActivityKey(day+1, id))
			return err
		},
		"another day, footer": func(day Day, id SourceID) error {
			_, _, err := ReadStamp(ctx, oneObject(a), ActivityKey(day-1, id))
			return err
		},
		"requests of another day": func(day Day, _ SourceID) error {
			_, _, err := ReadReconciled(ctx, oneObject(requests), day+1)
			return err
		},
		"devices of another day": func(Day, SourceID) error {
			_, _, err := ReadDevicesStamp(ctx, oneObject(devices), christmasDay+1)
			return err
		},
		"devices in place of activity": func(day Day, id SourceID) error {
			_, _, err := OpenObject(ctx, oneObject(devices), ActivityKey(day, id))
			return err
		},
		"activity in place of devices": func(Day, SourceID) error {
			_, _, err := ReadDevicesStamp(ctx, oneObject(a), christmasDay)
			return err
		},
	} {
		if err := read(integrityDay, integrityID); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		} else {
			t.Logf("%s: %v", name, err)
		}
	}
}

// TestOtherColumns: a file has the columns of its table, of their types; NULL may be
// where the table allows it, and nowhere else.
func TestOtherColumns(t *testing.T) {
	type lacking struct {
		DeviceID string `parquet:"device_id,optional,dict"`
	}
	type nullable struct {
		Bucket int64 `parquet:"bucket,optional,delta,timestamp(millisecond)"`
	}
	type number struct {
		Bucket int64 `parquet:"bucket,delta"`
	}
	for name, file := range map[string][]byte{"lacking": written(t, parquet.SchemaOf(lacking{})), "nullable": written(t, parquet.SchemaOf(nullable{})), "number": written(t, parquet.SchemaOf(number{}))} {
		_, err := OpenTable(bytes.NewReader(file), int64(len(file)))
		if !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		} else {
			t.Logf("%s: %v", name, err)
		}
	}
	more := append(slices.Clone(new(activity.Batch).Columns()), activity.Column{Name: "extra", Nullable: true})
	file := written(t, schemaOf(more))
	if rows, _, err := decode(file); err != nil || len(rows) != 1 {
		t.Errorf("a column more: %d rows, %v", len(rows), err)
	}
	if _, err := OpenRows(bytes.NewReader(file), int64(len(file)), ActivityPrefix); !errors.Is(err, ErrNewer) {
		t.Errorf("a column more, when rows are to be taken out: %v", err)
	}
}

// FuzzOpen: whatever lies in the lake is damaged, newer, or read.
func FuzzOpen(f *testing.F) {
	all := kinds(f)
	for _, k := range all {
		f.Add(k.file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		for _, k := range all {
			err := bounded(func() error {
				rows, err := k.open(file)
				if err == nil {
					err = rows(false)
				}
				if err != nil && !isDamage(err) {
					return err
				}
				return nil
			})
			if err != nil {
				t.Errorf("%s: %v", k.name, err)
			}
		}
	})
}
