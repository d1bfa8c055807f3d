package mail

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"
)

const password = "s3cret-Passw0rd"

// sendBy sends the test's message by a server.
func sendBy(t *testing.T, s *server, settings SMTP) error {
	t.Helper()
	s.start(t)
	settings.Host, settings.Port = "127.0.0.1", s.port
	if settings.TLSConfig == nil {
		settings.TLSConfig = s.trust
	}
	return settings.Send(t.Context(), testMessage())
}

func TestSend(t *testing.T) {
	f := func(name string, s *server, settings SMTP, commands ...string) {
		t.Helper()
		if err := sendBy(t, s, settings); err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		for _, c := range append(commands, "MAIL FROM:<report@contoso.example>", "RCPT TO:<anna@contoso.example>", "RCPT TO:<b@contoso.example>") {
			if !s.heard(c) {
				t.Errorf("%s: the server did not hear %q", name, c)
			}
		}
		checkMessage(t, s.taken())
	}
	plain := base64.StdEncoding.EncodeToString([]byte("\x00anna\x00" + password))
	signIn := SMTP{Username: "anna", Password: password}
	signInTLS := SMTP{Username: "anna", Password: password, Security: TLS}
	f("in the clear", &server{}, SMTP{Security: None})
	f("starttls", &server{startTLS: true}, SMTP{}, "STARTTLS")
	f("tls", &server{implicitTLS: true}, SMTP{Security: TLS})
	f("starttls, password", &server{startTLS: true, auth: "PLAIN LOGIN"}, signIn, "STARTTLS", "AUTH PLAIN "+plain)
	f("tls, password", &server{implicitTLS: true, auth: "LOGIN PLAIN"}, signInTLS, "AUTH PLAIN "+plain)
	f("tls, only login", &server{implicitTLS: true, auth: "GSSAPI LOGIN"}, signInTLS, "AUTH LOGIN")
	f("rude goodbye", &server{answer: map[string]string{"RSET": "500 no", "QUIT": "500 no"}}, SMTP{Security: None})
}

func TestSendFails(t *testing.T) {
	f := func(name, want string, s *server, settings SMTP) {
		t.Helper()
		err := sendBy(t, s, settings)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", name, err, want)
		}
		if err != nil && strings.Contains(err.Error(), password) {
			t.Errorf("%s: error has the password: %v", name, err)
		}
		if s.taken() != "" {
			t.Errorf("%s: the server took the message all the same", name)
		}
	}
	signIn := SMTP{Username: "anna", Password: password}
	plain := base64.StdEncoding.EncodeToString([]byte("\x00anna\x00" + password))
	says := func(verb, text string) *server {
		return &server{startTLS: true, auth: "PLAIN", answer: map[string]string{verb: text}}
	}
	f("no starttls", "STARTTLS", &server{}, SMTP{})
	f("no starttls, password", "STARTTLS", &server{auth: "PLAIN"}, signIn)
	f("strange certificate", "certificate", &server{startTLS: true}, SMTP{TLSConfig: strangeTrust(t)})
	f("strange certificate, tls", "certificate", &server{implicitTLS: true}, SMTP{TLSConfig: strangeTrust(t), Security: TLS})
	f("wrong password", `535 "5.7.8 bad credentials"`, says("AUTH", "535 5.7.8 bad credentials"), signIn)
	f("password repeated", "repeats the password", says("AUTH", "535 no such password: "+password), signIn)
	f("command repeated", "repeats the password", says("AUTH", "500 what is AUTH PLAIN "+plain), signIn)
	f("no auth", "neither AUTH PLAIN nor AUTH LOGIN", &server{startTLS: true}, signIn)
	f("sender refused", `550 "not you"`, says("MAIL", "550 not you"), SMTP{})
	f("recipient refused", "anna@contoso.example", says("RCPT", "550 no such user"), SMTP{})
	f("message refused", `552 "too big"`, says("DATA", "552 too big"), SMTP{})
}

func TestSendHasAnEnd(t *testing.T) {
	s := &server{silent: true}
	start := time.Now()
	if err := sendBy(t, s, SMTP{Security: None, Timeout: 50 * time.Millisecond}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("timeout gives error %v", err)
	}
	s = &server{silent: true}
	s.start(t)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	settings := SMTP{Host: "127.0.0.1", Port: s.port, Security: None}
	if err := settings.Send(ctx, testMessage()); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelling gives error %v", err)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestSettings(t *testing.T) {
	f := func(want string, s SMTP) {
		t.Helper()
		err := s.Send(t.Context(), testMessage())
		if !errors.Is(err, ErrSettings) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), password) {
			t.Errorf("error is %v, want %q", err, want)
		}
	}
	f("no host", SMTP{})
	f("port 65536", SMTP{Host: "x", Port: 65536})
	f("timeout", SMTP{Host: "x", Timeout: -1})
	f("security", SMTP{Host: "x", Security: "ssl"})
	f("encrypted", SMTP{Host: "x", Security: None, Username: "anna", Password: password})
	for want, s := range map[int]SMTP{587: {}, 465: {Security: TLS}, 25: {Security: None}, 2525: {Port: 2525}} {
		if got := s.port(); got != want {
			t.Errorf("port is %d, want %d", got, want)
		}
	}
}
