package lake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/easreport/easreport/internal/store/memstore"
	"github.com/easreport/easreport/internal/traffic"
)

// testTraffic has rows in order, some with NULLs.
func testTraffic() Traffic {
	var rows Traffic
	for hour := range 5 {
		for server := range 3 {
			for _, segment := range []string{"ews", "microsoft-server-activesync", "other"} {
				n := int64(hour*100 + server*10 + len(segment))
				r := traffic.Row{
					Hour: christmasDay.Start().UnixMilli() + int64(hour)*hourMs, Segment: segment,
					Hits: n + 1, ServerErrors: n % 3, BytesSent: n * 1000, BytesReceived: n * 200, TimeTaken: n * 37,
				}
				if server > 0 {
					r.Server = fmt.Sprintf("EX%02d", server)
				}
				if hour == 3 {
					r.BytesSent, r.BytesReceived, r.TimeTaken = traffic.NotLogged, traffic.NotLogged, traffic.NotLogged
				}
				rows = append(rows, r)
			}
		}
	}
	return rows
}

func TestTrafficRoundTrip(t *testing.T) {
	want := testTraffic()
	var file bytes.Buffer
	if err := WriteTraffic(&file, TrafficStamp{Day: christmasDay, Fingerprint: "f1"}, want); err != nil {
		t.Fatal(err)
	}
	got, err := parquet.Read[traffic.Row](bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for i := range want { // parquet-go has 0 for NULL
		for _, n := range []*int64{&want[i].BytesSent, &want[i].BytesReceived, &want[i].TimeTaken} {
			*n = max(*n, 0)
		}
	}
	if diff := gocmp.Diff(want, Traffic(got)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	s := memstore.New()
	put(t, s, TrafficKey(christmasDay), file.Bytes())
	stamp, _, err := ReadTrafficStamp(t.Context(), s, christmasDay)
	if diff := gocmp.Diff(TrafficStamp{Schema: SchemaVersion, Day: christmasDay, Fingerprint: "f1"}, stamp); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// TestTrafficOfAnotherDay: neither a stamp nor a row may say another day than the key.
func TestTrafficOfAnotherDay(t *testing.T) {
	for name, file := range map[string]struct{ stamp, rows Day }{
		"stamp": {christmasDay + 1, christmasDay},
		"rows":  {christmasDay, christmasDay + 1},
	} {
		rows := testTraffic()
		for i := range rows {
			rows[i].Hour += int64(file.rows-christmasDay) * 24 * hourMs
		}
		var b bytes.Buffer
		if err := WriteTraffic(&b, TrafficStamp{Day: file.stamp}, rows); err != nil {
			t.Fatal(err)
		}
		if _, _, err := ReadTrafficStamp(t.Context(), oneObject(b.Bytes()), christmasDay); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s of another day: error %v", name, err)
		}
	}
}

func TestTrafficInStamp(t *testing.T) {
	stamp := testStamp()
	stamp.Traffic = testTraffic()
	text, err := stamp.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseStamp(text)
	if diff := gocmp.Diff(stamp, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if perRow := len(text) / len(stamp.Traffic); perRow > 80 {
		t.Errorf("%d bytes for each row", perRow)
	}
	stamp.Traffic = nil
	if text, err = stamp.Marshal(); err != nil || bytes.Contains(text, []byte("traffic")) {
		t.Errorf("without traffic: %v\n%s", err, text)
	}
	for _, bad := range []string{`{}`, `[{"hours":[["x"]]}]`, `[{"hours":{}}]`, `7`} {
		var rows Traffic
		if err := json.Unmarshal([]byte(bad), &rows); err == nil {
			t.Errorf("%s: no error", bad)
		}
	}
}

// TestStampOfAnotherDay: a file whose stamp has traffic of another day lies in the wrong
// place.
func TestStampOfAnotherDay(t *testing.T) {
	stamp := testStamp()
	stamp.Traffic = testTraffic()
	var file bytes.Buffer
	if err := NewEncoder(&file).Close(stamp); err != nil {
		t.Fatal(err)
	}
	id := NewSourceID(stamp.Bucket, stamp.Key)
	for day, want := range map[Day]error{christmasDay: nil, christmasDay + 1: ErrDamaged} {
		if _, _, err := ReadStamp(t.Context(), oneObject(file.Bytes()), ActivityKey(day, id)); !errors.Is(err, want) {
			t.Errorf("under %s: error %v, want %v", day, err, want)
		}
	}
}

func TestOnlyTraffic(t *testing.T) {
	s := Stamp{Reading: Reading{Days: []Day{christmasDay}}}
	if s.OnlyTraffic(christmasDay + 1) {
		t.Error("a file without traffic")
	}
	s.Traffic = testTraffic()
	if s.OnlyTraffic(christmasDay) || !s.OnlyTraffic(christmasDay+1) {
		t.Error("a day with requests, or one without")
	}
}
