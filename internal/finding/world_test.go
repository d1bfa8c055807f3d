package finding

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/baseline"
	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

var christmas = time.Date(2011, 12, 24, 0, 0, 0, 0, time.UTC)

// request is a line of a log. What is left out is as usual (see line).
type request struct {
	cmd, log                 string
	status, sub, win32       int
	taken, sent              int
	user, device, client     string
	agent                    string
	method, port, stem, name string
	day                      int // after Christmas Eve
}

// line writes a request as Exchange 2010 logs it.
func (r request) line(at time.Time) string {
	query := ""
	if r.method == "" {
		query = fmt.Sprintf("Cmd=%s&User=%s&DeviceId=%s&DeviceType=iPhone",
			cmp.Or(r.cmd, "Sync"), cmp.Or(r.user, "anna"), cmp.Or(r.device, "Appl860334PWA4S1"))
	}
	if r.log != "-" {
		query += "&Log=" + cmp.Or(r.log, "V121_LdapC0_")
	}
	return fmt.Sprintf("%s 192.0.2.11 %s %s %s %s %s %s %s %d %d %d %d 310 %d\r\n",
		at.UTC().Format(time.DateTime), cmp.Or(r.method, "POST"), cmp.Or(r.stem, "/Microsoft-Server-ActiveSync/default.eas"), cmp.Or(query, "-"),
		cmp.Or(r.port, "443"), cmp.Or(r.name, `CONTOSO\`+cmp.Or(r.user, "anna")), cmp.Or(r.client, "203.0.113.9"),
		cmp.Or(r.agent, "Apple-iPhone3C1/801.293"), cmp.Or(r.status, 200), r.sub, r.win32, cmp.Or(r.sent, 420), cmp.Or(r.taken, 120))
}

// several are so many requests, one each so often from a time on.
type several struct {
	n       int
	from    string // 10:15:00
	every   time.Duration
	request request
}

// times gives the times of the requests.
func (s several) times() (all []time.Time) {
	clock, err := time.Parse(time.TimeOnly, s.from)
	if err != nil {
		panic(err)
	}
	first := christmas.AddDate(0, 0, s.request.day).Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute + time.Duration(clock.Second())*time.Second)
	for i := range s.n {
		all = append(all, first.Add(time.Duration(i)*s.every))
	}
	return all
}

// logOf writes a log in order of time.
func logOf(parts ...several) string {
	type entry struct {
		at   time.Time
		line string
	}
	var entries []entry
	for _, part := range parts {
		for _, at := range part.times() {
			entries = append(entries, entry{at, part.request.line(at)})
		}
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return a.at.Compare(b.at) })
	var b strings.Builder
	b.WriteString("#Software: Microsoft Internet Information Services 7.5\r\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port" +
		" cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken\r\n")
	for _, e := range entries {
		b.WriteString(e.line)
	}
	return b.String()
}

// world is what is judged.
type world struct {
	bucketSeconds int // of the lake, 0: 60
	days          int // of the report, 0: 1
	most          int // candidates, 0: MaxDetails
	limits        *Thresholds
	baseline      *baseline.Baseline
	troubles      []Trouble
}

// judged are the findings about the devices of a log, by device, through all that
// a log goes through.
func (w world) judge(t testing.TB, text string) (findings map[report.Identity][]Finding, leftOut int) {
	t.Helper()
	logs, lake := memstore.New(), memstore.New()
	if _, err := logs.Put(t.Context(), "u_ex111224.log", strings.NewReader(text), store.Condition{}); err != nil {
		t.Fatal(err)
	}
	in := &ingest.Ingester{Source: logs, Lake: lake, BucketSeconds: cmp.Or(w.bucketSeconds, 60), TempDir: t.TempDir()}
	if result, err := in.Ingest(t.Context(), "u_ex111224.log"); err != nil || result.Outcome != ingest.Applied || result.Stamp.Reading.Rejects() > 0 {
		t.Fatalf("ingest: %v %s, %v", result.Outcome, result.Reason, err)
	}
	q := report.Query{From: christmas, To: christmas.AddDate(0, 0, cmp.Or(w.days, 1))}
	r, err := assemble.Report(t.Context(), lake, q)
	if err != nil {
		t.Fatal(err)
	}
	users := make(map[string]int)
	for row := range r.Devices.All() {
		users[row.User]++
	}
	seen := make(map[string]bool)
	subjects := make([]*Subject, r.Devices.Len())
	for i := range subjects {
		row := new(report.Row)
		r.Devices.Get(i, row)
		subjects[i] = &Subject{Row: row, Zone: time.UTC, Baseline: w.baseline, UserDevices: users[row.User], Troubles: w.troubles}
		if seen[row.User] {
			subjects[i].UserDevices = 0
		}
		seen[row.User] = true
	}
	limits := w.limits
	if limits == nil {
		usual := DefaultThresholds()
		limits = &usual
	}
	maker := func() func(int) *Subject { return func(place int) *Subject { return subjects[place] } }
	chosen, leftOut := Candidates(len(subjects), maker, limits, cmp.Or(w.most, MaxDetails))
	wanted := make([]report.Identity, len(chosen))
	for i, at := range chosen {
		wanted[i] = report.Identity{User: subjects[at].Row.User, DeviceID: subjects[at].Row.DeviceID}
	}
	details, err := assemble.Details(t.Context(), lake, r, wanted)
	if err != nil {
		t.Fatal(err)
	}
	findings = make(map[report.Identity][]Finding)
	for i, at := range chosen {
		subjects[at].Detail = &details[i]
	}
	for i, at := range chosen {
		for k, other := range chosen {
			if k != i && subjects[other].Row.User == subjects[at].Row.User {
				subjects[at].Others = append(subjects[at].Others, &details[k])
			}
		}
		findings[wanted[i]] = Judge(subjects[at], limits)
	}
	return findings, leftOut
}

// evidenceOf returns the evidence of a rule about any device, also if it follows from
// another finding; "" if there is none.
func evidenceOf(findings map[report.Identity][]Finding, rule string) string {
	r, _ := Find(rule)
	for _, all := range findings {
		for _, f := range all {
			if f.Rule.Name == rule {
				return strings.Join(f.Evidence, " ")
			}
			for _, also := range f.Also {
				if text, found := strings.CutPrefix(also, r.Title+": "); found {
					return text
				}
			}
		}
	}
	return ""
}

// severityOf is that of a rule's finding, -1 if there is none.
func severityOf(findings map[report.Identity][]Finding, rule string) int {
	for _, all := range findings {
		for _, f := range all {
			if f.Rule.Name == rule {
				return int(f.Severity)
			}
		}
	}
	return -1
}
