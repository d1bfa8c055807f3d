package lake

import (
	"encoding/json"
	"fmt"
	"io"
	"reflect"

	"github.com/parquet-go/parquet-go"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake/colfile"
)

// structGroup is how many rows a row group of a file of structs has at most.
const structGroup = 1 << 16

// writeStructs writes a file of a table whose rows are structs: n rows, each made by row
// in turn, which is given one to fill. The same rows and stamp give the same bytes.
func writeStructs[T any](w io.Writer, stamp string, n int, row func(i int, to *T)) error {
	var value T
	file, err := colfile.NewWriter(w, parquet.SchemaOf(value), "easreport "+generation)
	if err != nil {
		return err
	}
	columns := newStructColumns[T]()
	for i := range n {
		value = *new(T)
		row(i, &value)
		columns.add(&value)
		if columns.rows == structGroup || i == n-1 {
			if err := columns.flush(file); err != nil {
				return err
			}
		}
	}
	return file.Close(stampKey, stamp)
}

// structColumns gather the rows of a row group as columns, in the order of the fields
// of a struct, which are texts and int64.
type structColumns[T any] struct {
	rows    int
	fields  []reflect.StructField
	texts   [][]uint32 // numbers of words, of fields that are texts
	numbers [][]int64  // of the others
	words   []string   // 0 is the empty one
	word    map[string]uint32
}

func newStructColumns[T any]() *structColumns[T] {
	c := &structColumns[T]{words: []string{""}, word: map[string]uint32{"": 0}}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[T]()) {
		if !field.Anonymous {
			c.fields = append(c.fields, field)
		}
	}
	c.texts, c.numbers = make([][]uint32, len(c.fields)), make([][]int64, len(c.fields))
	return c
}

func (c *structColumns[T]) add(from *T) {
	c.rows++
	row := reflect.ValueOf(from).Elem()
	for i, field := range c.fields {
		if value := row.FieldByIndex(field.Index); value.Kind() == reflect.String {
			c.texts[i] = append(c.texts[i], c.number(value.String()))
		} else {
			c.numbers[i] = append(c.numbers[i], value.Int())
		}
	}
}

func (c *structColumns[T]) number(text string) uint32 {
	n, known := c.word[text]
	if !known {
		n = uint32(len(c.words))
		c.words, c.word[text] = append(c.words, text), n
	}
	return n
}

// flush writes the rows as a row group, and forgets them.
func (c *structColumns[T]) flush(file *colfile.Writer) error {
	for i, field := range c.fields {
		if field.Type.Kind() == reflect.String {
			file.Texts(i, c.words, c.texts[i])
		} else {
			file.Numbers(i, c.numbers[i], activity.Absent)
		}
		c.texts[i], c.numbers[i] = c.texts[i][:0], c.numbers[i][:0]
	}
	if err := file.EndRows(c.rows); err != nil {
		return err
	}
	if err := file.EndGroup(); err != nil {
		return err
	}
	clear(c.word)
	c.word[""], c.words, c.rows = 0, c.words[:1], 0
	return nil
}

// marshalStamp writes a stamp as the text that it is in a footer.
func marshalStamp(stamp any) (string, error) {
	text, err := json.Marshal(stamp)
	if err != nil {
		return "", fmt.Errorf("writing stamp: %w", err)
	}
	return string(text), nil
}
