package report

import (
	"time"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/lake"
)

// Report is the model of a report: what there is to say, not how it looks.
type Report struct {
	Query Query
	// Rows are ordered by hits, largest first; with buckets by time and then hits. Those
	// of monitoring probes come after all others.
	Rows Rows
	// Devices are a row for each device over the whole span, without monitoring
	// probes, by hits. Top are the first of them, at most TopDevices.
	Devices Rows
	Top     []Row
	// Totals are over all devices, also those beyond Query.TopHits, and those that are Folded.
	Totals Totals
	// Folded is about the devices that have one row together.
	Folded Folded
	// Timeline is what all devices together did, hour by hour from Query.From on:
	// an Hour for each, also for those without requests. It is nil where some of the
	// lake's rows are coarser than an hour, or the span is longer than MaxHours.
	Timeline []Hour
	// Persons says whose names are one person's.
	Persons Persons
	// Breakdown is over all devices, as Totals are.
	Breakdown Breakdown
	// SharedUsers are the users with several devices.
	SharedUsers SharedUsers
	// Places tell trouble that many devices share from that of one; nil where it was not
	// counted.
	Places *Places
	// Coverage says what the numbers rest on.
	Coverage Coverage
	// Traffic is the load of servers on the UTC days that the span touches, all of each
	// day; nil for a span that touches more than MaxTrafficDays.
	Traffic []Traffic
}

// Traffic is the load of all servers on a UTC day, ActiveSync beside the rest.
type Traffic struct {
	Day  lake.Day
	Rows lake.Traffic
	// Inputs are the objects that it was made of, by key.
	Inputs []Input
}

// MaxTrafficDays is how many UTC days a day of a time zone can touch.
const MaxTrafficDays = 2

// TopDevices is how many devices a Report has in Top.
const TopDevices = 100

// MaxHours is the longest span that is looked at by the hour: 92 days, three months. Of
// a longer one Report.Timeline and Coverage.Hours are nil.
const MaxHours = 92 * 24

// Totals are the headline figures. Monitoring probes count in Probes and
// ProbeHits only.
type Totals struct {
	Hits, Failures, ProbeHits int64
	Devices, Users, Probes    int
	// FailingProbes are those of which more than half of the requests failed.
	FailingProbes int
}

// Input is an object of the lake, with the ETag of the very bytes that were read.
type Input struct{ Key, ETag string }

// Hour is what all devices together did in an hour, without monitoring probes.
type Hour struct {
	// Start is in the query's zone. Hours are counted from Query.From: where a
	// clock is changed they go on being 3600 seconds.
	Start time.Time
	// Hits and Failures add up to those of Totals.
	Hits, Failures int64
	// Devices is how many different devices had hits, by their ids.
	Devices int
}

// Breakdown counts what all devices together did, without monitoring probes, by
// the rules of Row: the counts of a Breakdown are the sums over all rows.
type Breakdown struct {
	// Commands and Statuses (HTTP) are by hits.
	Commands Tally[string]
	Statuses Tally[int32]
	// FailureStatuses counts failures by reason.
	FailureStatuses Tally[activesync.Reason]
	// Errors counts requests by the name of an error text.
	Errors Tally[string]
}

// SharedUsers are the users with several devices.
type SharedUsers struct {
	// Users are those with the most devices, at most MaxSharedUsers; equal ones by
	// hits, largest first, then by name.
	Users []SharedUser
	// N is how many there are, also beyond Users.
	N int
}

// MaxSharedUsers is how many users SharedUsers names.
const MaxSharedUsers = 100

// SharedUser is a user with several devices.
type SharedUser struct {
	// User is as in a Row, by the device with the most hits.
	User string
	Hits int64
	// Devices are those with the most hits, at most MaxUserDevices; N is how many
	// there are.
	Devices []UserDevice
	N       int
}

// MaxUserDevices is how many devices a SharedUser names.
const MaxUserDevices = 20

// UserDevice is what one device did for a user.
type UserDevice struct {
	DeviceID, DeviceType string
	Hits, Failures       int64
}
