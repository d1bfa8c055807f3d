package lake

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/activity/activitytest"
	"github.com/easreport/easreport/internal/lake/colfile"
)

func openRows(t *testing.T, file []byte) *Rows {
	t.Helper()
	r, err := OpenRows(bytes.NewReader(file), int64(len(file)), ActivityPrefix)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestRowsWithout takes a user out whose rows lie everywhere, or nowhere.
func TestRowsWithout(t *testing.T) {
	rows := testRows(5000)
	for i := range rows {
		rows[i].QueryUser = []string{"anna", "", "berta", "carl"}[i%4]
		rows[i].CSUsername = []string{`CONTOSO\anna`, "", "", `CONTOSO\carl`}[i*7%4]
	}
	file := encode(t, rows, 3, testStamp())
	stamp := testStamp()
	stamp.Reading.Samples = nil
	for _, users := range [][]string{{"anna"}, {"berta"}, {"", "dora"}, {"anna", "berta", "carl"}, {`CONTOSO\carl`}} {
		is := func(user string) bool { return slices.Contains(users, user) }
		want := slices.Clone(rows)
		want = slices.DeleteFunc(want, func(r activitytest.Row) bool {
			return r.QueryUser != "" && is(r.QueryUser) || r.CSUsername != "" && is(r.CSUsername)
		})
		r := openRows(t, file)
		named, err := r.Names(is)
		if err != nil || named != (len(want) < len(rows)) {
			t.Errorf("%q: named %v, error %v", users, named, err)
		}
		var out bytes.Buffer
		left, err := r.CopyWithout(&out, is, &stamp)
		if err != nil || int(left) != len(rows)-len(want) {
			t.Fatalf("%q: %d rows left out, want %d, error %v", users, left, len(rows)-len(want), err)
		}
		got, gotStamp, err := decode(out.Bytes())
		if err != nil || !cmp.Equal(stamp, gotStamp) {
			t.Fatalf("%q: stamp %+v, error %v", users, gotStamp, err)
		}
		if len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(want, got) {
			t.Errorf("%q: %d rows that differ from the %d wanted", users, len(got), len(want))
		}
		copied := openRows(t, out.Bytes())
		if named, err := copied.Names(is); named || err != nil {
			t.Errorf("%q: still named: %v, error %v", users, named, err)
		}
	}
}

// written is a file of one row of another schema, in which all that can be is NULL.
func written(t *testing.T, schema *parquet.Schema) []byte {
	t.Helper()
	stamp, err := testStamp().Marshal()
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	w, err := colfile.NewWriter(&file, schema, "test")
	if err != nil {
		t.Fatal(err)
	}
	for i, field := range schema.Fields() {
		if field.Type().Kind() == parquet.ByteArray {
			w.Texts(i, []string{""}, []uint32{0})
		} else {
			w.Numbers(i, []int64{activity.Absent}, activity.Absent)
		}
	}
	if err := errors.Join(w.EndRows(1), w.EndGroup(), w.Close(stampKey, string(stamp))); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}
