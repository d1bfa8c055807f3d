package colfile

import (
	"bytes"
	"fmt"

	"github.com/parquet-go/parquet-go"
)

// Layout is a schema as readers of its files use it. It may serve any number of
// files at the same time.
type Layout struct{ root *parquet.Column }

// NewLayout makes the Layout of files that NewWriter writes with a schema.
func NewLayout(schema *parquet.Schema) (*Layout, error) {
	empty, err := withoutRows(schema)
	if err != nil {
		return nil, err
	}
	return &Layout{root: empty.Root()}, nil
}

// withoutRows is a file of a schema.
func withoutRows(schema *parquet.Schema) (*parquet.File, error) {
	var file bytes.Buffer
	if err := parquet.NewWriter(&file, schema).Close(); err != nil {
		return nil, fmt.Errorf("writing the schema: %w", err)
	}
	f, err := parquet.OpenFile(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		return nil, fmt.Errorf("reading the schema: %w", err)
	}
	return f, nil
}

// check checks that a file has all the layout's columns, of the same types, and NULLs
// only where the layout allows them. The file may have more columns.
func (l *Layout) check(root *parquet.Column) error {
	for _, want := range l.root.Columns() {
		got := root.Column(want.Name())
		switch {
		case got == nil:
			return fmt.Errorf("column %s is missing", want.Name())
		case !got.Leaf() || got.Repeated() || !parquet.EqualTypes(got.Type(), want.Type()):
			return fmt.Errorf("column %s is not of type %s", want.Name(), want.Type())
		case got.Optional() && want.Required():
			return fmt.Errorf("column %s may be NULL", want.Name())
		case got.Required() && want.Optional():
			return fmt.Errorf("column %s must not be NULL", want.Name())
		}
	}
	return nil
}
