package iislog

import (
	"math/rand/v2"
	"strconv"
	"testing"
)

// recordOf is a record with a value between others.
func recordOf(before, value, after string) *Record {
	r := &Record{line: []byte(before + value + after), layout: new(layout)}
	r.spans[BytesSent] = span{uint32(len(before)), uint32(len(before) + len(value))}
	return r
}

func TestNatural(t *testing.T) {
	for value, want := range map[string]int64{
		"0": 0, "7": 7, "00": 0, "007": 7, "42": 42, "12345678": 12345678, "99999999": 99999999, "123456789": 123456789, "00000000000000042": 42,
		"999999999999999999": 999999999999999999, "1000000000000000000": -1, "99999999999999999999999": -1,
		"": -1, "-": -1, "-1": -1, "+1": -1, "1.5": -1, "1x": -1, "x1": -1, "1:": -1, "/1": -1, "\x00": -1, "1\xb0": -1, "１": -1, "1 2": -1,
	} {
		for _, before := range []string{"", "9", "9999999 ", "x y 99999999 "} {
			if got := recordOf(before, value, "9").Natural(BytesSent); got != want {
				t.Errorf("%q after %q: %d, want %d", value, before, got, want)
			}
		}
	}
	if got := recordOf("1", "2", "3").Natural(TimeTaken); got != -1 {
		t.Errorf("a field that is not there: %d", got)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		n := r.Int64N(1e18) >> r.IntN(60)
		if got := recordOf("12345678", strconv.FormatInt(n, 10), "9").Natural(BytesSent); got != n {
			t.Fatalf("%d is read as %d", n, got)
		}
	}
}

func FuzzNatural(f *testing.F) {
	f.Add("123456789 ", "12", " 3")
	f.Fuzz(func(t *testing.T, before, value, after string) {
		got := recordOf(before, value, after).Natural(BytesSent)
		want, err := strconv.ParseUint(value, 10, 63)
		if err != nil || len(value) > 18 {
			want = 1<<64 - 1
		}
		if got != int64(want) {
			t.Errorf("%q: %d, want %d", value, got, int64(want))
		}
	})
}
