package baseline

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

var christmas = lake.DayOf(time.Date(2011, 12, 24, 0, 0, 0, 0, time.UTC).Unix())

// table is the devices table of a day before Christmas.
type table struct {
	before  int
	zone    string // "": UTC
	partial bool
	damaged bool
	rows    []lake.Device
}

// device is a row.
func device(id, user string, hits, noPing, failures int64) lake.Device {
	return lake.Device{DeviceID: id, UserName: user, Kind: lake.KindDevice, Hits: hits, HitsWithoutPing: noPing, Failures: failures}
}

func lakeOf(t testing.TB, tables ...table) *memstore.Store {
	t.Helper()
	s := memstore.New()
	for _, table := range tables {
		day := christmas - lake.Day(table.before)
		stamp := lake.DevicesStamp{From: day.Start(), To: (day + 1).Start(), TimeZone: "UTC", Whole: !table.partial}
		if table.zone != "" {
			stamp.TimeZone = table.zone
		}
		var file bytes.Buffer
		if err := lake.WriteDevices(&file, stamp, len(table.rows), func(i int, d *lake.Device) { *d = table.rows[i] }); err != nil {
			t.Fatal(err)
		}
		body := file.Bytes()
		if table.damaged { // the footer is whole, so it is found out when rows are read
			for i := 4; i < len(body)/3; i++ {
				body[i] ^= 0xff
			}
		}
		put(t, s, day, body)
	}
	return s
}

func put(t testing.TB, s store.Store, day lake.Day, body []byte) {
	t.Helper()
	if _, err := s.Put(t.Context(), lake.DevicesKey(day), bytes.NewReader(body), store.Condition{}); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, s store.Reader, days int) *Baseline {
	t.Helper()
	b, err := Read(t.Context(), s, christmas, "UTC", days)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestNone: on day one there is no baseline, and that is no error.
func TestNone(t *testing.T) {
	for _, days := range []int{0, 14} {
		b := read(t, lakeOf(t), days)
		if _, seen := b.Device("anna", "A1"); seen || b.Days != 0 || b.Ignored != 0 || b.Estate().Days != 0 || b.Devices("anna") != 0 {
			t.Errorf("%+v", b)
		}
	}
}

func TestHabit(t *testing.T) {
	probe := device("AMProbe", "healthmailbox1", 9999, 9999, 9999)
	probe.Kind = lake.KindProbe
	s := lakeOf(t,
		table{before: 0, rows: []lake.Device{device("A1", "anna", 5000, 5000, 5000)}}, // the report's own day
		table{before: 1, rows: []lake.Device{device("A1", "anna", 100, 60, 1), device("B1", "bert", 10, 10, 0), probe}},
		table{before: 2, rows: []lake.Device{device("a1", `contoso\anna`, 120, 70, 2)}}, // other spellings
		table{before: 3, rows: []lake.Device{device("A1", "anna@contoso.com", 90, 50, 0), device("A2", "anna", 7, 7, 7)}},
		table{before: 4, rows: []lake.Device{device("A1", "anna", 9000, 8000, 7000)}}, // an incident
		table{before: 5, partial: true, rows: []lake.Device{device("A1", "anna", 1, 1, 1)}},
		table{before: 6, zone: "Europe/Berlin", rows: []lake.Device{device("A1", "anna", 1, 1, 1)}},
		table{before: 7, damaged: true, rows: []lake.Device{device("A1", "anna", 1, 1, 1), device("C1", "carl", 1, 1, 1)}},
		table{before: 15, rows: []lake.Device{device("A1", "anna", 1, 1, 1)}},
	)
	b := read(t, s, 14)
	if b.Days != 4 || b.Ignored != 3 || b.Wanted != 14 {
		t.Errorf("%d days, %d ignored", b.Days, b.Ignored)
	}
	got, _ := b.Device(`CONTOSO\Anna`, "a1")
	want := Habit{Days: 4, Hits: Spread{110, 15}, HitsWithoutPing: Spread{65, 10}, Failures: Spread{1.5, 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("anna's device (-want +got):\n%s", diff)
	}
	want = Habit{Days: 4, Hits: Spread{115, 11.5}, HitsWithoutPing: Spread{70, 6.5}, Failures: Spread{4.5, 3}}
	estate := Estate{want, Spread{1.5, 0.5}, Spread{1, 0}}
	if diff := cmp.Diff(estate, b.Estate()); diff != "" {
		t.Errorf("estate (-want +got):\n%s", diff)
	}
	for user, want := range map[string]int{"anna": 2, "BERT": 1, "carl": 0, "healthmailbox1": 0, "": 0} {
		if n := b.Devices(user); n != want {
			t.Errorf("%s: %d devices, want %d", user, n, want)
		}
	}
	if _, seen := b.Device("carl", "C1"); seen {
		t.Error("a device that only a damaged table has was seen")
	}
}

func TestSpread(t *testing.T) {
	for _, test := range []struct {
		values []float64
		want   Spread
	}{
		{nil, Spread{}},
		{[]float64{7}, Spread{7, 0}},
		{[]float64{1, 3}, Spread{2, 1}},
		{[]float64{1, 1, 2, 2, 4, 6, 9}, Spread{2, 1}},
	} {
		if got := newSpread(test.values); got != test.want {
			t.Errorf("%v: %v, want %v", test.values, got, test.want)
		}
	}
}

func TestErrors(t *testing.T) {
	for _, days := range []int{-1, MaxDays + 1} {
		if _, err := Read(t.Context(), lakeOf(t), christmas, "UTC", days); err == nil {
			t.Errorf("%d days: no error", days)
		}
	}
	var newer bytes.Buffer
	if err := lake.NewEncoder(&newer).Close(lake.Stamp{Schema: lake.SchemaVersion + 1}); err != nil {
		t.Fatal(err)
	}
	s := lakeOf(t)
	put(t, s, christmas-1, newer.Bytes())
	if _, err := Read(t.Context(), s, christmas, "UTC", 14); !errors.Is(err, lake.ErrNewer) {
		t.Errorf("error %v, want ErrNewer", err)
	}
}

// TestMemory: fifty thousand devices of two weeks take little.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("writes fourteen large tables")
	}
	const devices, days = 50_000, 14
	s := largeLake(t, devices, days)
	before := heap()
	b := read(t, s, days)
	took := heap() - before
	t.Logf("%d devices of %d days take %d KiB", len(b.units), b.Days, took>>10)
	if most := uint64(48 << 20); took > most {
		t.Errorf("%d bytes, want at most %d", took, most)
	}
	runtime.KeepAlive(b)
}

func largeLake(t testing.TB, devices, days int) *memstore.Store {
	t.Helper()
	rows := make([]lake.Device, devices)
	for i := range rows {
		rows[i] = device(fmt.Sprintf("Appl%012d", i), fmt.Sprintf("user%d", i), int64(1+i%700), int64(i%500), int64(i%9))
	}
	var tables []table
	for i := range days {
		tables = append(tables, table{before: i + 1, rows: rows})
	}
	return lakeOf(t, tables...)
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
