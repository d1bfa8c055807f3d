package assemble

import (
	"fmt"
	"testing"

	"github.com/easreport/easreport/internal/report"
)

func TestOneAccountInItsSpellings(t *testing.T) {
	for _, c := range []struct {
		name string
		rows []seen
		want []string
	}{
		{
			"domain, name, address and case",
			[]seen{
				{at: "10:00", user: `CONTOSO\Anna`},
				{at: "10:01", user: "anna", hits: 2},
				{at: "10:02", user: "ANNA@contoso.com"},
				{at: "10:03", user: `contoso\anna`, hits: 2},
			},
			[]string{`contoso\anna A1 6`}, // 3 hits in two cases, 2 of "anna"
		},
		{
			"the account, however seldom",
			[]seen{{at: "10:00", user: `contoso\anna`}, {at: "10:00", hits: 5, user: "anna@contoso.com"}, {at: "10:00", user: "Anna"}},
			[]string{`contoso\anna A1 7`},
		},
		{
			"two domains",
			[]seen{{at: "10:00", user: `CONTOSO\anna`}, {at: "10:00", user: `FABRIKAM\anna`, hits: 2}},
			[]string{`fabrikam\anna A1 2`, `contoso\anna A1 1`},
		},
		{
			"by User=, where a request succeeded",
			[]seen{
				{at: "10:00", user: `CONTOSO\akeller`, queryUser: "anna.keller@contoso.com"},
				{at: "10:01", user: "-", queryUser: "anna.keller@contoso.com", status: 401},
			},
			[]string{`contoso\akeller A1 2`},
		},
		{
			"not by User= of somebody else",
			[]seen{
				{at: "10:00", user: `CONTOSO\mallory`, queryUser: "anna.keller@contoso.com", device: "M1"},
				{at: "10:01", user: "anna.keller@contoso.com", queryUser: "anna.keller@contoso.com"},
			},
			[]string{"anna.keller@contoso.com A1 1", `contoso\mallory M1 1`},
		},
		{
			"not by what was refused",
			[]seen{
				{at: "10:00", user: `CONTOSO\anna`, queryUser: "bert@contoso.com", status: 401, win32: 1326},
				{at: "10:01", user: "bert@contoso.com"},
			},
			[]string{"bert@contoso.com A1 1", `contoso\anna A1 1`},
		},
		{
			"another account on the same device",
			[]seen{{at: "10:00", hits: 2}, {at: "10:00", user: "bert"}},
			[]string{"anna A1 2", "bert A1 1"},
		},
		{
			"the same account on another device",
			[]seen{{at: "10:00", hits: 2}, {at: "10:00", device: "B2"}},
			[]string{"anna A1 2", "anna B2 1"},
		},
		{
			"nobody",
			[]seen{{at: "10:00", hits: 2}, {at: "10:00", user: "-"}},
			[]string{"anna A1 2", " A1 1"},
		},
		{
			"device ids without case, most hits",
			[]seen{{at: "10:00", device: "appl1"}, {at: "10:01", device: "ApplI"}, {at: "10:02", device: "APPL1", hits: 2}},
			[]string{"anna APPL1 3", "anna ApplI 1"},
		},
		{
			"device ids equally frequent: the smallest",
			[]seen{{at: "10:00", device: "appl1"}, {at: "10:01", device: "APPL1"}, {at: "10:01", device: "Appl1"}},
			[]string{"anna APPL1 3"},
		},
		{
			"no device id, as OPTIONS has none",
			[]seen{{at: "10:00", hits: 2}, {at: "10:00", device: "-", kind: "-", command: "Options"}},
			[]string{"anna A1 2", "anna  1"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			want(t, build(t, lakeOfRows(t, c.rows...), christmas()).Rows, viewHits, c.want...)
		})
	}
}

