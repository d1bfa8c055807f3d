package sesmail_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	netmail "net/mail"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/mail"
	"github.com/easreport/easreport/internal/mail/sesmail"
)

// answer is what the service does with a request.
type answer func(w http.ResponseWriter)

func accepts(w http.ResponseWriter) { _, _ = w.Write([]byte(`{"MessageId":"0100-1"}`)) }

func refuses(status int, code, message string) answer {
	return func(w http.ResponseWriter) {
		w.Header().Set("X-Amzn-ErrorType", code)
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(w, `{"message":%q}`, message)
	}
}

// hangsUp takes the request and ends the connection without an answer.
func hangsUp(http.ResponseWriter) { panic(http.ErrAbortHandler) }

func breaksOff(w http.ResponseWriter) {
	w.Header().Set("Content-Length", "100")
	_, _ = w.Write([]byte(`{"Mess`))
}

// service answers request n by answers[n], later ones by the last. It keeps the
// latest body.
type service struct {
	*httptest.Server
	requests atomic.Int64
	body     atomic.Pointer[[]byte]
}

func serve(t *testing.T, answers ...answer) *service {
	t.Helper()
	s := new(service)
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var b bytes.Buffer
		_, _ = b.ReadFrom(r.Body)
		body := b.Bytes()
		s.body.Store(&body)
		n := int(s.requests.Add(1)) - 1
		answers[min(n, len(answers)-1)](w)
	}))
	t.Cleanup(s.Close)
	return s
}

// sender is as the SDK's default configuration makes one, but that it waits less
// between attempts.
func (s *service) sender() *sesmail.Sender {
	client := sesv2.New(sesv2.Options{
		BaseEndpoint: &s.URL, Region: "eu-central-1",
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "testtesttest"}, nil
		}),
		Retryer: retry.NewStandard(func(o *retry.StandardOptions) { o.MaxBackoff = time.Millisecond }),
	})
	return &sesmail.Sender{Client: client, Timeout: time.Minute}
}

func message() *mail.Message {
	return &mail.Message{
		From: "Rapport für alle <eas@contoso.com>", To: []string{"Bärbel <admin@contoso.com>", "second@contoso.com"},
		Subject: "ActiveSync report", Text: "text", HTML: "<p>html", ID: "id@contoso.com",
		Attachments: []mail.Attachment{{Name: "a.csv", ContentType: "text/csv", Data: []byte("a,b\n")}},
	}
}

func TestSend(t *testing.T) {
	s := serve(t, accepts)
	sender := s.sender()
	sender.ConfigurationSet = "reports"
	id, err := sender.Send(t.Context(), message())
	if id != "0100-1" || err != nil {
		t.Fatalf("id %q, error %v", id, err)
	}
	type request struct {
		ConfigurationSetName, FromEmailAddress string
		Destination                            struct{ ToAddresses []string }
		Content                                struct{ Raw struct{ Data []byte } }
	}
	var got request
	if err := json.Unmarshal(*s.body.Load(), &got); err != nil {
		t.Fatal(err)
	}
	raw, err := netmail.ReadMessage(bytes.NewReader(got.Content.Raw.Data))
	if err != nil {
		t.Fatal(err)
	}
	if raw.Header.Get("Subject") != "ActiveSync report" || raw.Header.Get("Message-Id") != "<id@contoso.com>" {
		t.Errorf("headers %v", raw.Header)
	}
	from, err := raw.Header.AddressList("From")
	if err != nil || len(from) != 1 || from[0].Name != "Rapport für alle" {
		t.Errorf("from %v, %v", from, err)
	}
	want := request{ConfigurationSetName: "reports", FromEmailAddress: "eas@contoso.com"}
	want.Destination.ToAddresses = []string{"admin@contoso.com", "second@contoso.com"}
	want.Content = got.Content
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
}

