package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Security is how the connection to an SMTP server is protected.
type Security string

const (
	// StartTLS begins in the clear and goes on only if the server can do TLS. It
	// is the default; there is no falling back.
	StartTLS Security = "starttls"
	// TLS is encrypted from the start.
	TLS Security = "tls"
	// None is not encrypted. Passwords are not sent over it.
	None Security = "none"
)

// DefaultTimeout bounds sending a message.
const DefaultTimeout = time.Minute

// ErrSettings says that a server cannot be used as it is configured.
var ErrSettings = errors.New("settings of SMTP server are not valid")

// SMTP is a server that sends messages.
type SMTP struct {
	Host string
	// Port is by default 587 for StartTLS, 465 for TLS (RFC 8314) and 25 for None.
	Port int
	// Security is StartTLS by default.
	Security Security
	// Username and Password sign in; without a name nobody does.
	Username, Password string
	// Timeout bounds sending one message; 0 is DefaultTimeout.
	Timeout time.Duration
	// TLSConfig is for servers with certificates of their own; nil trusts what
	// this machine trusts.
	TLSConfig *tls.Config
}

// Validate tells all that is wrong with the settings, as ErrSettings.
func (s *SMTP) Validate() error {
	var problems []error
	if s.Host == "" {
		problems = append(problems, errors.New("there is no host"))
	}
	if s.Port < 0 || s.Port > 65535 {
		problems = append(problems, fmt.Errorf("there is no port %d", s.Port))
	}
	if s.Timeout < 0 {
		problems = append(problems, fmt.Errorf("timeout is %s", s.Timeout))
	}
	switch s.Security {
	case "", StartTLS, TLS:
	case None:
		if s.Username != "" {
			problems = append(problems, errors.New("a password needs an encrypted connection"))
		}
	default:
		problems = append(problems, fmt.Errorf("security is %q, not %s, %s or %s", s.Security, StartTLS, TLS, None))
	}
	if err := errors.Join(problems...); err != nil {
		return fmt.Errorf("%w: %w", ErrSettings, err)
	}
	return nil
}

// Send sends the message to all its recipients or to none. It ends when ctx is
// done or the timeout is over; the server may have taken the message all the same
// if that was while it was about to answer. Errors never hold the password.
func (s *SMTP) Send(ctx context.Context, m *Message) error {
	if err := s.Validate(); err != nil {
		return err
	}
	msg, err := m.build()
	if err != nil {
		return err
	}
	timeout := s.Timeout
	if timeout == 0 {
		timeout = DefaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	client, err := s.client(ctx, timeout)
	if err != nil {
		return fmt.Errorf("sending mail: %w", err)
	}
	err = client.DialAndSendWithContext(ctx, msg)
	switch {
	case msg.IsDelivered():
		return nil // what went wrong saying goodbye is no matter
	case ctx.Err() != nil: // the cause of whatever err is
		return fmt.Errorf("sending mail by %s: %w", s.address(), ctx.Err())
	case err != nil:
		return fmt.Errorf("sending mail by %s: %w", s.address(), s.discreet(err))
	}
	return nil
}

func (s *SMTP) client(ctx context.Context, timeout time.Duration) (*gomail.Client, error) {
	options := []gomail.Option{
		gomail.WithPort(s.port()),
		gomail.WithTimeout(timeout),
		gomail.WithTLSConfig(s.tlsConfig()),
		gomail.WithDialContextFunc(func(dialing context.Context, network, _ string) (net.Conn, error) {
			return s.dial(ctx, dialing, network)
		}),
		gomail.WithoutNoop(),
	}
	switch s.Security {
	case TLS:
		options = append(options, gomail.WithSSL())
	case None:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.Username != "" {
		options = append(options, gomail.WithSMTPAuthCustom(&login{username: s.Username, password: s.Password}))
	}
	return gomail.NewClient(s.Host, options...)
}

// dial connects, and closes the connection when ctx is done: the client minds its
// context only until there is a connection, and the one it dials with ends then.
func (s *SMTP) dial(ctx, dialing context.Context, network string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(dialing, network, s.address())
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { _ = conn.Close() })
	if s.Security != TLS {
		return conn, nil
	}
	return tls.Client(conn, s.tlsConfig()), nil
}

func (s *SMTP) tlsConfig() *tls.Config {
	c := &tls.Config{}
	if s.TLSConfig != nil {
		c = s.TLSConfig.Clone()
	}
	if c.ServerName == "" {
		c.ServerName = s.Host
	}
	c.MinVersion = max(c.MinVersion, tls.VersionTLS12)
	return c
}

func (s *SMTP) address() string { return net.JoinHostPort(s.Host, strconv.Itoa(s.port())) }

func (s *SMTP) port() int {
	switch {
	case s.Port != 0:
		return s.Port
	case s.Security == TLS:
		return gomail.DefaultPortSSL
	case s.Security == None:
		return gomail.DefaultPort
	}
	return gomail.DefaultPortTLS
}
