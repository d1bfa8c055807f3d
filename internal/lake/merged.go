package lake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/store"
)

// NewMergedReader is NewReader for rows that an engine has merged (see package engine),
// which puts distributions together as texts.
func NewMergedReader(words *Words, wanted ...string) *Reader {
	r := NewReader(words, wanted...)
	for i := range r.columns {
		if c := &r.columns[i]; c.name == "time_histogram" {
			c.bins = pairsUpTo(activity.BinOf(math.MaxInt64))
		}
	}
	return r
}

var errPairs = errors.New("not key:count pairs")

// pairsUpTo reads pairs such as AppendText writes, of keys up to one. They come in
// any order and keys several times, as an engine has put texts together; counts of
// one key are added up.
func pairsUpTo(most uint16) func(dst []activity.Bin, text []byte) ([]activity.Bin, error) {
	return func(dst []activity.Bin, text []byte) ([]activity.Bin, error) {
		start := len(dst)
		if len(text) == 0 { // what texts put together are where there was none
			return dst, nil
		}
		for pair := range bytes.SplitSeq(text, []byte(" ")) {
			one, err := parsePair(pair, most)
			if err != nil {
				return dst[:start], err
			}
			dst = append(dst, one)
		}
		return dst[:start+sum(dst[start:])], nil
	}
}

func parsePair(text []byte, most uint16) (activity.Bin, error) {
	index, count, ok := bytes.Cut(text, []byte(":"))
	key, ok1 := number(index, uint64(most))
	n, ok2 := number(count, math.MaxUint32)
	if !ok || !ok1 || !ok2 {
		return activity.Bin{}, fmt.Errorf("reading %.40q: %w", text, errPairs)
	}
	return activity.Bin{Index: uint16(key), Count: uint32(n)}, nil
}

// number reads digits.
func number(text []byte, most uint64) (n uint64, ok bool) {
	for _, c := range text {
		if n = 10*n + uint64(c-'0'); c < '0' || c > '9' || n > most {
			return 0, false
		}
	}
	return n, len(text) > 0
}

// sum brings pairs in order, adds up those of one key, and says how many are left.
func sum(pairs []activity.Bin) (n int) {
	slices.SortFunc(pairs, func(a, b activity.Bin) int { return int(a.Index) - int(b.Index) })
	for _, p := range pairs {
		if n > 0 && pairs[n-1].Index == p.Index {
			pairs[n-1].Count += p.Count
			continue
		}
		pairs[n] = p
		n++
	}
	return n
}

// PresenceBatch is some rows of what files hold (see package engine), as columns.
type PresenceBatch struct {
	Len int
	// Path is what the engine calls a file. Side is as in activity.Batch.
	Path, Server, Side []Word
	// Hour is one of those that the plan counts, Absent for rows outside of its span.
	// Rows counts rows; LeastHits is the least of one, Strays are those of another day.
	Hour, Rows, LeastHits, Strays []int64
}

// PresenceReader reads row groups of what files hold, as Reader does.
type PresenceReader struct {
	batch PresenceBatch
	columnReader
}

// NewPresenceReader makes a PresenceReader. Texts are numbered by words.
func NewPresenceReader(words *Words) *PresenceReader {
	r := new(PresenceReader)
	b := &r.batch
	columns := []column{
		{name: "path", texts: make([]Word, batchRows)},
		{name: "server", texts: make([]Word, batchRows)},
		{name: "side", texts: make([]Word, batchRows)},
		{name: "hour", numbers: make([]int64, batchRows)},
		{name: "row_count", numbers: make([]int64, batchRows)},
		{name: "least_hits", numbers: make([]int64, batchRows)},
		{name: "strays", numbers: make([]int64, batchRows)},
	}
	b.Path, b.Server, b.Side = columns[0].texts, columns[1].texts, columns[2].texts
	b.Hour, b.Rows, b.LeastHits, b.Strays = columns[3].numbers, columns[4].numbers, columns[5].numbers, columns[6].numbers
	r.columnReader = newColumnReader(columns, words)
	return r
}

// Next is as that of Reader.
func (r *PresenceReader) Next() (b *PresenceBatch, err error) {
	r.batch.Len, err = r.next()
	return &r.batch, err
}

// OpenUnstamped opens a Parquet file that an engine has written into the lake. It has
// no checksums; a column that it does not have reads as NULL.
func OpenUnstamped(ctx context.Context, s store.Reader, key string) (*Table, error) {
	f, body, _, err := openFile(ctx, s, key, nil)
	if err != nil {
		return nil, err
	}
	return &Table{file: f, body: body}, nil
}
