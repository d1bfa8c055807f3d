package mail

import (
	"crypto/rand"
	"net/mail"
	"strings"
	"time"
)

func (m *Message) date() time.Time {
	if m.Date.IsZero() {
		return time.Now()
	}
	return m.Date
}

// id is the Message-ID: of the sender's domain, because this machine's name is
// nobody's business.
func (m *Message) id(from *mail.Address) string {
	if m.ID != "" {
		return m.ID
	}
	return rand.Text() + from.Address[strings.LastIndexByte(from.Address, '@'):]
}
