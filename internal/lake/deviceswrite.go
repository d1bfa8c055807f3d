package lake

import (
	"encoding/json"
	"fmt"
	"io"
	"reflect"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake/colfile"
)

// deviceGroup is how many rows a row group of a devices file has at most.
const deviceGroup = 1 << 16

// WriteDevices writes a devices file: n rows, each made by row in turn, which is
// given one to fill. The same rows and stamp give the same bytes.
func WriteDevices(w io.Writer, stamp DevicesStamp, n int, row func(i int, d *Device)) error {
	stamp.Schema = SchemaVersion
	text, err := json.Marshal(stamp)
	if err != nil {
		return fmt.Errorf("writing stamp: %w", err)
	}
	file, err := colfile.NewWriter(w, DevicesSchema(), "easreport "+generation)
	if err != nil {
		return err
	}
	columns := newDeviceColumns()
	var d Device
	for i := range n {
		d = Device{}
		row(i, &d)
		columns.add(&d)
		if columns.rows == deviceGroup || i == n-1 {
			if err := columns.flush(file); err != nil {
				return err
			}
		}
	}
	return file.Close(stampKey, string(text))
}

// deviceColumns gather the rows of a row group as columns, in the order of the
// fields of Device.
type deviceColumns struct {
	rows    int
	fields  []reflect.StructField
	texts   [][]uint32 // numbers of words, of fields that are texts
	numbers [][]int64  // of the others
	words   []string   // 0 is the empty one
	word    map[string]uint32
}

func newDeviceColumns() *deviceColumns {
	c := &deviceColumns{words: []string{""}, word: map[string]uint32{"": 0}}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[Device]()) {
		if !field.Anonymous {
			c.fields = append(c.fields, field)
		}
	}
	c.texts, c.numbers = make([][]uint32, len(c.fields)), make([][]int64, len(c.fields))
	return c
}

func (c *deviceColumns) add(d *Device) {
	c.rows++
	row := reflect.ValueOf(d).Elem()
	for i, field := range c.fields {
		if value := row.FieldByIndex(field.Index); value.Kind() == reflect.String {
			c.texts[i] = append(c.texts[i], c.number(value.String()))
		} else {
			c.numbers[i] = append(c.numbers[i], value.Int())
		}
	}
}

func (c *deviceColumns) number(text string) uint32 {
	n, known := c.word[text]
	if !known {
		n = uint32(len(c.words))
		c.words, c.word[text] = append(c.words, text), n
	}
	return n
}

// flush writes the rows as a row group, and forgets them.
func (c *deviceColumns) flush(file *colfile.Writer) error {
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
