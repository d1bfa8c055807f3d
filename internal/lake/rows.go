package lake

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake/colfile"
)

// Rows is a Parquet file of the lake, of whichever of its tables, seen as rows
// that name users. It is for taking some of them out.
type Rows struct {
	file   *colfile.File
	schema *parquet.Schema
}

// userColumns name who sent the requests of a row: those of activity, that of devices, and
// those of request_day, the last of which joins names by ;.
var userColumns = []string{"cs_username", "query_user", "user_name", "person", "person_names"}

// OpenRows reads the footer of a file of so many bytes; which table it is of is told by
// its key. Errors are ErrDamaged, or ErrNewer for a file with a column that this program
// does not know: it may name users, and would be lost.
func OpenRows(r io.ReaderAt, size int64, key string) (*Rows, error) {
	rows, layout := &Rows{schema: ActivitySchema()}, activityLayout
	switch {
	case strings.HasPrefix(key, ReconciledPrefix):
		rows.schema, layout = RequestsSchema(), requestsLayout
	case strings.HasPrefix(key, DevicesPrefix):
		rows.schema, layout = DevicesSchema(), devicesLayout
	case strings.HasPrefix(key, TrafficPrefix):
		rows.schema, layout = TrafficSchema(), trafficLayout
	}
	var err error
	if rows.file, err = openParquet(r, size, layout); err != nil {
		return nil, err
	}
	if name := rows.file.Unknown(); name != "" {
		return nil, fmt.Errorf("column %.80q: %w", name, ErrNewer)
	}
	return rows, checkColumns(rows.file)
}

// Len is the number of rows.
func (r *Rows) Len() int64 { return r.file.NumRows() }

// Stamp is the file's stamp; ErrDamaged where it has none.
func (r *Rows) Stamp() (Stamp, error) { return stampOf(r.file) }

// Names reports whether any row names a user for whom is returns true. It reads no other columns.
// An error is ErrDamaged.
func (r *Rows) Names(is func(user string) bool) (named bool, err error) {
	words := NewWords()
	var columns []column
	for _, name := range userColumns {
		columns = append(columns, column{name: name, texts: make([]Word, batchRows)})
	}
	err = r.each(columns, words, func(int) error { return nil }, func() error { return nil })
	for _, text := range words.Texts().all() {
		named = named || text != "" && is(text)
		for name := range strings.SplitSeq(text, ";") {
			named = named || name != "" && is(name)
		}
	}
	return named && err == nil, err
}

// each reads columns batch by batch; endGroup is called after each row group.
func (r *Rows) each(columns []column, words *Words, batch func(n int) error, endGroup func() error) error {
	rows := newColumnReader(columns, words)
	defer rows.Close()
	for g := range r.file.Groups() {
		if err := rows.Open(g); err != nil {
			return err
		}
		for {
			n, err := rows.next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return err
			}
			if err := batch(n); err != nil {
				return err
			}
		}
		if err := endGroup(); err != nil {
			return err
		}
	}
	return nil
}

// CopyWithout writes the file anew without the rows that name a user of whom is
// says so, and counts these. A stamp that is not nil takes the place of the file's.
func (r *Rows) CopyWithout(to io.Writer, is func(user string) bool, stamp *Stamp) (left int64, err error) {
	text, _ := r.file.Lookup(stampKey)
	if stamp != nil {
		b, err := stamp.Marshal()
		if err != nil {
			return 0, err
		}
		text = string(b)
	}
	file, err := colfile.NewWriter(to, r.schema, "easreport "+generation)
	if err != nil {
		return 0, err
	}
	c := copier{file: file, words: NewWords(), columns: schemaColumns(r.schema), leave: make(map[Word]bool), is: is}
	if err := r.each(c.columns, c.words, c.batch, file.EndGroup); err != nil {
		return c.left, err
	}
	return c.left, file.Close(stampKey, text)
}

// schemaColumns are all columns of a schema, texts (also of distributions) and numbers.
func schemaColumns(schema *parquet.Schema) (columns []column) {
	for _, field := range schema.Fields() {
		c := column{name: field.Name()}
		if field.Type().Kind() == parquet.ByteArray {
			c.texts = make([]Word, batchRows)
		} else {
			c.numbers = make([]int64, batchRows)
		}
		columns = append(columns, c)
	}
	return columns
}

// copier writes the rows that stay.
type copier struct {
	file    *colfile.Writer
	words   *Words
	columns []column
	leave   map[Word]bool // the answers of is
	is      func(user string) bool
	left    int64

	kept    []int // rows of the batch
	texts   []uint32
	numbers []int64
}

func (c *copier) batch(n int) error {
	c.choose(n)
	words := c.words.Texts().all()
	for i := range c.columns {
		if from := &c.columns[i]; from.texts != nil {
			c.texts = c.texts[:0]
			for _, at := range c.kept {
				c.texts = append(c.texts, from.texts[at])
			}
			c.file.Texts(i, words, c.texts)
		} else {
			c.numbers = c.numbers[:0]
			for _, at := range c.kept {
				c.numbers = append(c.numbers, from.numbers[at])
			}
			c.file.Numbers(i, c.numbers, activity.Absent)
		}
	}
	return c.file.EndRows(len(c.kept))
}

// choose chooses the rows that stay.
func (c *copier) choose(n int) {
	leaves := make([]bool, n)
	for i := range c.columns {
		if !slices.Contains(userColumns, c.columns[i].name) {
			continue
		}
		for at, word := range c.columns[i].texts[:n] {
			leaves[at] = leaves[at] || c.leaves(word)
		}
	}
	c.kept = c.kept[:0]
	for at, goes := range leaves {
		if goes {
			c.left++
		} else {
			c.kept = append(c.kept, at)
		}
	}
}

func (c *copier) leaves(user Word) bool {
	goes, known := c.leave[user]
	if !known && user != 0 {
		goes = c.is(c.words.Text(user))
		c.leave[user] = goes
	}
	return goes
}
