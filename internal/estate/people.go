package estate

import "strings"

// Person is somebody with an account, under all the names that logs may show.
type Person struct {
	Domain  string // NetBIOS name, CONTOSO
	Account string // sAMAccountName, sam
	UPN     string // samuel.smith@contoso.com; its prefix need not be the account
	SID     string // may be empty

	qualified string
	smtp      string // the UPN as a value of Log=
}

// Qualified returns DOMAIN\account.
func (p *Person) Qualified() string {
	if p.qualified == "" {
		p.qualified = p.Domain + `\` + p.Account
	}
	return p.qualified
}

func (p *Person) smtpAddress() string {
	if p.smtp == "" {
		p.smtp = formEscape(p.UPN)
	}
	return p.smtp
}

// Names returns all names of the person.
func (p *Person) Names() []string {
	names := []string{p.Qualified()}
	for _, name := range []string{p.UPN, p.Account, p.SID} {
		if name != "" {
			names = append(names, name)
		}
	}
	return names
}

// Login is how a person signs in on one device: the device's own words in the
// query, and what each side logs as cs-username. The three need not agree.
type Login struct {
	Person      *Person
	Query       string // the value of User=, encoded as the device sends it
	Front, Back string // cs-username
}

// Login returns the plainest login: User=account, DOMAIN\account in all logs.
func (p *Person) Login() *Login {
	return &Login{Person: p, Query: escape(p.Account), Front: p.Qualified(), Back: p.Qualified()}
}

// Device is a phone, or a program that passes for one.
type Device struct {
	ID, Type    string
	Agent       string // as logged, + for a blank
	NewAgent    string // after an update, at UpdatedAt
	UpdatedAt   int64  // Unix milliseconds; 0 if there is none
	Version     int    // of the protocol, times ten: 25, 120, 121, 140, 141, 160, 161
	Logins      []*Login
	Address     string // of the client
	CmdFirst    bool   // Cmd comes first in the query, as Android has it; else last, as Apple has it
	Extra       string // text that the device adds to its query
	HeartbeatIn bool   // waits by Sync with a heartbeat instead of Ping
	Mailbox     int    // number of the back end that has the mailbox, from 0

	policyKey uint32
	key       string // the id without case
	rate      int    // of mean requests, in sixteenths
	ill       illness
	syncKey   uint32
	previous  int64 // end of the request before
	turn      int
}

func (d *Device) agentAt(t int64) string {
	if d.UpdatedAt > 0 && t >= d.UpdatedAt {
		return d.NewAgent
	}
	return d.Agent
}

// escape encodes a text for a query as phones do: letters, digits and -._~ stay.
func escape(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hexUpper[c>>4])
		b.WriteByte(hexUpper[c&15])
	}
	return b.String()
}

// formEscape encodes a value of Log=: as a form does, with lower-case digits, and the
// underscore, which ends a value, too.
func formEscape(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		switch {
		case c == ' ':
			b.WriteByte('+')
		case c == '_':
			b.WriteString("%5F")
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-.!*()", c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hexLower[c>>4])
			b.WriteByte(hexLower[c&15])
		}
	}
	return b.String()
}
