package lake

import (
	"fmt"
	"reflect"
	"strconv"

	"github.com/parquet-go/parquet-go"

	"github.com/easreport/easreport/internal/activity"
)

// ActivitySchema is the Parquet schema of the activity table.
func ActivitySchema() *parquet.Schema { return schemaOf(new(activity.Batch).Columns()) }

// schemaOf is the schema of columns: that of a struct with a field for each.
func schemaOf(columns []activity.Column) *parquet.Schema {
	fields := make([]reflect.StructField, len(columns))
	for i, c := range columns {
		fields[i] = reflect.StructField{
			Name: "Column" + strconv.Itoa(i), Type: goType(c.Type), Tag: reflect.StructTag(fmt.Sprintf("parquet:%q", parquetTag(&c))),
		}
	}
	return parquet.NewSchema("line", parquet.SchemaOf(reflect.New(reflect.StructOf(fields)).Interface()))
}

func goType(t activity.Type) reflect.Type {
	switch t {
	case activity.Text:
		return reflect.TypeFor[string]()
	case activity.Boolean:
		return reflect.TypeFor[bool]()
	case activity.Int32:
		return reflect.TypeFor[int32]()
	}
	return reflect.TypeFor[int64]()
}

// parquetTag is the struct tag that describes a column to parquet-go.
func parquetTag(c *activity.Column) string {
	tag := c.Name
	if c.Nullable {
		tag += ",optional"
	}
	switch {
	case c.Type == activity.Boolean:
		return tag + ",plain"
	case c.Encoding == activity.Delta:
		tag += ",delta"
	default:
		tag += ",dict"
	}
	if c.Type == activity.Timestamp {
		tag += ",timestamp(millisecond)"
	}
	return tag
}
