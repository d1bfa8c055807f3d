package schedule_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/easreport/easreport/internal/schedule"
)

// TestNext: the times are worked out by hand from a calendar. 2026-11-30 is a Monday.
func TestNext(t *testing.T) {
	for _, c := range []struct{ expression, zone, after, want string }{
		{"cron(0 6 * * ? *)", "UTC", "2026-11-30T05:59:59Z", "2026-11-30T06:00:00Z"},
		{"cron(0 6 * * ? *)", "UTC", "2026-11-30T06:00:00Z", "2026-12-01T06:00:00Z"},
		{"cron(0 6 * * ? *)", "Europe/Berlin", "2026-11-30T05:30:00Z", "2026-12-01T05:00:00Z"},
		{"cron(0 6 * * ? *)", "Europe/Berlin", "2026-07-01T03:30:00Z", "2026-07-01T04:00:00Z"},
		{"cron(0 6 ? * MON-FRI *)", "UTC", "2026-12-04T06:00:00Z", "2026-12-07T06:00:00Z"},
		{"cron(0 6 ? * 2-6 *)", "UTC", "2026-12-04T06:00:00Z", "2026-12-07T06:00:00Z"},
		{"cron(0/15 8-9,17 * * ? *)", "UTC", "2026-11-30T09:45:00Z", "2026-11-30T17:00:00Z"},
		{"cron(*/20 * * * ? *)", "UTC", "2026-11-30T09:45:00Z", "2026-11-30T10:00:00Z"},
		{"cron(0 6 L * ? *)", "UTC", "2028-02-01T00:00:00Z", "2028-02-29T06:00:00Z"},
		{"cron(0 6 15W * ? *)", "UTC", "2026-11-01T00:00:00Z", "2026-11-16T06:00:00Z"},
		{"cron(0 6 1W * ? *)", "UTC", "2026-07-31T12:00:00Z", "2026-08-03T06:00:00Z"},
		{"cron(0 6 ? * 6L *)", "UTC", "2026-11-01T00:00:00Z", "2026-11-27T06:00:00Z"},
		{"cron(0 6 ? * FRI#2 *)", "UTC", "2026-11-01T00:00:00Z", "2026-11-13T06:00:00Z"},
		{"cron(0 6 29 FEB ? *)", "UTC", "2026-11-30T00:00:00Z", "2028-02-29T06:00:00Z"},
		{"cron(0 6 1 1 ? 2030)", "UTC", "2026-11-30T00:00:00Z", "2030-01-01T06:00:00Z"},
		{"cron(0 6 1 1 ? 2020)", "UTC", "2026-11-30T00:00:00Z", ""},
		// Berlin has no 02:30 on 2027-03-28.
		{"cron(30 2 * * ? *)", "Europe/Berlin", "2027-03-27T12:00:00Z", "2027-03-29T00:30:00Z"},
		{"rate(1 day)", "UTC", "2026-11-30T05:00:00Z", "2026-12-01T05:00:00Z"},
		{"rate(90 minutes)", "UTC", "2026-11-30T05:00:00Z", "2026-11-30T06:30:00Z"},
	} {
		s, err := schedule.Parse(c.expression)
		if err != nil {
			t.Errorf("%s: %v", c.expression, err)
			continue
		}
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		after, err := time.Parse(time.RFC3339, c.after)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if due, ok := s.Next(after.In(zone)); ok {
			got = due.UTC().Format(time.RFC3339)
		}
		if got != c.want {
			t.Errorf("%s in %s after %s: due %q, want %q", c.expression, c.zone, c.after, got, c.want)
		}
	}
}

func TestMistakes(t *testing.T) {
	for _, text := range []string{
		"", "6:00", "cron()", "cron(0 6 * * *)", "cron(0 6 * * * *)", "cron(0 6 ? * ? *)", "cron(60 6 * * ? *)", "cron(0 24 * * ? *)",
		"cron(0 6 32 * ? *)", "cron(0 6 ? * 8 *)", "cron(0 6 ? * FRY *)", "cron(0 6 ? * 9L *)", "cron(0 6 ? * FRI#6 *)", "cron(0 6 XW * ? *)",
		"cron(5-1 6 * * ? *)", "cron(0/0 6 * * ? *)", "cron(0 6 * * ? *", "rate(0 days)", "rate(1 week)", "rate(-1 day)", "at(2026-11-30T06:00:00)",
	} {
		if _, err := schedule.Parse(text); err == nil {
			t.Errorf("%q passes for a schedule", text)
		}
	}
}
