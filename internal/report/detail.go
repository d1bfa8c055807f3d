package report

import (
	"time"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
)

// Identity names a device and the account that it is used for: what a Row is
// about. Any spelling will do, also that of a Row.
type Identity struct{ User, DeviceID string }

// Detail is what one device did for one user in the whole span, without
// monitoring probes: the numbers of its Row, taken apart. The sums over its Cells
// are the Row's numbers.
type Detail struct {
	// Identity and DeviceType are spelled as in the Row.
	Identity
	DeviceType string
	// Minutes are those with requests, ascending. The lake's rows may be coarser
	// than a minute: then a Minute holds all of a row, and Coarse is set.
	Minutes []Minute
	Coarse  bool
	// NoMinutes tells that there were too many devices for so long a span:
	// Minutes is then empty, see MaxDetailMinutes.
	NoMinutes bool
	// Cells are ordered by hits, failures and what they are about.
	Cells []Cell
	// Servers, Clients (addresses), UserAgents and Mailboxes (mailbox servers) are by hits,
	// largest first.
	Servers, Clients, UserAgents, Mailboxes Shares
}

// Minute is what a device did in a clock minute.
type Minute struct {
	Start time.Time // UTC
	// Hits and Waiting (those of them that wait by design) are of the side that
	// counts, Failures and FullSyncs each of the side that has more of them.
	Hits, Waiting, Failures, FullSyncs int64
	// Commands counts hits by command name; those that are no command of ActiveSync
	// are Other.
	Commands Tally[string]
}

// Cell is the requests of one command that ended in one way.
type Cell struct {
	// Command is as in Row.Commands; Other where there were too many different cells.
	Command string
	// Status and Substatus are HTTP's, 0 where the log has none; Win32Status and
	// EASStatus are activity.Absent there.
	Status      int32
	Substatus   int32
	Win32Status int64
	EASStatus   int32
	// BackStatus is HTTP's on the server with the mailbox where the client saw another
	// one, activity.Absent where it did not.
	BackStatus int32
	// Error are the names of the error texts, with ';' between.
	Error string
	// LoggedBy is which servers have rows of the requests: front, back, middle, proxy or
	// both (several of them).
	LoggedBy string

	// Hits, Failures, EASFailures and Errors (requests with any error text) are
	// requests.
	Hits, Failures, EASFailures, Errors    int64
	FullSyncs, RecoverySyncs, InvalidSyncs int64
	// Waiting are the hits that wait by design; Time is in milliseconds over the
	// hits that carry it, and Times its distribution without waiting ones.
	Waiting int64
	Time    activity.Total
	Times   activity.Histogram
	// SyncStateMax is the largest sync state (Sst), in KB.
	SyncStateMax int64
	// First and Last are the times of the first and last request.
	First, Last time.Time
}

// Answer is what the server answered.
func (c *Cell) Answer() activesync.Answer {
	return activesync.Answer{
		Command: c.Command, Status: c.Status, Substatus: c.Substatus, Win32: c.Win32Status, EASStatus: c.EASStatus, HasError: c.Error != "",
		BackStatus: c.BackStatus,
	}
}

// Other is the Command of the cell that has what was too much for cells of its
// own. Its other texts are empty and its statuses 0.
const Other = "(other)"

// Shares are names by hits, largest first. A request without a name is in none.
type Shares struct {
	Top []Share // at most MaxShares
	// Names is how many different ones there are, and OtherHits are the hits of
	// those that are not in Top. Of more than 1000 on a UTC day only the first by
	// name are told apart, and counted in Names.
	Names     int
	OtherHits int64
}

// Share is what a name had of a device's hits.
type Share struct {
	Name        string
	Hits        int64
	First, Last time.Time
}

// Bounds of a Detail. Nothing is dropped in silence: what is beyond them is
// counted in Other, Shares.OtherHits and Detail.NoMinutes.
const (
	// MaxShares is how many names Shares has.
	MaxShares = 20
	// MaxCells is how many cells a Detail has for each side of a UTC day.
	MaxCells = 256
	// MaxDetailMinutes is how many minutes all Details of a call may have together.
	// The first identities have theirs, at one for each minute of the days with files:
	// 500 devices for a day, 71 for a week.
	MaxDetailMinutes = 500 * 1440
)

// Hits is the number of requests, as in the Row.
func (d *Detail) Hits() (n int64) {
	for i := range d.Cells {
		n += d.Cells[i].Hits
	}
	return n
}
