package browser

import (
	"testing"

	"github.com/easreport/easreport/infra/browser/chrome"
	"github.com/easreport/easreport/internal/publish"
	"github.com/easreport/easreport/internal/render/rendertest"
)

// mail is the mail about the bad day of estate.
func mail(t *testing.T) string {
	t.Helper()
	needsBrowser(t)
	r, d := rendertest.Estate(t)
	m, err := publish.Look{Prefix: "Contoso"}.Message(r, d)
	if err != nil {
		t.Fatal(err)
	}
	return file(t, "mail.html", []byte(m.HTML))
}

// TestMail: a mail needs no script, fits a phone, and is within reach of everybody.
func TestMail(t *testing.T) {
	path := mail(t)
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
