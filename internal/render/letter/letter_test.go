package letter

import (
	"flag"
	"html"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/render/rendertest"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
)

var update = flag.Bool("update", false, "write the golden files anew")

// letters are those of the golden files, by name.
func letters(t *testing.T) map[string]Letter {
	t.Helper()
	all := make(map[string]Letter)
	add := func(name string, l Letter, err error) {
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all[name] = l
	}
	attached := Options{Prefix: "Contoso", Attached: []string{"Contoso_easreport.csv", "Contoso_easreport_min_hits_1000.csv", "Contoso_easreport.html"}}
	for name, r := range rendertest.Models() {
		l, err := New(r, story.New(r, nil), attached)
		add(name, l, err)
	}
	r, d := rendertest.Estate(t)
	l, err := New(r, story.New(r, d), attached)
	add("estate", l, err)
	excess := *r
	excess.Query.MinimumHits, excess.Coverage.Quarantined = 500, nil
	l, err = NewAlert(&excess, alarming(r), story.NewAlert(&excess.Query, alarming(r), nil), Options{Prefix: "Contoso", Attached: []string{"Contoso_easreport.csv"}})
	add("alert", l, err)
	r.Coverage = report.Coverage{Sources: r.Coverage.Sources, Servers: r.Coverage.Servers[:1], Front: true}
	d.Devices = nil
	l, err = New(r, story.New(r, d), Options{Revision: 2, Links: []string{"s3://lake/eas/reports/v2/dt=2011-12-24/0123456789abcdef0123456789abcdef/easreport.csv"}})
	add("well", l, err)
	r, d = rendertest.EstateOf(t, func(q *report.Query) {
		q.From, q.MinimumHits, q.Zone = rendertest.Midnight(-2).Add(-time.Hour), 500, time.FixedZone("Europe/Berlin", 3600)
		q.To, q.BucketSeconds = rendertest.Midnight(1).Add(-time.Hour), 3600
	})
	l, err = New(r, story.New(r, d), Options{Attached: []string{"easreport.csv"}})
	add("days", l, err)
	r, d = rendertest.HostileEstate(t)
	l, err = New(r, story.New(r, d), Options{Prefix: "<b>Contoso</b> http://evil.example", Attached: []string{"easreport.zip"}})
	add("hostile-estate", l, err)
	l, err = NewAlert(r, r.Top, story.NewAlert(&r.Query, r.Top, nil), attached)
	add("hostile-alert", l, err)
	return all
}

// alarming are hours of devices with many requests.
func alarming(r *report.Report) (rows []report.Row) {
	for i, row := range r.Top[:3] {
		row.Start = rendertest.Midnight(0).Add(time.Duration(9+i) * time.Hour)
		rows = append(rows, row)
	}
	return rows
}

// TestLetters tries the letters, which take a while to make.
func TestLetters(t *testing.T) {
	all := letters(t)
	t.Run("golden", func(t *testing.T) { golden(t, all) })
	t.Run("bounds", func(t *testing.T) { bounds(t, all) })
	t.Run("same", func(t *testing.T) { same(t, all) })
	t.Run("hostile", func(t *testing.T) { hostile(t, all) })
	t.Run("mail", func(t *testing.T) { readAsMail(t, all) })
}

func golden(t *testing.T, all map[string]Letter) {
	for name, l := range all {
		for suffix, got := range map[string]string{".html": l.HTML, ".txt": "Subject: " + l.Subject + "\n\n" + l.Text} {
			path := filepath.Join("testdata", name+".golden"+suffix)
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				continue
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s%s (-want +got):\n%s", name, suffix, diff)
			}
		}
	}
}