func TestFaults(t *testing.T) {
	const notVerified = "Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: admin@contoso.com"
	throttles := refuses(http.StatusTooManyRequests, "TooManyRequestsException", "Maximum sending rate exceeded.")
	for name, test := range map[string]struct {
		answers  []answer
		want     error // nil: sent
		requests int64
	}{
		"throttled at first":   {[]answer{throttles, throttles, accepts}, nil, 3},
		"throttled":            {[]answer{throttles}, sesmail.ErrQuota, 3},
		"quota":                {[]answer{refuses(http.StatusBadRequest, "LimitExceededException", "Daily message quota exceeded.")}, sesmail.ErrQuota, 3},
		"broken at first":      {[]answer{refuses(http.StatusInternalServerError, "InternalServiceErrorException", "oops"), accepts}, nil, 2},
		"unavailable at first": {[]answer{refuses(http.StatusServiceUnavailable, "ServiceUnavailable", ""), accepts}, nil, 2},
		"sandbox":              {[]answer{refuses(http.StatusBadRequest, "MessageRejected", notVerified)}, sesmail.ErrNotVerified, 1},
		"mail-from domain":     {[]answer{refuses(http.StatusBadRequest, "MailFromDomainNotVerifiedException", "MX record")}, sesmail.ErrNotVerified, 1},
		"rejected":             {[]answer{refuses(http.StatusBadRequest, "MessageRejected", "Bad content")}, sesmail.ErrRejected, 1},
		"bad request":          {[]answer{refuses(http.StatusBadRequest, "BadRequestException", "too long")}, sesmail.ErrRejected, 1},
		"suspended":            {[]answer{refuses(http.StatusBadRequest, "AccountSuspendedException", "")}, sesmail.ErrPaused, 1},
		"paused":               {[]answer{refuses(http.StatusBadRequest, "SendingPausedException", "")}, sesmail.ErrPaused, 1},
		"no configuration set": {[]answer{refuses(http.StatusNotFound, "NotFoundException", "")}, sesmail.ErrConfigurationSet, 1},
		"denied":               {[]answer{refuses(http.StatusForbidden, "AccessDeniedException", "")}, sesmail.ErrDenied, 1},
		"hangs up":             {[]answer{hangsUp, accepts}, mail.ErrUnclear, 1},
		"answer breaks off":    {[]answer{breaksOff, accepts}, mail.ErrUnclear, 1},
		"throttled, hangs up":  {[]answer{throttles, hangsUp, accepts}, mail.ErrUnclear, 2},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, test.answers...)
			id, err := s.sender().Send(t.Context(), message())
			if !errors.Is(err, test.want) || (id != "") != (test.want == nil) {
				t.Errorf("id %q, error %v, want %v", id, err, test.want)
			}
			if test.want != mail.ErrUnclear && errors.Is(err, mail.ErrUnclear) { //nolint:errorlint // a sentinel of the table
				t.Errorf("said to be unclear: %v", err)
			}
			if n := s.requests.Load(); n != test.requests {
				t.Errorf("%d requests, want %d", n, test.requests)
			}
		})
	}
}

// TestNoAnswerInTime: the time is over when the message has arrived.
func TestNoAnswerInTime(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	left := make(chan struct{})
	s := serve(t, func(http.ResponseWriter) { cancel(); <-left })
	_, err := s.sender().Send(ctx, message())
	close(left)
	if !errors.Is(err, mail.ErrUnclear) || s.requests.Load() != 1 {
		t.Errorf("error %v after %d requests", err, s.requests.Load())
	}
	// It is over before there was anything to send.
	if _, err := s.sender().Send(ctx, message()); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// TestNobodyThere: what was never reached has surely not sent.
func TestNobodyThere(t *testing.T) {
	s := serve(t, accepts)
	s.Close()
	if _, err := s.sender().Send(t.Context(), message()); err == nil || errors.Is(err, mail.ErrUnclear) {
		t.Errorf("error %v", err)
	}
}

func TestInvalidMessage(t *testing.T) {
	s := serve(t, accepts)
	m := message()
	m.Subject = "two\nlines"
	if _, err := s.sender().Send(t.Context(), m); !errors.Is(err, mail.ErrMessage) || s.requests.Load() != 0 {
		t.Errorf("error %v after %d requests", err, s.requests.Load())
	}
	m = message()
	m.To = nil
	if _, err := s.sender().Send(t.Context(), m); !errors.Is(err, mail.ErrMessage) || !strings.Contains(err.Error(), "no recipient") {
		t.Errorf("error %v", err)
	}
}
