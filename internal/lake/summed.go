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

// SummedBatch is some summed rows as columns (see package engine), each with Len
// values. A summed row is what activity.Batch says, of requests that may have been sent in
// several minutes, from several addresses, to several servers.
type SummedBatch struct {
	activity.Batch // without Server and ClientAddress
	// Minutes counts hits by minute of the UTC day, less than 1440.
	Minutes          []activity.Histogram
	Servers, Clients [][]Word
}

// listed is between the texts of a list: no text of the lake has a control character.
const listed = "\n"

// SummedReader reads row groups of summed rows, as Reader does.
type SummedReader struct {
	batch SummedBatch
	columnReader
}

// NewSummedReader makes a SummedReader. Texts are numbered by words. It reads the columns
// of the names wanted, and those of summed rows only; others are NULL.
func NewSummedReader(words *Words, wanted ...string) *SummedReader {
	r := new(SummedReader)
	b := &r.batch
	columns := columnsOf(&b.Batch)
	for i := range columns {
		c := &columns[i]
		c.omitted = !slices.Contains(wanted, c.name)
		switch c.name {
		case "server", "client_address": // there are several, as lists
			c.omitted = true
		case "time_histogram":
			c.bins = pairsUpTo(activity.BinOf(math.MaxInt64))
		}
	}
	b.Minutes = make([]activity.Histogram, batchRows)
	b.Servers, b.Clients = make([][]Word, batchRows), make([][]Word, batchRows)
	columns = append(columns,
		column{name: "minutes", times: b.Minutes, bins: pairsUpTo(activity.SecondsPerDay/60 - 1)},
		column{name: "servers", lists: b.Servers}, column{name: "client_addresses", lists: b.Clients})
	r.columnReader = newColumnReader(columns, words)
	return r
}

// Next gives the next rows, which hold until the call after; io.EOF at the end of
// the row group. Other errors are ErrDamaged.
func (r *SummedReader) Next() (b *SummedBatch, err error) {
	n, err := r.next()
	r.batch.Resize(n)
	return &r.batch, err
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

// Next is as that of SummedReader.
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
