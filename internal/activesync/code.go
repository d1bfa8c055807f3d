package activesync

// Owner is who has to act on a code.
type Owner uint8

// Who has to act.
const (
	Nobody Owner = iota // no failure, or a connection that ended
	User                // the account and its password
	Device              // the phone: its settings, its certificate
	Server              // Exchange, IIS, the domain
)

// Code is what a code of Windows or IIS means.
type Code struct {
	// Meaning is a few plain words.
	Meaning string
	// Failure reports whether the code by itself makes a request with HTTP status
	// 401 a failure, and not a challenge.
	Failure bool
	Owner   Owner
}
