package colfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
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
	Flag     bool    `parquet:"flag"`
	MaybeBit *bool   `parquet:"maybe_bit,optional"`
	Constant string  `parquet:"constant,optional,dict"`
	Never    *int32  `parquet:"never,optional,dict"`
	Time     int64   `parquet:"time,dict,timestamp(millisecond)"`
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
		Flag     bool   `parquet:"flag,plain"`
		MaybeBit bool   `parquet:"maybe_bit,optional,plain"`
		Constant string `parquet:"constant,optional,dict"`
		Never    int32  `parquet:"never,optional,dict"`
		Time     int64  `parquet:"time,dict,timestamp(millisecond)"`
	}
	return parquet.SchemaOf(written{})
}

func randomRows(r *rand.Rand, n int) []row {
	rows := make([]row, n)
	for i := range rows {
		rows[i] = row{
			Text: fmt.Sprint("text ", r.IntN(1+n/3)), Small: int32(r.IntN(5)), Large: r.Int64() - math.MaxInt64/2, Rising: int64(i) * 1000,
			Flag: i < 3000 || r.IntN(2) > 0, Constant: "always",
			Time: someTime(r),
		}
		if r.IntN(3) > 0 {
			maybe, number, word := fmt.Sprint(r.IntN(4)), int32(r.IntN(9)-4), r.Int64N(1000)
			rows[i].Maybe, rows[i].MaybeInt, rows[i].Word = &maybe, &number, &word
			if i > 2500 { // a batch of nothing else, and a part of one
				bit := r.IntN(2) > 0
				rows[i].MaybeBit = &bit
			}
		}
	}
	return rows
}

// someTime is mostly a whole second of one day.
func someTime(r *rand.Rand) int64 {
	t := 1324684800_000 + 1000*r.Int64N(86400)
	switch r.IntN(20) {
	case 0:
		t += r.Int64N(1000)
	case 1:
		t += (r.Int64N(3) - 1) * 86400_000
	case 2:
		t = r.Int64N(2000) - 1000
	}
	return t
}

// null stands for NULL among numbers.
const null = math.MinInt64

// numbering numbers texts; number 0 is the empty one.
type numbering struct {
	words  []string
	number map[string]uint32
}

func (n *numbering) of(text string) uint32 {
	if _, known := n.number[text]; !known {
		n.number[text] = uint32(len(n.words))
		n.words = append(n.words, text)
	}
	return n.number[text]
}

// writeSome writes rows of a group.
func writeSome(t testing.TB, w *Writer, names *numbering, rows []row) {
	t.Helper()
	var texts [3][]uint32
	var numbers [9][]int64
	bit := map[bool]int64{true: 1}
	for _, r := range rows {
		maybe, maybeInt, word, maybeBit := "", int64(null), int64(null), int64(null)
		if r.Maybe != nil {
			maybe, maybeInt, word = *r.Maybe, int64(*r.MaybeInt), *r.Word
		}
		if r.MaybeBit != nil {
			maybeBit = bit[*r.MaybeBit]
		}
		for i, text := range []string{r.Text, maybe, r.Constant} {
			texts[i] = append(texts[i], names.of(text))
		}
		for i, n := range []int64{int64(r.Small), maybeInt, r.Large, r.Rising, word, bit[r.Flag], maybeBit, null, r.Time} {
			numbers[i] = append(numbers[i], n)
		}
	}
	for i, column := range texts {
		w.Texts([]int{0, 1, 9}[i], names.words, column)
	}
	for i, column := range numbers {
		w.Numbers([]int{2, 3, 4, 5, 6, 7, 8, 10, 11}[i], column, null)
	}
	if err := w.EndRows(len(rows)); err != nil {
		t.Fatal(err)
	}
}

// write writes rows in groups of so many.
func write(t testing.TB, rows []row, group int) []byte {
	t.Helper()
	var file bytes.Buffer
	w, err := NewWriter(&file, schema(), "test")
	if err != nil {
		t.Fatal(err)
	}
	names := &numbering{[]string{""}, map[string]uint32{"": 0}}
	for part := range slices.Chunk(rows, group) {
		for some := range slices.Chunk(part, 1000) {
			writeSome(t, w, names, some)
		}
		if err := w.EndGroup(); err != nil {
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
