package report

import (
	"strings"
	"testing"
	"time"
)

// TestDays reads days and times as of a Sunday on which the clocks of Berlin went back.
func TestDays(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip(err)
	}
	now := time.Date(2026, 10, 25, 0, 30, 0, 0, berlin)
	for _, test := range []struct{ first, last, from, to string }{
		{"2026-10-24", "2026-10-24", "2026-10-24T00:00:00+02:00", "2026-10-25T00:00:00+02:00"},
		{"10-24-2026", "10-24-2026", "2026-10-24T00:00:00+02:00", "2026-10-25T00:00:00+02:00"},
		{"yesterday", "today", "2026-10-24T00:00:00+02:00", "2026-10-26T00:00:00+01:00"},
		{"Yesterday", "TODAY", "2026-10-24T00:00:00+02:00", "2026-10-26T00:00:00+01:00"},
		{"-7", "-1", "2026-10-18T00:00:00+02:00", "2026-10-25T00:00:00+02:00"},
		{"-0", "-0", "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00"},
		{"2026-10-24 18:30", "2026-10-24", "2026-10-24T18:30:00+02:00", "2026-10-25T00:00:00+02:00"},
		{"2026-10-24T18:30", "yesterday 20:00", "2026-10-24T18:30:00+02:00", "2026-10-24T20:00:00+02:00"},
		{"-30", "", "2026-09-25T00:00:00+02:00", ""},
	} {
		from, to, err := Days(test.first, test.last, now)
		if err != nil {
			t.Errorf("%s to %s: %v", test.first, test.last, err)
			continue
		}
		shown := ""
		if !to.IsZero() {
			shown = to.Format(time.RFC3339)
		}
		if got := from.Format(time.RFC3339); got != test.from || shown != test.to {
			t.Errorf("%s to %s is %s to %s, want %s to %s", test.first, test.last, got, shown, test.from, test.to)
		}
	}
}

func TestNoDays(t *testing.T) {
	now := time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC)
	for _, test := range []struct{ first, last, want string }{
		{"", "", `"": want a day such as`},
		{"24.12.2011", "", "want a day such as"},
		{"2011-02-30", "", "want a day such as"},
		{"-", "", "want a day such as"},
		{"-3661", "", "want a day such as"},
		{"--1", "", "want a day such as"},
		{"7", "", "want a day such as"},
		{"yesterday 25:00", "", "want a time such as yesterday 18:30"},
		{"2011-12-24 ", "", "want a time such as 2011-12-24 18:30"},
		{"2011-12-24", "2011-12-23", "is before the beginning"},
		{"2011-12-24 10:00", "2011-12-24 10:00", "is before the beginning"},
	} {
		if _, _, err := Days(test.first, test.last, now); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q to %q: %v, want %q", test.first, test.last, err, test.want)
		}
	}
}
