package browser

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/easreport/easreport/infra/browser/chrome"
)

// maxPicture bounds a picture of README and docs, in bytes.
const maxPicture = 250_000

// TestPictures takes the pictures of README and docs into the folder that EASREPORT_PICTURES
// names (make screenshots).
func TestPictures(t *testing.T) {
	folder := os.Getenv("EASREPORT_PICTURES")
	if folder == "" {
		t.Skip("takes pictures where EASREPORT_PICTURES says: make screenshots")
	}
	report, light := estate(t), chrome.Media(chrome.Screen, chrome.Light)
	save := func(name string, tab *chrome.Tab) {
		t.Helper()
		data := tab.Picture()
		if len(data) > maxPicture {
			t.Errorf("%s has %d bytes", name, len(data))
		}
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	save("page.png", ready(t, report, light, chrome.Window(1200, 900)))
	save("phone.png", ready(t, report, light, chrome.Phone()))
	cards := ready(t, report, light, chrome.Window(1200, 800))
	chrome.Value[any](cards, `document.querySelector("#findings").scrollIntoView()`)
	save("cards.png", cards)
	device := ready(t, report, light, chrome.Window(1200, 980))
	openFirst(device)
	chrome.Value[any](device, `document.querySelector("dialog details.do").scrollIntoView(); document.querySelector("dialog").scrollBy(0, -10)`)
	save("device.png", device)
	save("mail.png", open(t, letter(t), light, chrome.Window(760, 1280)))
}
