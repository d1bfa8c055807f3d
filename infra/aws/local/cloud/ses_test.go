package cloud_test

import (
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/http"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/infra/aws/local/cloud"
	"github.com/easreport/easreport/infra/aws/local/lambda"
	"github.com/easreport/easreport/infra/aws/local/ses"
)

// TestRefusal: SES refuses a sender that was not verified. The function says so, and
// sends the mail when it is asked again after that; once.
func TestRefusal(t *testing.T) {
	moto, err := ses.StartMoto(t.Context(), program(t, ses.MotoVariable), shownOnFailure(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(moto.Close)
	c := start(t, func(o *cloud.Options) { withMail(o, moto.Environment()) })
	upload(t, c, "CAS01/W3SVC1/u_ex111224.log", logOf([]request{{"2011-12-24", "A1", 1, 2}}))
	settle(t, c)

	const asked = `{"date":"2011-12-24"}`
	failure := new(lambda.FunctionError)
	if _, err := tryReport(t, c, asked); !errors.As(err, &failure) || !strings.Contains(failure.Message, "MessageRejected") {
		t.Errorf("error %v, want SES's refusal", err)
	}
	verify(t, moto)
	m := report(t, c, asked)
	if again := report(t, c, asked); !m.Mailed || again.Mailed {
		t.Errorf("%+v, then %+v", m, again)
	}
	sent, err := moto.Mails(t.Context())
	if err != nil || len(sent) != 1 {
		t.Fatalf("%d mails, error %v", len(sent), err)
	}
	got := readMail(t, sent[0].Message)
	if got["text/plain"] == "" || !strings.Contains(got["text/html"], "<table") || got["easreport.csv"] != "\ufeff"+string(object(t, c, m.Keys.CSV)) {
		t.Errorf("the mail does not have what it should:\n%.2000s", sent[0].Message)
	}
	// moto counts those in the head of the mail, too.
	if diff := cmp.Diff([]string{recipient}, slices.Compact(sent[0].Destinations)); diff != "" {
		t.Errorf("recipients (-want +got):\n%s", diff)
	}
}

// verify has moto take the sender for verified.
func verify(t *testing.T, moto *ses.Moto) {
	t.Helper()
	form := url.Values{"Action": {"VerifyEmailIdentity"}, "EmailAddress": {sender}}.Encode()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, moto.Endpoint, strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=test/20111224/eu-central-1/ses/aws4_request, SignedHeaders=host, Signature=0")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("verifying the sender: %s", answer.Status)
	}
}

// readMail reads the bytes of a mail by the standard library, which has no part in
// writing them, and returns the texts by their media type and the files by name.
func readMail(t *testing.T, raw string) map[string]string {
	t.Helper()
	message, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	from, err := message.Header.AddressList("From")
	if err != nil || len(from) != 1 || from[0].Address != sender {
		t.Errorf("from %v, error %v", from, err)
	}
	parts := make(map[string]string)
	readPart(t, parts, message.Header.Get("Content-Type"), message.Header.Get("Content-Transfer-Encoding"), "", message.Body)
	return parts
}

func readPart(t *testing.T, parts map[string]string, contentType, encoding, file string, body io.Reader) {
	t.Helper()
	kind, parameters, err := mime.ParseMediaType(contentType)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(kind, "multipart/") {
		for all := multipart.NewReader(body, parameters["boundary"]); ; {
			part, err := all.NextRawPart()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			readPart(t, parts, part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part.FileName(), part)
		}
	}
	switch strings.ToLower(encoding) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	if file == "" {
		file = kind
	}
	parts[file] = string(text)
}
