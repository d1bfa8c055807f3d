package colfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
)

// row has a column of each kind, encoding and optionality.
type row struct {
	Text     string  `parquet:"text,dict"`
	Maybe    *string `parquet:"maybe,optional,dict"`
	Small    int32   `parquet:"small,dict"`
	MaybeInt *int32  `parquet:"maybe_int,optional,dict"`
	Large    int64   `parquet:"large,delta"`
	Rising   int64   `parquet:"rising,delta,timestamp(millisecond)"`
	Word     *int64  `parquet:"word,optional,dict"`
}

// schema is row's, with a delta encoding that parquet-go's own writer cannot do
// for pointers.
func schema() *parquet.Schema {
	type written struct {
		Text     string `parquet:"text,dict"`
		Maybe    string `parquet:"maybe,optional,dict"`
		Small    int32  `parquet:"small,dict"`
		MaybeInt int32  `parquet:"maybe_int,optional,dict"`
		Large    int64  `parquet:"large,delta"`
		Rising   int64  `parquet:"rising,delta,timestamp(millisecond)"`
		Word     int64  `parquet:"word,optional,delta"`
	}
	return parquet.SchemaOf(written{})
}

func randomRows(r *rand.Rand, n int) []row {
	rows := make([]row, n)
	for i := range rows {
		rows[i] = row{
			Text: fmt.Sprint("text ", r.IntN(1+n/3)), Small: int32(r.IntN(5)), Large: r.Int64() - math.MaxInt64/2, Rising: int64(i) * 1000,
		}
		if r.IntN(3) > 0 {
			maybe, number, word := fmt.Sprint(r.IntN(4)), int32(r.IntN(9)-4), r.Int64N(1000)
			rows[i].Maybe, rows[i].MaybeInt, rows[i].Word = &maybe, &number, &word
		}
	}
	return rows
}

// write writes rows in groups of so many.
func write(t testing.TB, rows []row, group int) []byte {
	t.Helper()
	var file bytes.Buffer
	w, err := NewWriter(&file, schema(), "test")
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		w.Text(0, r.Text)
		w.Number(2, int64(r.Small))
		w.Number(4, r.Large)
		w.Number(5, r.Rising)
		if r.Maybe != nil {
			w.Text(1, *r.Maybe)
			w.Number(3, int64(*r.MaybeInt))
			w.Number(6, *r.Word)
		} else {
			w.Text(1, "")
			w.Number(3, Null)
			w.Number(6, Null)
		}
		err := w.EndRow()
		if (i+1)%group == 0 {
			err = errors.Join(err, w.EndGroup())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.EndGroup(), w.Close("key", "value")); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestWriter(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct{ rows, group int }{{0, 1}, {1, 1}, {100, 7}, {20_000, 20_000}, {pageRows + 1, pageRows + 1}, {2*pageRows + 9, pageRows}} {
		t.Run(fmt.Sprint(c.rows, " by ", c.group), func(t *testing.T) {
			want := randomRows(r, c.rows)
			file := write(t, want, c.group)
			if !bytes.Equal(file, write(t, want, c.group)) {
				t.Error("the same rows give other bytes")
			}
			f, err := parquet.OpenFile(bytes.NewReader(file), int64(len(file)))
			if err != nil {
				t.Fatal(err)
			}
			if value, _ := f.Lookup("key"); value != "value" || f.NumRows() != int64(c.rows) {
				t.Errorf("metadata %q, %d rows", value, f.NumRows())
			}
			reader := parquet.NewGenericReader[row](f)
			got := make([]row, c.rows)
			if n, err := reader.Read(got); n != c.rows || err != nil && !errors.Is(err, io.EOF) {
				t.Fatalf("%d rows read, %v", n, err)
			}
			for i := range want {
				if !cmp.Equal(want[i], got[i]) {
					t.Fatalf("row %d (-want +got):\n%s", i, cmp.Diff(want[i], got[i]))
				}
			}
		})
	}
}
