package mail

import (
	"encoding/base64"
	"errors"
	"slices"
	"strings"

	"github.com/wneessen/go-mail/smtp"
)

var (
	errUnencrypted = errors.New("server is not encrypted, the password is not sent")
	errNoLogin     = errors.New("server offers neither AUTH PLAIN nor AUTH LOGIN")
)

// login signs in by PLAIN (RFC 4616), or by LOGIN where a server knows only that,
// as Exchange does by default.
type login struct {
	username, password string
	smtp.Auth
}

// Start implements smtp.Auth.
func (l *login) Start(server *smtp.ServerInfo) (proto string, toServer []byte, err error) {
	switch {
	case !server.TLS:
		return "", nil, errUnencrypted
	case slices.Contains(server.Auth, "PLAIN"):
		l.Auth = smtp.PlainAuth("", l.username, l.password, server.Name, false)
	case slices.Contains(server.Auth, "LOGIN"):
		l.Auth = smtp.LoginAuth(l.username, l.password, server.Name, false)
	default:
		return "", nil, errNoLogin
	}
	return l.Auth.Start(server)
}

// discreet replaces an error in which a server repeats the password, as it is or as
// it was sent.
func (s *SMTP) discreet(err error) error {
	if s.Password == "" {
		return err
	}
	sent := base64.StdEncoding.EncodeToString
	for _, secret := range []string{
		s.Password, sent([]byte(s.Password)), sent([]byte("\x00" + s.Username + "\x00" + s.Password)),
	} {
		if strings.Contains(err.Error(), secret) {
			return errors.New("server's answer repeats the password")
		}
	}
	return err
}
