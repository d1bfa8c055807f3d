package report

import (
	"fmt"
	"math"
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
	// (user agents) are of the whole span; Failed of agents leaves refused logons out, and has
	// outcomes. Each is ordered by name.
	Servers, Mailboxes, Networks, Agents []Place
	// Addresses and Accounts are those with refused logons, RefusedNetworks and RefusedAgents
	// the same by network (as above) and by user agent. Challenged are the addresses from
	// which many requests came that were challenged, and hardly any others.
	Addresses, RefusedNetworks, RefusedAgents, Challenged []Address
	// Unproven are the addresses from which requests came that nobody logged on for, under ids of
	// devices on which somebody did elsewhere, or that name no user.
	Unproven []Unproven

	Accounts []Account
	// Probes are the monitoring probes, by account.
	Probes []Probe
	// Versions counts devices by the highest version of the protocol that each spoke, times
	// ten; of several days, on the day that has most of them.
	Versions Tally[int32]
	// OneRow and TwoRows are requests that were served and are told apart by their logs:
	// Exchange up to 2010 writes its Log= into the only row, later versions into that of the
	// back end. They say which generation the servers are of.
	OneRow, TwoRows int64
}

// Place is what many devices used.
type Place struct {
	Name string
	// Span is over the whole span of the report, Quarters are those with requests,
	// ascending; nil where they are not counted.
	Span     Met
	Quarters []Met
	// Hours are those with requests of the servers' kinds of places and of the estate, Before
	// the same of the days before the report, as far as these were reconciled: ascending, UTC.
	Hours, Before []ServerHour
}

// ServerHour is what a server did in an hour.
type ServerHour struct {
	Start time.Time
	// Hits are requests, Failures those that failed.
	Hits, Failures int64
	// Served are requests that neither waited nor failed: half of them took Half milliseconds
	// at most, 95 of 100 took Most. They are 0 for the estate on the days before.
	Served, Half, Most int64
	// Devices were served; half of them had half of their requests answered within Typical
	// milliseconds. Not known of the days before.
	Devices, Typical int64
	// Own are the failures that come from servers: of the kinds up to NoLogonServer. Not known
	// of the days before.
	Own Trouble
	// Home are devices that sent most of the day's requests to this server and sent any, to
	// whichever server, in this hour. Not known of the days before.
	Home int64
}

// Met is what devices met in a time.
type Met struct {
	// Start is that of the quarter of an hour, UTC.
	Start time.Time
	// Hits are requests, Devices different devices; Largest are the requests of the device
	// that has most of them.
	Hits, Devices, Largest int64
	// Times is the distribution of time-taken, in milliseconds, of requests that do not wait
	// and did not fail: of the whole span of servers and mailbox servers.
	Times activity.Histogram
	// Halves has the median of these times of each device, once a day.
	Halves activity.Histogram
	// Kinds has what was met more than requests, by kind.
	Kinds [Kinds]Trouble
}

// Trouble is how often devices met something.
type Trouble struct {
	// Hits are requests, of different Devices; Largest are those of the device that has
	// most of them. Again are devices that met it more than once.
	Hits, Devices, Largest, Again int64
	// Outcomes are how the requests ended, as OutcomeOf says it.
	Outcomes Tally[string]
	// First and Last are the times of the first and last of them. Moments are, where they are
	// of a quarter of an hour, those of their seconds in it.
	First, Last time.Time
	Moments     Moments
}

// Moments are of the times of requests: how many, the sum of their seconds, and that of the
// squares. They say how close together the requests lie.
type Moments struct{ N, Sum, Squares int64 }

// Add adds requests of a second.
func (m *Moments) Add(second, requests int64) {
	m.N, m.Sum, m.Squares = m.N+requests, m.Sum+requests*second, m.Squares+requests*second*second
}

// Merge adds others, whose seconds begin so many later.
func (m *Moments) Merge(o Moments, later int64) {
	m.N, m.Sum, m.Squares = m.N+o.N, m.Sum+o.Sum+later*o.N, m.Squares+o.Squares+2*later*o.Sum+later*later*o.N
}

// Spread is how long the requests take if they come evenly: a few that lie far away hardly
// count.
func (m *Moments) Spread() time.Duration {
	if m.N == 0 {
		return 0
	}
	const twelve = 12 // a uniform distribution of width w has the variance w²/12
	n, sum := float64(m.N), float64(m.Sum)
	return time.Duration(math.Sqrt(twelve*max(0, float64(m.Squares)/n-sum*sum/n/n)) * float64(time.Second))
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
	Affinity                  // the session of another server: MissingCscCacheEntry, HTTP 441
	Reload                    // a synchronization from the beginning, which is no failure
	Failed                    // whatever failed, also what is of another kind
	Kinds                     // how many there are
)

// busyErrors and offlineErrors are error texts of Exchange 2010 and later (KB2469722 and seen).
var (
	busyErrors = []string{
		"TooManyJobsQueued", "BackingOffMailboxServer", "RequestOverMaxDelay", "TrySubmitNewTaskFailure", "WLMTimeout", "CancelFromWLM", "ResourceUnhealthy",
	}
	offlineErrors  = []string{"MailboxOffline", "MapiExiting", "MailboxInSiteFailoverException", "MailboxCrossSiteFailoverException"}
	affinityErrors = []string{"MissingCscCacheEntry"}
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
	case a.Status == 441 || errors != "" && has(affinityErrors):
		return Affinity, true
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

// Probe is a monitoring probe.
type Probe struct {
	Name         string
	Hits, Failed int64
	Outcomes     Tally[string] // of those that failed, as OutcomeOf says it
	First, Last  time.Time     // of the failed ones
}

// Address is where refused logons came from: an address, a network or a user agent.
type Address struct {
	Name string
	// Addresses is how many addresses had logons refused there.
	Addresses int
	// Hits are all requests from there, Refused those whose name or password was refused,
	// of Accounts different accounts. SucceededAs are accounts that were tried and got in
	// from there, at most MaxSucceeded.
	Hits, Refused int64
	Accounts      int
	SucceededAs   []string
	// Shut is how many accounts were tried and never got in from there. Challenged are requests
	// that were answered with a challenge, by Devices different device ids.
	Shut       int
	Challenged int64
	Devices    int

	Agents      Tally[string]
	First, Last time.Time // of the refused ones, or of the challenged ones
}

// Unproven is an address and the requests from there that are nobody's (see Places), under IDs
// different device ids.
type Unproven struct {
	Name        string
	Hits        int64
	IDs         int
	First, Last time.Time
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
	// Elsewhere are those of them that came from networks from which nobody logged on on the
	// device that day, while somebody did from others. Locked are those refused because the
	// account was locked out.
	Elsewhere, Locked int64
	ElsewhereFrom     string // the address with most of Elsewhere
}

// Account returns the account of a name, nil if none of its logons was refused.
func (p *Places) Account(name string) *Account {
	if p == nil || name == "" {
		return nil
	}
	at, found := slices.BinarySearchFunc(p.Accounts, name, func(a Account, name string) int { return strings.Compare(a.Name, name) })
	if !found {
		return nil
	}
	return &p.Accounts[at]
}
