package mail

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func testMessage() *Message {
	return &Message{
		From:    "Reports <report@contoso.example>",
		To:      []string{"Anna <anna@contoso.example>", "b@contoso.example"},
		Subject: "ActiveSync report Köln 2011-12-24 (UTC), which is a long line that has to be folded",
		Text:    "Requests 27,302\n.\nGrüße = \n" + strings.Repeat("long ", 300) + "\n",
		HTML:    "<!DOCTYPE html><p>Grüße</p>\n",
		Attachments: []Attachment{
			{Name: "Köln_easreport.csv", ContentType: "text/csv; charset=utf-8", Data: []byte("User,Hits\nänna,1\n")},
			{Name: "easreport.zip", ContentType: "application/zip", Data: bytes.Repeat([]byte{0, 255, 13, 10}, 999)},
		},
		Date: time.Date(2011, 12, 25, 3, 0, 0, 0, time.UTC),
		ID:   "0a1b@contoso.example",
	}
}

// part is a leaf of a MIME tree.
type part struct {
	Path, Charset, Name, Body string
}

// leaves takes a MIME tree apart.
func leaves(t *testing.T, path string, header func(string) string, body io.Reader) []part {
	t.Helper()
	kind, params, err := mime.ParseMediaType(header("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(kind, "multipart/") {
		text, err := io.ReadAll(decoded(header("Content-Transfer-Encoding"), body))
		if err != nil {
			t.Fatal(err)
		}
		_, disposition, _ := mime.ParseMediaType(header("Content-Disposition")) // the text has none
		name, err := new(mime.WordDecoder).DecodeHeader(disposition["filename"])
		if err != nil {
			t.Fatal(err)
		}
		if name == "" { // lines of mail end in CRLF
			text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
		}
		return []part{{path + kind, params["charset"], name, string(text)}}
	}
	var list []part
	for reader := multipart.NewReader(body, params["boundary"]); ; {
		p, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, leaves(t, path+kind+" > ", p.Header.Get, p)...)
	}
}

func decoded(encoding string, body io.Reader) io.Reader {
	if encoding == "base64" {
		return base64.NewDecoder(base64.StdEncoding, body)
	}
	return quotedprintable.NewReader(body)
}

// checkMessage checks that raw MIME is the test's message.
func checkMessage(t *testing.T, raw string) {
	t.Helper()
	got, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	want := testMessage()
	headers := map[string]string{
		"From": got.Header.Get("From"), "To": got.Header.Get("To"), "Subject": subject,
		"Date": got.Header.Get("Date"), "Message-Id": got.Header.Get("Message-Id"), "Auto-Submitted": got.Header.Get("Auto-Submitted"),
	}
	if diff := cmp.Diff(map[string]string{
		"From": `"Reports" <report@contoso.example>`, "To": `"Anna" <anna@contoso.example>, <b@contoso.example>`,
		"Subject": want.Subject, "Date": "Sun, 25 Dec 2011 03:00:00 +0000", "Message-Id": "<0a1b@contoso.example>",
		"Auto-Submitted": "auto-generated",
	}, headers); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]part{
		{"multipart/mixed > multipart/alternative > text/plain", "UTF-8", "", want.Text},
		{"multipart/mixed > multipart/alternative > text/html", "UTF-8", "", want.HTML},
		{"multipart/mixed > text/csv", "utf-8", "Köln_easreport.csv", string(want.Attachments[0].Data)},
		{"multipart/mixed > application/zip", "", "easreport.zip", string(want.Attachments[1].Data)},
	}, leaves(t, "", got.Header.Get, got.Body)); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
}

func rawOf(t *testing.T, m *Message) string {
	t.Helper()
	var b bytes.Buffer
	n, err := m.WriteTo(&b)
	if err != nil {
		t.Fatal(err)
	}
	if n != int64(b.Len()) {
		t.Errorf("WriteTo tells of %d bytes, there are %d", n, b.Len())
	}
	return b.String()
}

func TestWriteTo(t *testing.T) {
	m := testMessage()
	raw := rawOf(t, m)
	checkMessage(t, raw)
	checkMessage(t, rawOf(t, m)) // again
	for line := range strings.SplitSeq(raw, "\r\n") {
		if len(line) > 998 || strings.ContainsAny(line, "\r\n") || !ascii(line) {
			t.Errorf("line %.100q is no line of a mail", line)
		}
	}
}

func ascii(text string) bool {
	return !strings.ContainsFunc(text, func(c rune) bool { return c > 0x7e })
}

func TestDateAndIDAreSet(t *testing.T) {
	m := &Message{From: "a@contoso.example", To: []string{"b@contoso.example"}, Subject: "x", Text: "x"}
	first, err := mail.ReadMessage(strings.NewReader(rawOf(t, m)))
	if err != nil {
		t.Fatal(err)
	}
	if date, err := first.Header.Date(); err != nil || time.Since(date).Abs() > time.Minute {
		t.Errorf("date is %s, %v", date, err)
	}
	id := first.Header.Get("Message-Id")
	if !strings.HasSuffix(id, "@contoso.example>") || len(id) < 30 {
		t.Errorf("message id is %s", id)
	}
	if strings.Contains(rawOf(t, m), id) {
		t.Error("two messages have one id")
	}
	if kind := first.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/plain") {
		t.Errorf("a text alone has content type %s", kind)
	}
}

func TestInvalidMessages(t *testing.T) {
	f := func(want string, spoil func(*Message)) {
		t.Helper()
		m := testMessage()
		spoil(m)
		var b bytes.Buffer
		n, err := m.WriteTo(&b)
		if !errors.Is(err, ErrMessage) || !strings.Contains(err.Error(), want) || n != 0 || b.Len() != 0 {
			t.Errorf("%d bytes and error %v, want %q", n, err, want)
		}
		if err := m.Validate(); !errors.Is(err, ErrMessage) {
			t.Errorf("validation gives error %v", err)
		}
	}
	f("subject", func(m *Message) { m.Subject = "x\r\nBcc: eve@evil.example" })
	f("subject", func(m *Message) { m.Subject = "x\ny" })
	f("message id", func(m *Message) { m.ID = "x>\r\nBcc: eve@evil.example" })
	f("sender", func(m *Message) { m.From = "" })
	f("sender", func(m *Message) { m.From = "a@b.example\r\nBcc: eve@evil.example" })
	f("no recipient", func(m *Message) { m.To = nil })
	f("recipient", func(m *Message) { m.To = []string{"a@b.example", "nobody"} })
	f("recipient", func(m *Message) { m.To = []string{"a@b.example, c@d.example"} })
	f("recipient", func(m *Message) { m.To = []string{"A\n <a@b.example>"} })
	f("no name", func(m *Message) { m.Attachments[0].Name = "" })
	f("name of attachment", func(m *Message) { m.Attachments[0].Name = "x\r\ny" })
	f("content type", func(m *Message) { m.Attachments[0].ContentType = "" })
	f("content type", func(m *Message) { m.Attachments[0].ContentType = "text/csv;\r\n x=y" })
	f("sender", func(m *Message) { m.From, m.To = "x", nil })
	f("no recipient", func(m *Message) { m.From, m.To = "x", nil })
}
