package sesmail_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	netmail "net/mail"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/mail"
	"github.com/easreport/easreport/internal/mail/sesmail"
)

// attempts is how often the client of these tests tries.
const attempts = 3

// newSender sends to an endpoint, and hardly waits between attempts.
func newSender(endpoint string, options ...func(*sesv2.Options)) *sesmail.Sender {
	return &sesmail.Sender{Client: sesv2.New(sesv2.Options{
		BaseEndpoint: &endpoint, Region: "eu-central-1",
		Credentials: credentials.NewStaticCredentialsProvider("id", "secret", ""),
		Retryer: retry.NewStandard(func(o *retry.StandardOptions) {
			o.MaxAttempts = attempts
			o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return time.Millisecond, nil })
		}),
	}, options...)}
}

// answers is an endpoint that reads each request whole and then answers it. It
// counts the requests.
func answers(t *testing.T, answer func(w http.ResponseWriter, r *http.Request, body []byte)) (endpoint string, count *atomic.Int32) {
	t.Helper()
	count = new(atomic.Int32)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		count.Add(1)
		answer(w, r, body)
	}))
	t.Cleanup(server.Close)
	return server.URL, count
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Amzn-Errortype", code)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"message": message})
}

func letter() *mail.Message {
	return &mail.Message{
		From: "EAS <eas@contoso.com>", To: []string{"admin@contoso.com", "Second <second@contoso.com>"},
		Subject: "Report", Text: "A text.", HTML: "<p>A page.</p>",
		Attachments: []mail.Attachment{{Name: "a.csv", ContentType: "text/csv; charset=utf-8", Data: []byte("User,Hits\r\n")}},
	}
}

// TestSend: what SES gets is the message itself, and the recipients.
func TestSend(t *testing.T) {
	type request struct {
		FromEmailAddress, ConfigurationSetName string
		Destination                            struct{ ToAddresses []string }
		Content                                struct{ Raw struct{ Data []byte } }
	}
	var got request
	endpoint, count := answers(t, func(w http.ResponseWriter, _ *http.Request, body []byte) {
		if err := json.Unmarshal(body, &got); err != nil {
			t.Error(err)
		}
		_, _ = io.WriteString(w, `{"MessageId":"0100-1"}`)
	})
	for _, set := range []string{"reports", ""} {
		got = request{}
		s := newSender(endpoint)
		s.ConfigurationSet = set
		id, err := s.Send(t.Context(), letter())
		if err != nil || id != "0100-1" {
			t.Fatalf("id %q, %v", id, err)
		}
		raw := got.Content.Raw.Data
		got.Content.Raw.Data = nil
		want := request{FromEmailAddress: "eas@contoso.com", ConfigurationSetName: set}
		want.Destination.ToAddresses = []string{"admin@contoso.com", "second@contoso.com"} // names are in the message
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("request (-want +got):\n%s", diff)
		}
		m, err := netmail.ReadMessage(strings.NewReader(string(raw)))
		if err != nil {
			t.Fatal(err)
		}
		if m.Header.Get("Subject") != "Report" || !strings.HasPrefix(m.Header.Get("Content-Type"), "multipart/mixed") ||
			!strings.Contains(string(raw), "A text.") || !strings.Contains(string(raw), `filename="a.csv"`) {
			t.Errorf("message:\n%s", raw)
		}
	}
	if n := count.Load(); n != 2 {
		t.Errorf("%d requests for two messages", n)
	}
}

// TestNotValid: what cannot be a mail is not sent.
func TestNotValid(t *testing.T) {
	endpoint, count := answers(t, nil)
	m := letter()
	m.Subject = "two\r\nlines"
	if _, err := newSender(endpoint).Send(t.Context(), m); !errors.Is(err, mail.ErrMessage) || count.Load() != 0 {
		t.Errorf("%v, %d requests", err, count.Load())
	}
}

// sentinels are all errors that mean something.
var sentinels = []error{
	sesmail.ErrNotVerified, sesmail.ErrPaused, sesmail.ErrConfigurationSet, sesmail.ErrDenied, sesmail.ErrQuota, sesmail.ErrRejected, mail.ErrUnclear,
}

