package report

import (
	"math"
	"time"

	"github.com/easreport/easreport/internal/activity"
)

// Report is the model of a report: what there is to say, not how it looks.
type Report struct {
	Query Query
	// Rows are ordered by hits, largest first; with buckets by time and then hits.
	Rows Rows
	// Devices are a row for each device over the whole span, without monitoring
	// probes, by hits. Top are the first of them, at most TopDevices.
	Devices Rows
	Top     []Row
	// Totals are over all devices, also those beyond Query.TopHits.
	Totals Totals
	// Timeline is what all devices together did, hour by hour from Query.From on:
	// an Hour for each, also for those without requests. It is nil where some of the
	// lake's rows are coarser than an hour, or the span is longer than MaxHours.
	Timeline []Hour
	// Breakdown is over all devices, as Totals are.
	Breakdown Breakdown
	// SharedUsers are the users with several devices.
	SharedUsers SharedUsers
	// Coverage says what the numbers rest on.
	Coverage Coverage
}

// TopDevices is how many devices a Report has in Top.
const TopDevices = 100

// Row is what one device did for one user (in one bucket of time).
type Row struct {
	// Start is the start of the bucket, zero without buckets.
	Start time.Time
	// User is the effective user in lower case, DeviceID and DeviceType are as
	// logged: each the spelling with the most hits. Empty where unknown.
	User, DeviceID, DeviceType string
	// UserAgent is the latest one.
	UserAgent string
	// Probe marks the server's own monitoring: kept apart from devices.
	Probe bool

	// Hits counts requests: of front end or back end, whichever logged more.
	Hits int64
	// Commands counts hits by command name; "" is a request without a command.
	Commands Tally[string]
	// Statuses counts hits by HTTP status, 0 where the log has none.
	Statuses Tally[int32]
	// BytesSent (to the client), BytesReceived in bytes and TimeTaken in
	// milliseconds are over the hits that carry them (Count 0: NULL).
	BytesSent, BytesReceived, TimeTaken activity.Total
	// Times is the distribution of time-taken without waiting requests.
	Times activity.Histogram
	// Waiting counts the hits that wait by design.
	Waiting int64
	// PeakPerMinute is the most hits in one clock minute; activity.Absent where
	// the lake's rows are coarser than a minute.
	PeakPerMinute int64
	// Servers, UserAgents and Clients are how many different ones there were.
	Servers, UserAgents, Clients int

	// Failures counts requests that failed, each once (activesync.IsFailure),
	// FailureStatuses the same by effective status.
	Failures        int64
	FailureStatuses Tally[int32]
	// EASFailures counts requests with an EAS status of 101 or above.
	EASFailures int64
	// Errors counts requests by the name of an error text; a request with
	// several names counts for each.
	Errors Tally[string]
	// FullSyncs, RecoverySyncs and InvalidSyncs count requests with such a sync.
	FullSyncs, RecoverySyncs, InvalidSyncs int64
	// AccessState is the latest one logged (As:), such as AllowedG.
	AccessState string
	// First and Last are the times of the first and last request.
	First, Last time.Time

	sums *sums // what it is made of, kept for the next row
}

// Quantile gives the milliseconds within which a share q (0 to 1) of the hits that
// do not wait were done, within 3.2 %; activity.Absent where no time is logged.
func (r *Row) Quantile(q float64) int64 {
	ms, ok := r.Times.Quantile(q)
	if !ok || r.TimeTaken.Count == 0 {
		return activity.Absent
	}
	return min(int64(math.Round(ms)), r.TimeTaken.Max) // the middle of a bin may lie above the longest
}

// Totals are the headline figures. Monitoring probes count in Probes and
// ProbeHits only.
type Totals struct {
	Hits, Failures, ProbeHits int64
	Devices, Users, Probes    int
}

// Input is an object of the lake, with the ETag of the very bytes that were read.
type Input struct{ Key, ETag string }

// Flagged tells whether a row has the hits that the query asks for.
func (q *Query) Flagged(r *Row) bool { return r.Hits >= q.MinimumHits }
