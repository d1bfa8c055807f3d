package iislog_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/iislog"
)

func FuzzReader(f *testing.F) {
	f.Add([]byte(smallLog))
	f.Add([]byte(smallLog + "\x00\x00\xEF\xBB\xBF#Fields: time sc-status\n#Date: 2024-05-06\n01:02:03.5 404\r\ncut"))
	f.Add([]byte(advanced + "2024-05-06 07:08:09.363 /a \"x \"\"y\"\" z\" - 200 9\n"))
	f.Add(utf16le([]byte(smallLog)))
	f.Add(gzipped(f, []byte(smallLog)))
	f.Add(zstandard(f, []byte(smallLog)))
	f.Add(zipped(f, entry{"a.log", []byte(smallLog)}, entry{"b", []byte("x")}))
	f.Fuzz(func(t *testing.T, object []byte) {
		records, stats, err := read(bytes.NewReader(object))
		var format *iislog.FormatError
		if err != nil && !errors.As(err, &format) {
			t.Fatalf("bytes in memory cannot fail, but: %v", err)
		}
		checkStats(t, int64(len(records)), stats)
		checkValues(t, object)

		again, againStats, againErr := read(iotest.OneByteReader(bytes.NewReader(object)))
		if diff := cmp.Diff(records, again); diff != "" {
			t.Errorf("records by single bytes (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(message(err), message(againErr)); diff != "" {
			t.Errorf("error by single bytes (-want +got):\n%s", diff)
		}
		if err != nil {
			return // how much was read before it, depends on the source
		}
		if diff := cmp.Diff(stats, againStats); diff != "" {
			t.Errorf("stats by single bytes (-want +got):\n%s", diff)
		}
		if bytes.HasPrefix(object, []byte{0x1f, 0x8b}) || bytes.HasPrefix(object, []byte("PK")) ||
			len(object) > 3 && object[3] == 0xFD || len(object) > 3 && object[3] == 0x18 {
			return // compression in compression is not followed
		}
		again, againStats, err = read(bytes.NewReader(gzipped(t, object)))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(records, again); diff != "" {
			t.Errorf("records through gzip (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(stats, againStats); diff != "" {
			t.Errorf("stats through gzip (-want +got):\n%s", diff)
		}
	})
}

func checkStats(t *testing.T, records int64, s iislog.Stats) {
	t.Helper()
	var sum int64
	for _, n := range s.ByReason {
		sum += n
	}
	if s.Records != records || s.Rejected != sum || s.Records+s.Rejected > s.Lines || s.ByReason[0] != 0 {
		t.Errorf("counts do not agree: %d records, stats %+v", records, s)
	}
	if s.Hashed > s.Records+s.Rejected || s.Hashed < s.Records || (s.Hashed == 0) != (s.Checkpoints == nil) {
		t.Errorf("checkpoints do not agree with counts: %+v", s)
	}
	if len(s.Samples) > 10 || int64(len(s.Samples)) > s.Rejected || s.First > s.Last {
		t.Errorf("impossible stats: %+v", s)
	}
}

func checkValues(t *testing.T, object []byte) {
	t.Helper()
	r := iislog.NewReader("test.log", bytes.NewReader(object))
	defer func() { _ = r.Close() }()
	advanced := false
	_ = each(r, func(record *iislog.Record) {
		advanced = advanced || strings.Contains(strings.ToLower(r.Stats().Software), "advanced logging")
		for f := range iislog.NumFields {
			v := record.Value(f)
			if v == nil {
				continue
			}
			if len(v) == 0 || !record.Carries(f) || bytes.IndexByte(v, '\n') >= 0 || bytes.IndexByte(v, ' ') >= 0 && !advanced {
				t.Fatalf("line %d: field %d is %q", record.Line, f, v)
			}
		}
		if record.Status < 0 || record.Status > 999 || record.UnixMilli <= 0 {
			t.Fatalf("line %d: status %d at %d", record.Line, record.Status, record.UnixMilli)
		}
	})
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// The clock must agree with package time on what is a time.
func FuzzTime(f *testing.F) {
	f.Add("2024-02-29", "23:59:59.999")
	f.Add("2023-02-29", "24:00:00")
	f.Fuzz(func(t *testing.T, date, clock string) {
		if strings.ContainsAny(date+clock, " \n\r\t\x00") || strings.HasPrefix(date, "#") || date == "" || clock == "" ||
			strings.HasPrefix(date, "\xEF\xBB\xBF") {
			t.Skip()
		}
		r := iislog.NewReader("test.log", strings.NewReader("#Fields: date time\n"+date+" "+clock+"\n"))
		var got []int64
		err := each(r, func(record *iislog.Record) { got = append(got, record.UnixMilli) })
		want, ok := parseWithPackageTime(date, clock)
		if err != nil || len(got) > 1 || ok != (len(got) == 1) || ok && got[0] != want {
			t.Fatalf("%s %s: got %d and error %v, want %d: %v", date, clock, got, err, want, ok)
		}
	})
}

func parseWithPackageTime(date, clock string) (milli int64, ok bool) {
	whole, decimals, fraction := strings.Cut(clock, ".")
	if fraction && (decimals == "" || strings.Trim(decimals, "0123456789") != "") || len(whole) != len(time.TimeOnly) {
		return 0, false
	}
	at, err := time.Parse(time.DateTime, date+" "+whole)
	if err != nil || at.Year() < 1990 || at.Year() > 2100 {
		return 0, false
	}
	for i := range 3 {
		milli *= 10
		if i < len(decimals) {
			milli += int64(decimals[i] - '0')
		}
	}
	return at.UnixMilli() + milli, true
}