// wantOnly checks that an error is this one of the sentinels and no other; with
// nil, that it is an error and none of them.
func wantOnly(t *testing.T, what string, err, want error) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: no error", what)
	}
	for _, sentinel := range sentinels {
		if is := errors.Is(err, sentinel); is != errors.Is(want, sentinel) {
			t.Errorf("%s: error %q is %q: %v", what, err, sentinel, is)
		}
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		status        int
		code, message string
		want          error
		tries         int32
	}{
		{429, "TooManyRequestsException", "Maximum sending rate exceeded.", sesmail.ErrQuota, attempts},
		{400, "LimitExceededException", "Daily message quota exceeded.", sesmail.ErrQuota, attempts},
		{400, "ThrottlingException", "Rate exceeded", sesmail.ErrQuota, attempts},
		{503, "Throttling", "Rate exceeded", sesmail.ErrQuota, attempts},
		{400, "MessageRejected", "Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: a@contoso.com", sesmail.ErrNotVerified, 1},
		{400, "MailFromDomainNotVerifiedException", "", sesmail.ErrNotVerified, 1},
		{400, "MessageRejected", "Address blocklisted", sesmail.ErrRejected, 1},
		{400, "BadRequestException", "Missing final '@domain'", sesmail.ErrRejected, 1},
		{400, "SendingPausedException", "", sesmail.ErrPaused, 1},
		{400, "AccountSuspendedException", "", sesmail.ErrPaused, 1},
		{404, "NotFoundException", "Configuration set <reports> does not exist.", sesmail.ErrConfigurationSet, 1},
		{403, "AccessDeniedException", "User is not authorized to perform: ses:SendEmail", sesmail.ErrDenied, 1},
		{403, "InvalidSignatureException", "", nil, 1},
		{413, "", "", nil, 1},
		// An answer, but none that says that the message was not taken.
		{500, "InternalServiceErrorException", "", mail.ErrUnclear, 1},
		{500, "", "", mail.ErrUnclear, 1},
		{502, "", "", mail.ErrUnclear, 1},
		{503, "ServiceUnavailable", "", mail.ErrUnclear, 1},
		{504, "", "", mail.ErrUnclear, 1},
	} {
		endpoint, count := answers(t, func(w http.ResponseWriter, _ *http.Request, _ []byte) { refuse(w, c.status, c.code, c.message) })
		id, err := newSender(endpoint).Send(t.Context(), letter())
		what := http.StatusText(c.status) + " " + c.code
		wantOnly(t, what, err, c.want)
		if n := count.Load(); n != c.tries || id != "" {
			t.Errorf("%s: id %q after %d attempts, want %d", what, id, n, c.tries)
		}
	}
}

// TestDenied: the error says which set-up the role's policy leaves out, by the resource
// that SES quotes.
func TestDenied(t *testing.T) {
	const (
		on      = "User `arn:aws:sts::111122223333:assumed-role/report/r' is not authorized to perform `ses:SendRawEmail' on resource `"
		account = "arn:aws:ses:eu-central-1:111122223333:"
	)
	for _, c := range []struct{ message, set, want string }{
		{on + account + "identity/admin@contoso.com'", "", "identity/admin@contoso.com is a recipient's, and the account is in the SES sandbox"},
		{on + account + "identity/fabrikam.com'", "", "identity/fabrikam.com is a recipient's"},
		{on + account + "configuration-set/standard'", "", "identity has configuration set standard by default"},
		{on + account + "configuration-set/standard'", "reports", "identity has configuration set standard by default"},
		{on + account + "configuration-set/reports'", "reports", "allow configuration-set/reports in the policy"},
		{on + account + "identity/eas@contoso.com'", "", "allow identity/eas@contoso.com, the sender's"},
		{on + account + "identity/Contoso.com'", "", "allow identity/Contoso.com, the sender's"},
		{on + "arn:aws-us-gov:ses:us-gov-west-1:111122223333:identity/contoso.com'", "", "the sender's"},
		{"User is not authorized", "", "allow ses:SendEmail and ses:SendRawEmail on identity/* and configuration-set/*"},
	} {
		endpoint, _ := answers(t, func(w http.ResponseWriter, _ *http.Request, _ []byte) {
			refuse(w, 403, "AccessDeniedException", c.message)
		})
		s := newSender(endpoint)
		s.ConfigurationSet = c.set
		_, err := s.Send(t.Context(), letter())
		if !errors.Is(err, sesmail.ErrDenied) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %q, want %q", c.message, err, c.want)
		}
	}
}

