package letter

import (
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/easreport/easreport/internal/render/rendertest"
)

func TestForeign(t *testing.T) {
	for text, want := range map[string][2]string{ // a name, and what quotes a log
		`contoso\anna`:                     {`contoso\anna`, `contoso\anna`},
		"dave@contoso.com":                 {"dave@contoso.com", "dave@contoso|.com"},
		"anna.smith":                       {"anna.smith", "anna|.smith"},
		"http://evil.example/a":            {"http:|//evil.example/a", "http:|//evil|.example/a"},
		"see www.evil.co.uk":               {"see www|.evil.co.uk", "see www||.evil|.co|.uk"},
		"wwww.0":                           {"wwww|.0", "wwww|.0"},
		"javascript:alert(1)":              {"javascript|:alert(1)", "javascript|:alert(1)"},
		"Apple-iPhone3C1/801.293 10.0.0.7": {"Apple-iPhone3C1/801.293 10.0.0.7", "Apple-iPhone3C1/801.293 10.0.0.7"},
		"a\u202eb\x00c\r\n":                {"a�b�c��", "a�b�c��"},
		"משה":                              {isolate + "משה" + endIsolate, isolate + "משה" + endIsolate},
		strings.Repeat("x", 99):            {strings.Repeat("x", maxName-1) + "…", strings.Repeat("x", maxName-1) + "…"},
	} {
		visible := strings.NewReplacer(noLink, "|")
		if got := visible.Replace(short(text, maxName)); got != want[0] {
			t.Errorf("name %q, want %q", got, want[0])
		}
		if got := visible.Replace(quoted(text, maxName)); got != want[1] {
			t.Errorf("quote %q, want %q", got, want[1])
		}
	}
}

func FuzzForeign(f *testing.F) {
	for _, text := range append(rendertest.HostileTexts()[:5], "http://a", "www.a.b", "HTTPS://a.b.cd/efg", "::::////") {
		f.Add(text)
	}
	link := regexp.MustCompile(`(?i)[a-z]:/|www\.|mailto:|javascript:|data:`)
	host := regexp.MustCompile(`[^` + noLink + `]\.\pL\pL`)
	f.Fuzz(func(t *testing.T, text string) {
		for what, got := range map[string]string{"name": short(text, 30), "quote": quoted(text, 30)} {
			if found := link.FindString(got); found != "" || what == "quote" && host.MatchString(got) {
				t.Errorf("%s %q of %q has a link", what, got, text)
			}
			if n := utf8.RuneCountInString(strings.NewReplacer(noLink, "", isolate, "", endIsolate, "").Replace(got)); n > 30 || !utf8.ValidString(got) {
				t.Errorf("%s %q of %q has %d letters", what, got, text, n)
			}
		}
	})
}

// hostile: texts of logs make no elements, attributes, links or requests.
func hostile(t *testing.T, all map[string]Letter) {
	var known []string // elements with their attributes, but for the values
	values := regexp.MustCompile(`="[^"]*"`)
	elements := func(page string) (all []string) {
		for _, tag := range regexp.MustCompile(`<[^>]*>`).FindAllString(page, -1) {
			all = append(all, values.ReplaceAllString(tag, ""))
		}
		return all
	}
	for _, name := range []string{"estate", "alert", "well"} {
		known = append(known, elements(all[name].HTML)...)
	}
	allowed := "\n" + strings.Join(known, "\n") + "\n"
	links := regexp.MustCompile(`(?i)https?://|//www\.|mailto:|\shref=|\ssrc=|url\(|<script|<img|<a\s`)
	for _, name := range []string{"hostile", "hostile-estate", "hostile-alert"} {
		l := all[name]
		for _, tag := range elements(l.HTML) {
			if !strings.Contains(allowed, "\n"+tag+"\n") {
				t.Errorf("%s: %s comes from the logs", name, tag)
			}
		}
		bare := html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(l.HTML, ""))
		for what, text := range map[string]string{"HTML": bare, "text": l.Text, "subject": l.Subject} {
			if found := regexp.MustCompile(`(?i)https?://|www\.|mailto:|javascript:`).FindString(text); found != "" {
				t.Errorf("%s: %q in %s would be a link", name, found, what)
			}
			if strings.ContainsAny(text, "\u202a\u202b\u202d\u202e\u200e\u200f\u2066\u2067\x1b\x00\t\r") {
				t.Errorf("%s: %s has control characters or marks of direction", name, what)
			}
		}
	}
	for name, l := range all {
		if strings.HasPrefix(name, "hostile") {
			continue // its texts have such, as texts
		}
		if found := links.FindString(l.HTML); found != "" {
			t.Errorf("%s: %q in a mail that needs nothing", name, found)
		}
	}
	if l := all["hostile-estate"]; !strings.Contains(l.Text, `{{.}}`) || !strings.Contains(l.HTML, "&lt;script&gt;window") || len(rendertest.HostileTexts()) < 10 {
		t.Error("hostile texts are not shown")
	}
}
