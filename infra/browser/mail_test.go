package browser

import (
	"testing"

	"github.com/easreport/easreport/infra/browser/chrome"
	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/mail"
	"github.com/easreport/easreport/internal/publish"
	"github.com/easreport/easreport/internal/render/rendertest"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
)

// posted is a report as it is published: the folder with its files, and the mail with them.
func posted(t *testing.T, r *report.Report, d *finding.Diagnosis) (dir string, m *mail.Message) {
	t.Helper()
	dir = t.TempDir()
	look := publish.Look{Prefix: "Contoso"}
	told := story.New(r, d)
	files, err := publish.Write(dir, r, told, look)
	if err != nil {
		t.Fatal(err)
	}
	attached, err := files.Attachments(publish.Limits{ZipFrom: 1000})
	if err != nil {
		t.Fatal(err)
	}
	if m, err = look.Message(r, told, attached...); err != nil {
		t.Fatal(err)
	}
	return dir, m
}

// letter is the mail about the bad day of estate, as a file.
func letter(t *testing.T) string {
	t.Helper()
	needsBrowser(t)
	r, d := rendertest.Estate(t)
	_, m := posted(t, r, d)
	return file(t, "mail.html", []byte(m.HTML))
}

// TestMail: a mail needs no script, fits a phone, and is within reach of everybody.
func TestMail(t *testing.T) {
	path := letter(t)
	for name, look := range map[string]chrome.Look{
		"light": chrome.Media(chrome.Screen, chrome.Light),
		"dark":  chrome.Media(chrome.Screen, chrome.Dark),
		"phone": chrome.Phone(),
	} {
		t.Run(name, func(t *testing.T) {
			tab := open(t, path, look)
			if n := chrome.Value[int](tab, `document.scripts.length`); n > 0 {
				t.Errorf("%d scripts", n)
			}
			narrow(t, tab)
			accessible(t, tab)
		})
	}
}