// TestSpellingsAreOfTheSpan checks that names follow from what is shown, from
// all of it, and are the same in each row.
func TestSpellingsAreOfTheSpan(t *testing.T) {
	s := lakeOfRows(t,
		seen{at: "2011-12-23 10:00", hits: 9, user: `old\anna`, device: "a1", kind: "Old"},
		seen{at: "2011-12-24 10:00", hits: 2},
		seen{at: "2011-12-24 11:00", hits: 1, user: `contoso\anna`, device: "a1", kind: "iPad"},
	)
	view := func(r *report.Row) string { return fmt.Sprint(viewHits(r), " ", r.DeviceType) }
	q := christmas()
	q.BucketSeconds = 3600
	want(t, build(t, s, q).Rows, view, `contoso\anna A1 2 iPhone`, `contoso\anna A1 1 iPhone`)
	q.From, q.BucketSeconds = instant(t, "2011-12-23 00:00"), 0
	want(t, build(t, s, q).Rows, view, `old\anna a1 9 Old`, `contoso\anna A1 3 iPhone`)
}

func TestLatestUserAgent(t *testing.T) {
	view := func(r *report.Row) string {
		return fmt.Sprintf("%d %s of %d, %s", r.Hits, r.UserAgent, r.UserAgents, r.AccessState)
	}
	rows := []seen{
		{at: "2011-12-24 10:00", hits: 9, agent: "iOS/5", access: "QuarantinedG"},
		{at: "2011-12-24 18:00", agent: "iOS/6"},
		{at: "2011-12-24 12:00", agent: "iOS/4", access: "AllowedI"},
		{at: "2011-12-24 19:00", agent: "-"},
	}
	for _, c := range []struct {
		name string
		rows []seen
		want []string
	}{
		{"by time, not by hits or order", rows, []string{"12 iOS/6 of 3, AllowedI"}},
		{
			"of two at once the smaller",
			[]seen{{at: "10:00", agent: "iOS/6", access: "B"}, {at: "10:00", agent: "iOS/5", access: "A"}, {at: "10:00", agent: "iOS/7"}},
			[]string{"3 iOS/5 of 3, A"},
		},
		{
			"of a later day",
			append(rows[:3:3], seen{at: "2011-12-25 01:00", agent: "iOS/1", back: true, access: "BlockedD"}),
			[]string{"12 iOS/1 of 4, BlockedD"},
		},
		{
			"also of requests that only the back end logged",
			[]seen{{at: "10:00", hits: 2, agent: "iOS/5"}, {at: "11:00", agent: "iOS/6", back: true}},
			[]string{"3 iOS/6 of 2, "},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := christmas()
			q.To = q.To.AddDate(0, 0, 1)
			want(t, build(t, lakeOfRows(t, c.rows...), q).Rows, view, c.want...)
		})
	}

	// --by-user-agent splits the rows; the device stays one.
	q := christmas()
	q.ByUserAgent = true
	r := build(t, lakeOfRows(t, rows...), q)
	want(t, r.Rows, view, "9 iOS/5 of 1, QuarantinedG", "1  of 0, ", "1 iOS/4 of 1, AllowedI", "1 iOS/6 of 1, ")
	want(t, r.Top, view, "12 iOS/6 of 3, AllowedI")
}

func TestByUserAgentOfTwoSides(t *testing.T) {
	s := lakeOfRows(t,
		seen{at: "10:00", hits: 3, agent: "iOS/5"}, seen{at: "10:00", hits: 1, agent: "iOS/5", back: true},
		seen{at: "11:00", hits: 1, agent: "iOS/6"}, seen{at: "11:00", hits: 2, agent: "iOS/6", back: true},
	)
	q := christmas()
	q.ByUserAgent = true
	want(t, build(t, s, q).Rows, viewHits, "anna A1 3", "anna A1 2")
}

func TestServersAndAddresses(t *testing.T) {
	s := lakeOf(t,
		file{name: "a.log", rows: []seen{{at: "2011-12-24 10:00", server: "CAS01", client: "203.0.113.1"}, {at: "2011-12-24 10:00", server: "-", client: "-"}}},
		file{name: "b.log", rows: []seen{{at: "2011-12-24 11:00", server: "CAS02", client: "203.0.113.1"}, {at: "2011-12-25 11:00", server: "CAS02", client: "203.0.113.2"}}},
		file{name: "c.log", rows: []seen{{at: "2011-12-24 11:00", server: "MBX01", client: "10.0.0.1", back: true}}},
	)
	view := func(r *report.Row) string { return fmt.Sprintf("%d servers, %d addresses", r.Servers, r.Clients) }
	q := christmas()
	q.To = q.To.AddDate(0, 0, 1)
	want(t, build(t, s, q).Rows, view, "2 servers, 2 addresses")
}
