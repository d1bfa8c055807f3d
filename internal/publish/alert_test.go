package publish

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/mail"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
)

// hours asks for a time of a UTC day.
func hours(t testing.TB, from, to string, minimum int64) report.Query {
	t.Helper()
	return report.Query{From: instant(t, from), To: instant(t, to), MinimumHits: minimum}
}

func alert(t *testing.T, s store.Store, q report.Query, m *Mailing) AlertResult {
	t.Helper()
	r, err := publisher(s).Alert(t.Context(), q, m)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAlert(t *testing.T) {
	s := christmas(t)
	var box postbox
	ten := hours(t, "2011-12-24 10:00", "2011-12-24 11:00", 41)
	if r := alert(t, s, ten, box.mailing()); r.Devices != 1 || r.Mailed != 1 || box.count() != 1 {
		t.Fatalf("above: %+v", r)
	}
	m := box.mails[0]
	if m.Subject != "[easreport] ALERT 2011-12-24 10:00: 1 device sent 41 requests or more within an hour" || !strings.HasPrefix(m.Text, "ActiveSync alert, 2011-12-24 10:00") ||
		!strings.Contains(m.Text, "A1") || !strings.Contains(m.HTML, "A1") || strings.Contains(m.Text, "B2") || strings.Contains(m.HTML, "B2") || attachmentNames(m) != "easreport.csv" {
		t.Errorf("mail %q with %s\n%s", m.Subject, attachmentNames(m), m.Text)
	}
	// Exactly at the threshold; only who was not mailed about is new.
	ten.MinimumHits = 40
	if r := alert(t, s, ten, box.mailing()); r.Devices != 2 || r.Mailed != 1 || strings.Contains(box.mails[1].Text, "A1") {
		t.Errorf("exactly: %+v", r)
	}
	if r := alert(t, s, ten, box.mailing()); r.Mailed != 0 || r.Why == "" {
		t.Errorf("again: %+v", r)
	}
	// Another hour of the day, another spelling of the name.
	addSource(t, s, "b.log", seen{at: "2011-12-24 15:00", device: "a1", user: `CONTOSO\Anna`, hits: 900})
	if r := alert(t, s, hours(t, "2011-12-24 14:00", "2011-12-24 16:00", 800), box.mailing()); r.Devices != 1 || r.Mailed != 0 {
		t.Errorf("later that day: %+v", r)
	}
	// Monitoring probes are nobody's phone.
	if r := alert(t, s, hours(t, "2011-12-24 11:00", "2011-12-24 12:00", 1000), box.mailing()); r.Devices != 0 || r.Why == "" {
		t.Errorf("probe: %+v", r)
	}
	for key := range contents(t, s, lake.AlertsPrefix) {
		if strings.Contains(key, "a1") && strings.Contains(key, "anna") || !strings.HasPrefix(key, "alerts/v2/dt=2011-12-24/") {
			t.Errorf("key %s", key)
		}
	}
	if n := len(contents(t, s, lake.ReportsPrefix)); n != 0 {
		t.Errorf("%d objects of reports", n)
	}
}

// TestAlertDays: a span over midnight mails about a device for each of its days,
// by the clock of the zone.
func TestAlertDays(t *testing.T) {
	s := christmas(t)
	addSource(t, s, "b.log",
		seen{at: "2011-12-24 22:30", device: "C3", user: "carl", hits: 500}, // 23:30 in Berlin
		seen{at: "2011-12-24 23:30", device: "C3", user: "carl", hits: 500}) // 00:30
	q := on(t, "2011-12-25", "2011-12-25", "Europe/Berlin")
	q.From, q.To, q.MinimumHits = q.From.Add(-time.Hour), q.From.Add(time.Hour), 400
	var box postbox
	if r := alert(t, s, q, box.mailing()); r.Devices != 2 || r.Mailed != 2 || box.count() != 1 {
		t.Errorf("%+v, %d mails", r, box.count())
	}
}

// TestAlertFails: a mail that failed must not silence a device.
func TestAlertFails(t *testing.T) {
	world := lab{lake: christmas(t)}
	errs := []error{errRefused, mail.ErrUnclear, nil}
	box := postbox{fails: func(n int) error { return errs[n] }}
	q := hours(t, "2011-12-24 10:00", "2011-12-24 11:00", 40)
	for _, want := range errs[:2] {
		if r, err := world.publisher().Alert(t.Context(), q, box.mailing()); !errors.Is(err, want) || r.Mailed != 0 {
			t.Errorf("%+v, %v", r, err)
		}
	}
	if r, err := world.publisher().Alert(t.Context(), q, box.mailing()); err != nil || r.Mailed != 2 {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestAlertShared: a server that refuses is mailed about once a day, whatever devices send;
// so it is once more when that has become worse.
func TestAlertShared(t *testing.T) {
	s := christmas(t)
	busy := func(file, from string, n int) {
		var rows []seen
		for i := range n {
			at := instant(t, "2011-12-24 "+from).Add(time.Duration(i%14) * time.Minute).Format("2006-01-02 15:04")
			rows = append(rows, seen{at: at, device: fmt.Sprintf("S%d", i%12), user: fmt.Sprintf("user%d", i%12), hits: 3, status: 503})
		}
		addSource(t, s, file, rows...)
	}
	busy("b.log", "18:00", 120)
	var box postbox
	at := func(from, to string) report.Query {
		return hours(t, "2011-12-24 "+from, "2011-12-24 "+to, 100_000)
	}
	if r := alert(t, s, at("18:00", "19:00"), box.mailing()); r.Devices != 0 || r.Findings != 1 || r.Mailed != 1 || box.count() != 1 {
		t.Fatalf("%+v, %d mails", r, box.count())
	}
	m := box.mails[0]
	if !strings.Contains(m.Subject, "ALERT") || !strings.Contains(m.Subject, "server refuses requests") || !strings.Contains(m.Text, "360 of 360 requests") {
		t.Errorf("mail %q\n%s", m.Subject, m.Text)
	}
	if r := alert(t, s, at("18:00", "19:00"), box.mailing()); r.Findings != 1 || r.Mailed != 0 || r.Why == "" {
		t.Errorf("again: %+v", r)
	}
	if r := alert(t, s, at("14:00", "15:00"), box.mailing()); r.Findings != 0 || r.Mailed != 0 || r.Why == "" {
		t.Errorf("an hour without: %+v", r)
	}
}

// TestAlertSeverity: a spray is mailed about, once more when somebody got in, and not again
// when, in a later hour, nobody did.
func TestAlertSeverity(t *testing.T) {
	s := christmas(t)
	spray := func(file, hour string, more ...seen) {
		rows := more
		for i := range 14 {
			rows = append(rows, seen{at: fmt.Sprintf("2011-12-24 %s:%02d", hour, i), device: "X1", user: fmt.Sprintf("account%d", i), hits: 3, status: 401, win32: 1326})
		}
		addSource(t, s, file, rows...)
	}
	var box postbox
	next := func(from, to string, mailed int, says string) {
		t.Helper()
		r := alert(t, s, hours(t, "2011-12-24 "+from, "2011-12-24 "+to, 100_000), box.mailing())
		if r.Mailed != mailed || mailed > 0 && !strings.Contains(box.mails[len(box.mails)-1].Text, says) {
			t.Errorf("from %s: %+v, %d mails", from, r, box.count())
		}
	}
	spray("b.log", "18")
	next("18:00", "19:00", 1, "None of these accounts got in")
	next("18:00", "19:00", 0, "")
	spray("c.log", "19", seen{at: "2011-12-24 19:30", device: "X1", user: "account7", hits: 1})
	next("19:00", "20:00", 1, "and got in as account7")
	next("18:00", "19:00", 0, "")
	next("18:00", "20:00", 0, "")
	spray("d.log", "20")
	next("20:00", "21:00", 0, "")
}

// TestAlertLessSevere: what was first mailed about as critical is no news when it is less so.
func TestAlertLessSevere(t *testing.T) {
	s := christmas(t)
	var box postbox
	rows := []seen{{at: "2011-12-24 19:30", device: "X1", user: "account7", hits: 1}}
	for i := range 28 {
		rows = append(rows, seen{at: fmt.Sprintf("2011-12-24 %d:%02d", 19+i/14, i%14), device: "X1", user: fmt.Sprintf("account%d", i%14), hits: 3, status: 401, win32: 1326})
	}
	addSource(t, s, "b.log", rows...)
	if r := alert(t, s, hours(t, "2011-12-24 19:00", "2011-12-24 20:00", 100_000), box.mailing()); r.Mailed != 1 || !strings.Contains(box.mails[0].Text, "and got in as account7") {
		t.Fatalf("critical: %+v", r)
	}
	if r := alert(t, s, hours(t, "2011-12-24 20:00", "2011-12-24 21:00", 100_000), box.mailing()); r.Findings != 1 || r.Mailed != 0 || r.Why != "these were mailed about before" {
		t.Errorf("less severe: %+v, %d mails", r, box.count())
	}
}
