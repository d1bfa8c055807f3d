package lake

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

var christmasDay = DayOf(time.Date(2011, 12, 24, 0, 0, 0, 0, time.UTC).Unix())

func testDevicesStamp() DevicesStamp {
	from := christmasDay.Start()
	return DevicesStamp{Schema: SchemaVersion, Fingerprint: "f1", From: from, To: from.AddDate(0, 0, 1), TimeZone: "UTC", Whole: true}
}

// testDevices has in every field a value of its own, or NULL where that may be.
func testDevices(n int) []Device {
	rows := make([]Device, n)
	for i := range rows {
		row := reflect.ValueOf(&rows[i]).Elem()
		for k, field := range reflect.VisibleFields(row.Type()) {
			_, tag, _ := strings.Cut(field.Tag.Get("parquet"), ",")
			switch null := strings.HasPrefix(tag, "optional") && (i+k)%3 == 0; {
			case field.Anonymous:
			case field.Type.Kind() == reflect.String && !null:
				row.FieldByIndex(field.Index).SetString(fmt.Sprintf("%s %06d", field.Name, i/(k%4+1)))
			case field.Type.Kind() == reflect.Int64 && null:
				row.FieldByIndex(field.Index).SetInt(activity.Absent)
			case field.Type.Kind() == reflect.Int64:
				row.FieldByIndex(field.Index).SetInt(int64(i * k % 5000))
			}
		}
	}
	return rows
}

func encodeDevices(t testing.TB, rows []Device) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteDevices(&b, testDevicesStamp(), len(rows), func(i int, d *Device) { *d = rows[i] }); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// decodeDevices reads with parquet-go alone. It has 0 for a number that is NULL,
// so nulls makes what was written look so too.
func decodeDevices(t testing.TB, file []byte) []Device {
	t.Helper()
	rows, err := parquet.Read[Device](bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func nulls(rows []Device) []Device {
	rows = slices.Clone(rows)
	for i := range rows {
		row := reflect.ValueOf(&rows[i]).Elem()
		for _, field := range reflect.VisibleFields(row.Type()) {
			if v := row.FieldByIndex(field.Index); v.Kind() == reflect.Int64 && v.Int() == activity.Absent {
				v.SetInt(0)
			}
		}
	}
	return rows
}

func TestDevicesRoundTrip(t *testing.T) {
	for _, n := range []int{0, 1, 100, structGroup + 7} {
		rows := testDevices(n)
		file := encodeDevices(t, rows)
		want, got := nulls(rows), decodeDevices(t, file)
		if n > 0 && !reflect.DeepEqual(want, got) { // gocmp takes seconds
			t.Errorf("%d rows (-want +got):\n%.2000s", n, gocmp.Diff(want, got))
		}
		if again := encodeDevices(t, rows); !bytes.Equal(file, again) {
			t.Errorf("%d rows: other bytes the second time", n)
		}
	}
}

// TestDevicesNull counts the NULLs of a column: a number that the logs do not tell
// is not 0.
func TestDevicesNull(t *testing.T) {
	file := encodeDevices(t, []Device{{PeakPerMinute: activity.Absent}, {PeakPerMinute: 0}})
	f, err := parquet.OpenFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	at := f.Root().Column("peak_per_minute").Index()
	if n := f.Metadata().RowGroups[0].Columns[at].MetaData.Statistics.NullCount; n != 1 {
		t.Errorf("%d NULLs", n)
	}
}

// TestDevicesSchema: types are those that Athena has, names are of SQL's kind.
func TestDevicesSchema(t *testing.T) {
	for _, field := range DevicesSchema().Fields() {
		name, kind := field.Name(), field.Type().Kind()
		if name != strings.ToLower(name) || strings.ContainsAny(name, " -") {
			t.Errorf("column %q", name)
		}
		if kind != parquet.Int64 && kind != parquet.ByteArray {
			t.Errorf("column %s: %v", name, kind)
		}
	}
}

func TestReadDevices(t *testing.T) {
	s := memstore.New()
	rows := testDevices(batchRows + 10)
	put(t, s, DevicesKey(christmasDay), encodeDevices(t, rows))
	words := NewWords()
	r := NewDevicesReader(words)
	type brief struct {
		DeviceID, UserName, Kind        string
		Hits, HitsWithoutPing, Failures int64
	}
	for range 2 { // one Reader serves many days
		var got, want []brief
		for b, err := range r.Read(t.Context(), s, christmasDay) {
			if err != nil {
				t.Fatal(err)
			}
			for i := range b.Len {
				got = append(got, brief{words.Text(b.DeviceID[i]), words.Text(b.UserName[i]), words.Text(b.Kind[i]), b.Hits[i], b.HitsWithoutPing[i], b.Failures[i]})
			}
		}
		for _, d := range rows {
			want = append(want, brief{d.DeviceID, d.UserName, d.Kind, d.Hits, d.HitsWithoutPing, d.Failures})
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("rows (-want +got):\n%.2000s", diff)
		}
	}
	for _, err := range r.Read(t.Context(), s, christmasDay) {
		if err != nil {
			t.Error(err)
		}
		break // in the middle
	}
	stamp, etag, err := ReadDevicesStamp(t.Context(), s, christmasDay)
	if diff := gocmp.Diff(testDevicesStamp(), stamp); diff != "" || err != nil || etag == "" {
		t.Errorf("stamp (-want +got):\n%s, ETag %q, error %v", diff, etag, err)
	}
}

func TestReadDevicesFaults(t *testing.T) {
	whole := encodeDevices(t, testDevices(100))
	newer := func() []byte {
		var b bytes.Buffer
		e := NewEncoder(&b)
		if err := e.Close(Stamp{Schema: SchemaVersion + 1}); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}()
	broken := slices.Clone(whole)
	for i := range len(broken) / 2 {
		broken[4+i] ^= 0xff
	}
	for name, test := range map[string]struct {
		file []byte
		want error
	}{
		"absent":    {nil, store.ErrNotExist},
		"cut":       {whole[:len(whole)/2], ErrDamaged},
		"broken":    {broken, ErrDamaged},
		"newer":     {newer, ErrNewer},
		"not a lot": {[]byte("PAR1"), ErrDamaged},
	} {
		s := memstore.New()
		if test.file != nil {
			put(t, s, DevicesKey(christmasDay), test.file)
		}
		var got error
		for _, err := range NewDevicesReader(NewWords()).Read(t.Context(), s, christmasDay) {
			got = cmp.Or(got, err)
		}
		if !errors.Is(got, test.want) {
			t.Errorf("%s: error %v, want %v", name, got, test.want)
		}
	}
}
