package activesync

import "strings"

// Account is the account name of a user in lower case, without the domain that
// one and the same device writes in different ways: "DOM\x", "x@dom.example" and
// "x" are all "x". It is empty only if user is.
func Account(user string) string { return strings.ToLower(account(user)) }

// account is Account with upper and lower case kept.
func account(user string) string {
	account := user[strings.LastIndexByte(user, '\\')+1:]
	account, _, _ = strings.Cut(account, "@")
	if account == "" {
		return user
	}
	return account
}

// FoldDevice is the form of a device id in which ids are compared.
func FoldDevice(id string) string { return strings.ToLower(id) }

// IsMachineAccount tells whether a user is a computer, whose account names end
// with '$': a client access server of Exchange 2010 that hands requests on to
// another (seen).
func IsMachineAccount(user string) bool { return strings.HasSuffix(account(user), "$") }

// IsProbe reports whether an account is one of monitoring and of no person (seen): the
// HealthMailbox… of Exchange's own probes, the extest_… of its test cmdlets. Only an
// account that has logged on is proof of anything: what a query or a refused logon
// claims, a user agent and an address can be anybody's.
func IsProbe(username string) bool {
	account := Account(username)
	return strings.HasPrefix(account, "healthmailbox") || strings.HasPrefix(account, "extest_")
}
