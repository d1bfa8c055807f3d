package letter

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/mail"
)

// readAsMail: letters are read as they were written, by Go's reader of mail and by
// Python's where there is one.
func readAsMail(t *testing.T, all map[string]Letter) {
	for name, l := range all {
		m := mail.Message{From: "r@contoso.com", To: []string{"a@contoso.com"}, Subject: l.Subject, Text: l.Text, HTML: l.HTML}
		var raw bytes.Buffer
		if _, err := m.WriteTo(&raw); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for reader, read := range map[string]func(*testing.T, []byte) Letter{"Go": readMail, "Python": pythonMail} {
			if reader == "Python" && !strings.HasPrefix(name, "hostile") {
				continue // it takes its time, and the others are easier to read
			}
			t.Run(name+" by "+reader, func(t *testing.T) {
				if diff := cmp.Diff(l, read(t, raw.Bytes())); diff != "" {
					t.Errorf("letter (-written +read):\n%s", diff)
				}
			})
		}
	}
}

func readMail(t *testing.T, raw []byte) (l Letter) {
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if l.Subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		t.Fatal(err)
	}
	kind, parameters, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("%s, %v", kind, err)
	}
	for parts := multipart.NewReader(m.Body, parameters["boundary"]); ; {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return l
		}
		if err != nil {
			t.Fatal(err)
		}
		if how := part.Header.Get("Content-Transfer-Encoding"); how != "quoted-printable" {
			t.Fatalf("encoded as %s", how)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(string(body), "\r\n", "\n")
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			l.HTML = text
		} else {
			l.Text = text
		}
	}
}

func pythonMail(t *testing.T, raw []byte) (l Letter) {
	// A subject may begin in its second line, whose first letter is a space.
	const program = `
import email, email.policy, json, sys
m = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
assert not m.defects and m.get_content_type() == "multipart/alternative"
text, html = (m.get_body((kind,)).get_content() for kind in ("plain", "html"))
json.dump({"Subject": m["subject"].lstrip(), "Text": text, "HTML": html}, sys.stdout)
`
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no Python here")
	}
	read := exec.Command(python, "-c", program)
	read.Stdin = bytes.NewReader(raw)
	out, err := read.Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out, &l); err != nil {
		t.Fatal(err)
	}
	return l
}
