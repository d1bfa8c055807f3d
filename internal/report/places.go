package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
)

// Places is what devices met, by what they share: servers, mailbox servers, networks and
// user agents; and whose logons were refused, by address and by account. Monitoring probes
// do not count. It serves to tell trouble that many devices share from that of one.
type Places struct {
	// All is the estate.
	All Place
	// Servers are next to the client, Mailboxes are those with the mailboxes (Mbx of
	// Log=): both by quarters of an hour. Networks (/24 of IPv4, /64 of IPv6) and Agents
	// (user agents) are of the whole span. Each is ordered by name.
	Servers, Mailboxes, Networks, Agents []Place
	// Addresses and Accounts are those with refused logons.
	Addresses []Address
	Accounts  []Account
}

// Place is what many devices used.
type Place struct {
	Name string
	// Span is over the whole span of the report, Quarters are those with requests,
	// ascending; nil where they are not counted.
	Span     Met
	Quarters []Met
}

// Met is what devices met in a time.
type Met struct {
	// Start is that of the quarter of an hour, UTC.
	Start time.Time
	// Hits are requests, Devices different devices.
	Hits, Devices int64
	// Times is the distribution of time-taken, in milliseconds, of requests that do not wait
	// and did not fail: of the whole span of servers and mailbox servers.
	Times activity.Histogram
	// Kinds has what was met more than requests, by kind.
	Kinds [Kinds]Trouble
}

// Trouble is how often devices met something.
type Trouble struct {
	// Hits are requests, of different Devices; Largest are those of the device that has
	// most of them.
	Hits, Devices, Largest int64
	// Outcomes are how the requests ended, as OutcomeOf says it.
	Outcomes Tally[string]
	// First and Last are the times of the first and last of them.
	First, Last time.Time
}

// Kind is something that many devices may meet at once.
type Kind uint8

// Kinds of troubles that come from a server, or from something else than the device.
const (
	Busy          Kind = iota // HTTP 503 and 409, TooManyJobsQueued and the like
	ServerError               // HTTP 500 to 504, status 110 and 111
	Offline                   // the mailbox's database or server: status 114
	NoLogonServer             // no domain controller: win32 status 1311, 1789
	Certificate               // the client's certificate: HTTP 403.7, .12, .13, .16, .17
	Cut                       // Ping whose connection was lost
	Reload                    // a synchronization from the beginning, which is no failure
	Kinds                     // how many there are
)

// busyErrors and offlineErrors are error texts of Exchange 2010 and later (KB2469722 and seen).
var (
	busyErrors = []string{
		"TooManyJobsQueued", "BackingOffMailboxServer", "RequestOverMaxDelay", "TrySubmitNewTaskFailure", "WLMTimeout", "CancelFromWLM", "ResourceUnhealthy",
	}
	offlineErrors = []string{"MailboxOffline", "MapiExiting", "MailboxInSiteFailoverException", "MailboxCrossSiteFailoverException"}
	// ownErrors come from what the device or its user did.
	ownErrors = []string{"DeviceIsAutoBlocked", "DeviceIsAutoBlockedOnOOB", "OverBudget", "AccessDenied", "TiSyncStateLocked"}
)

// KindOf returns what kind of trouble an answer tells, and whether it tells one; errors are
// the names of error texts, with ';' between.
func KindOf(a activesync.Answer, errors string) (Kind, bool) {
	has := func(names []string) bool {
		for name := range strings.SplitSeq(errors, ";") {
			if slices.Contains(names, name) {
				return true
			}
		}
		return false
	}
	http := a.Status
	if http < 400 {
		http = max(http, a.BackStatus)
	}
	switch {
	case errors != "" && has(ownErrors):
		return 0, false
	case a.Status == 401:
		return NoLogonServer, a.RefusedLogon() && a.Owner() == activesync.Server
	case a.Status == 403:
		return Certificate, a.ClientCertificate()
	case a.EASStatus == 114 || errors != "" && has(offlineErrors):
		return Offline, true
	case errors != "" && has(busyErrors) || http == 503 || http == 409 && a.Command != activesync.Options.String():
		return Busy, true
	case http >= 500 && http <= 504 || a.EASStatus == 110 || a.EASStatus == 111:
		return ServerError, true
	case a.Command == activesync.Ping.String() && a.Status == 200 && a.Win32 > 0 && errors == "" && a.EASStatus < 2:
		return Cut, true
	}
	return 0, false
}

// OutcomeOf says in a few words how requests of a kind of trouble ended: "HTTP 403.16", or
// "HTTP 200, status 114".
func OutcomeOf(a activesync.Answer, errors string) string {
	text := fmt.Sprintf("HTTP %d", max(a.Status, 0))
	if a.Substatus > 0 {
		text += fmt.Sprintf(".%d", a.Substatus)
	}
	if a.EASStatus > 2 {
		text += fmt.Sprintf(", status %d", a.EASStatus)
	}
	if errors != "" {
		const most = 60
		text += ", " + strings.ToValidUTF8(errors[:min(len(errors), most)], "")
	}
	if a.Win32 > 0 {
		text += fmt.Sprintf(", win32 status %d", a.Win32)
	}
	return text
}

// Address is where refused logons came from.
type Address struct {
	Name string
	// Hits are all requests from there, Refused those whose name or password was refused,
	// of Accounts different accounts. SucceededAs are accounts that were tried and got in
	// from there, at most MaxSucceeded.
	Hits, Refused int64
	Accounts      int
	SucceededAs   []string
	Agents        Tally[string]
	First, Last   time.Time // of the refused ones
}

// MaxSucceeded is how many accounts Address.SucceededAs names.
const MaxSucceeded = 20

// Account is whose logons were refused.
type Account struct {
	Name string
	// Refused are logons whose name or password was refused, by Devices different device
	// ids and from Addresses different addresses; From is the one with most of them.
	Refused            int64
	Devices, Addresses int
	From               string
	First, Last        time.Time
}