// TestThrottledOnce: the attempt after the throttled one sends.
func TestThrottledOnce(t *testing.T) {
	var tries atomic.Int32
	endpoint, _ := answers(t, func(w http.ResponseWriter, _ *http.Request, _ []byte) {
		if tries.Add(1) == 1 {
			refuse(w, 429, "TooManyRequestsException", "")
			return
		}
		_, _ = io.WriteString(w, `{"MessageId":"0100-1"}`)
	})
	if id, err := newSender(endpoint).Send(t.Context(), letter()); id != "0100-1" || err != nil {
		t.Errorf("id %q, %v", id, err)
	}
}

// TestUnanswered: the message may have been taken, so it is not sent again.
func TestUnanswered(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"reset":           hangUp(""),
		"cut in the head": hangUp("HTTP/1.1 200 OK\r\nContent-Le"),
		"cut in the body": hangUp("HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n{\"Mess"),
		"no HTTP":         hangUp("220 smtp\r\n"),
		"no JSON":         func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") },
		"no answer":       func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
	} {
		endpoint, count := answers(t, func(w http.ResponseWriter, r *http.Request, _ []byte) { answer(w, r) })
		s := newSender(endpoint)
		s.Timeout = 500 * time.Millisecond
		_, err := s.Send(t.Context(), letter())
		wantOnly(t, name, err, mail.ErrUnclear)
		if n := count.Load(); n != 1 {
			t.Errorf("%s: sent %d times", name, n)
		}
	}
}

// hangUp says so much and resets the connection.
func hangUp(after string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		c, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		_, _ = io.WriteString(c, after)
		if tcp, ok := c.(*net.TCPConn); ok && after == "" {
			_ = tcp.SetLinger(0) // a reset, not an end
		}
		_ = c.Close()
	}
}

// TestUnreached: without a connection nothing was sent; it is tried again.
func TestUnreached(t *testing.T) {
	private := httptest.NewTLSServer(nil)
	private.Config.ErrorLog = log.New(io.Discard, "", 0)
	t.Cleanup(private.Close)
	refused := func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, "127.0.0.1:1")
	}
	silent := func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }
	for name, test := range map[string]struct {
		endpoint string
		dial     func(ctx context.Context, network, address string) (net.Conn, error)
		timeout  time.Duration
		tries    int32
	}{
		"refused":               {"http://ses.example", refused, 0, attempts},
		"no way there":          {"http://ses.example", silent, 100 * time.Millisecond, 1},
		"another's certificate": {private.URL, new(net.Dialer).DialContext, 0, attempts},
	} {
		var dials atomic.Int32
		s := newSender(test.endpoint, func(o *sesv2.Options) {
			o.HTTPClient = &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				dials.Add(1)
				return test.dial(ctx, network, address)
			}}}
		})
		s.Timeout = test.timeout
		_, err := s.Send(t.Context(), letter())
		wantOnly(t, name, err, nil)
		if n := dials.Load(); n != test.tries {
			t.Errorf("%s: %d attempts", name, n)
		}
	}
}

// TestUnreachedAfterRefusal: what a former attempt has written does not count.
func TestUnreachedAfterRefusal(t *testing.T) {
	endpoint, _ := answers(t, func(w http.ResponseWriter, _ *http.Request, _ []byte) {
		w.Header().Set("Connection", "close")
		refuse(w, 429, "TooManyRequestsException", "")
	})
	var dials atomic.Int32
	s := newSender(endpoint, func(o *sesv2.Options) {
		o.HTTPClient = &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			if dials.Add(1) > 1 {
				address = "127.0.0.1:1"
			}
			return new(net.Dialer).DialContext(ctx, network, address)
		}}}
	})
	_, err := s.Send(t.Context(), letter())
	wantOnly(t, "unreached", err, nil)
	if n := dials.Load(); n != attempts {
		t.Errorf("%d attempts", n)
	}
}

// TestCanceled between two attempts: the first was refused, so nothing was sent.
func TestCanceled(t *testing.T) {
	endpoint, count := answers(t, func(w http.ResponseWriter, _ *http.Request, _ []byte) { refuse(w, 429, "TooManyRequestsException", "") })
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s := newSender(endpoint, func(o *sesv2.Options) {
		o.Retryer = retry.NewStandard(func(o *retry.StandardOptions) {
			o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { cancel(); return time.Hour, nil })
		})
	})
	_, err := s.Send(ctx, letter())
	wantOnly(t, "canceled", err, nil)
	if n := count.Load(); n != 1 {
		t.Errorf("%d attempts", n)
	}
}