// same: what the HTML says the text does, and the other way round.
func same(t *testing.T, all map[string]Letter) {
	words := func(text string) map[string]bool {
		all := make(map[string]bool)
		for _, word := range regexp.MustCompile(`[\pL\pN][\pL\pN.,:/\\-]*`).FindAllString(text, -1) {
			all[strings.ToLower(strings.TrimRight(word, ".,:-"))] = true
		}
		return all
	}
	// A drawing says some by its colors, the other by its letters.
	drawing := regexp.MustCompile(`^(x+|[0-9][0-9:,-]*)$`)
	drawn := words("a An Column One line for each is red what failed hour x with more " +
		"Each strip is the time of the report blue where the device sent requests red where most of them failed")
	for name, l := range all {
		if strings.HasPrefix(name, "hostile") {
			continue // its words are none
		}
		_, body, _ := strings.Cut(l.HTML, "<body")
		body = regexp.MustCompile(`<[^>]*>`).ReplaceAllString("<"+body, " ")
		inHTML, inText := words(html.UnescapeString(body)), words(l.Text)
		for word := range inText {
			if !inHTML[word] && !drawn[word] && !drawing.MatchString(word) {
				t.Errorf("%s: only the text has %q", name, word)
			}
		}
		for word := range inHTML {
			if !inText[word] && !drawn[word] && !drawing.MatchString(word) {
				t.Errorf("%s: only the HTML has %q", name, word)
			}
		}
	}
}

// bounds: subject, text and HTML are as long as they may be, and the same each time.
func bounds(t *testing.T, all map[string]Letter) {
	again := letters(t)
	for name, l := range all {
		if again[name] != l {
			t.Errorf("%s: two letters of one report differ", name)
		}
	}
	all = maps.Clone(all)
	r, d := worst(t)
	var err error
	if all["worst"], err = New(r, story.New(r, d), Options{Prefix: strings.Repeat("Contoso ", 99), Revision: 1234567}); err != nil {
		t.Fatal(err)
	}
	if all["worst alert"], err = NewAlert(r, r.Top, story.NewAlert(&r.Query, r.Top, nil), Options{}); err != nil {
		t.Fatal(err)
	}
	for name, l := range all {
		if n := utf8.RuneCountInString(l.Subject); n > MaxSubject || strings.ContainsFunc(l.Subject, func(c rune) bool { return c < ' ' }) {
			t.Errorf("%s: subject of %d letters: %q", name, n, l.Subject)
		}
		if len(l.HTML) > MaxHTML {
			t.Errorf("%s: %d bytes of HTML", name, len(l.HTML))
		}
		for line := range strings.Lines(l.Text) {
			command := regexp.MustCompile(`^ {4,}[A-Z][a-z]+-[A-Z]`).MatchString(line) // in one line, to be copied
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > TextWidth && !strings.HasPrefix(line, "s3://") && !command || strings.TrimRight(line, " \n") != strings.TrimSuffix(line, "\n") {
				t.Errorf("%s: line of %d letters: %q", name, n, line)
			}
		}
		if !utf8.ValidString(l.HTML) || !utf8.ValidString(l.Text) {
			t.Errorf("%s: not UTF-8", name)
		}
	}
	if l := all["worst"]; strings.Count(l.HTML, "easreport explain") < 10 || !strings.Contains(l.Text, "more devices need attention") {
		t.Errorf("the worst letter has little to say:\n%s", l.Text)
	}
}

// worst is a report of which each text is as long and as costly to escape as can be.
func worst(t *testing.T) (*report.Report, *finding.Diagnosis) {
	r, d := rendertest.Many(t, 2000)
	text := strings.Repeat(`"`, 64<<10)
	for i := range d.Devices {
		device := &d.Devices[i]
		device.Row.User, device.Row.DeviceID, device.Row.DeviceType = text, text, text
		for range 3 {
			device.Findings = append(device.Findings, device.Findings[0])
		}
		for n := range device.Findings {
			device.Findings[n].Severity = finding.Critical
			device.Findings[n].Evidence = []string{text, text, text, text}
		}
	}
	for i := range r.Top {
		r.Top[i].User, r.Top[i].DeviceID, r.Top[i].DeviceType = text, text, text
		r.Top[i].Commands = rendertest.Tally(map[string]int64{text: 3, text + "'": 2, text + "<": 1})
	}
	for range 99 {
		r.Coverage.Damaged = append(r.Coverage.Damaged, report.Damage{Key: text})
	}
	return r, d
}
