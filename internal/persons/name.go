package persons

import "strings"

// Kind is what a name looks like. Those with a smaller number are shown before others.
type Kind uint8

// The kinds. The names of a Machine (a server's account, which hands requests on) name
// nobody while another name is known, nor do those of a SID.
const (
	Nobody  Kind = iota // no name
	Account             // DOMAIN\name
	SignIn              // name@domain, a UPN
	Bare                // name
	SID                 // S-1-5-…
	Machine             // DOMAIN\NAME$
	numKinds
)

// name is a name as it is compared.
type name struct {
	text  string // in lower case
	kind  Kind
	local string // without the domain, "" of a SID or machine
}

// parse takes a name as logged apart. A name that no account can have (with ; or a
// control character) is its own and never another's.
func parse(logged string) name {
	text := strings.ToLower(logged)
	if text == "" {
		return name{}
	}
	domain, local, ok := strings.Cut(text, `\`)
	switch before, after, upn := strings.Cut(local, "@"); {
	case !ok:
		local = text
	case upn && before != "" && after != "": // DOMAIN\name@domain signs in as name@domain
		text, ok = local, false
	case domain == "" || local == "":
		return name{text, Bare, ""}
	}
	before, after, upn := strings.Cut(local, "@")
	n := name{text, Bare, local}
	switch {
	case strings.HasSuffix(before, "$"):
		return name{text, Machine, ""}
	case strings.HasPrefix(text, "s-1-"):
		return name{text, SID, ""}
	case ok:
		n.kind = Account
	case upn && before != "" && after != "":
		n.kind, n.local = SignIn, before
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r == ';' || r < ' ' }) {
		n.local = ""
	}
	return n
}

// KindOf is the kind of a name as logged.
func KindOf(logged string) Kind { return parse(logged).kind }

// names reports whether a name says who it is.
func (n name) names() bool { return n.kind != Nobody && n.kind < SID }

// probe reports whether the name is of a mailbox that Exchange's own monitoring uses
// (HealthMailbox…), or the test cmdlets do (extest_…).
func (n name) probe() bool {
	return strings.HasPrefix(n.local, "healthmailbox") || strings.HasPrefix(n.local, "extest_")
}

// Given reports whether a name as logged is the one that somebody gives, whatever the case. A
// name given without a domain is that of everybody who is called so.
func Given(given, logged string) bool {
	g, l := parse(given), parse(logged)
	return g.text != "" && g.text == l.text || g.kind == Bare && g.local != "" && g.local == l.local
}

// Matches reports whether a name that somebody asks for can be meant by a name as logged:
// the same, or one of another kind with the same local part. DOMAIN\name is not OTHER\name.
func Matches(asked, logged string) bool {
	a, l := parse(asked), parse(logged)
	return a.text == l.text || a.local != "" && a.local == l.local && a.kind != l.kind
}
