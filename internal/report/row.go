package report

import (
	"iter"
	"math"
	"time"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
)

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
	// Anonymous are those of them for which nobody logged on.
	Anonymous int64
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
	// Client is the client address, if there was only one.
	Client string

	// Failures counts requests that failed, each once (activesync.Answer.Failed),
	// FailureStatuses the same by reason.
	Failures        int64
	FailureStatuses Tally[activesync.Reason]
	// EASFailures counts requests with an EAS status of 101 or above.
	EASFailures int64
	// Errors counts requests by the name of an error text; a request with
	// several names counts for each.
	Errors Tally[string]
	// FullSyncs, RecoverySyncs and InvalidSyncs count requests with such a sync.
	FullSyncs, RecoverySyncs, InvalidSyncs int64
	// SyncStateMax is the largest sync state (Sst), in KB. Uploaded counts items that the
	// device sent (Cli), Throttled the time for which requests were held back, in
	// milliseconds, over the requests that were.
	SyncStateMax, Uploaded int64
	Throttled              activity.Total
	// AccessState is the latest one logged (As:), such as AllowedG.
	AccessState string
	// First and Last are the times of the first and last request.
	First, Last time.Time
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

// Nobody reports whether the row is of requests that name neither a device nor a user:
// of many clients, most of them before they log on; or only a device, and nobody logged on; or
// that it is a row that stands for many devices. What such requests are is told of the address
// that they came from.
func (r *Row) Nobody() bool {
	return r.DeviceID == OtherDevices || r.User == "" && (r.DeviceID == "" || r.Stranger())
}

// Stranger reports whether nobody ever logged on for the row's requests: device and user are
// what somebody wrote into a query.
func (r *Row) Stranger() bool { return r.Hits > 0 && r.Anonymous == r.Hits }

// Rows are the rows of a report, in their order. A row is large, and a report
// may have millions: each is made when it is asked for.
type Rows struct {
	n           int
	fill, brief func(row *Row, i int)
}

// NewRows returns n rows that fill makes, and of which brief makes what Rows.Brief asks
// for. Both are called with a place less than n, by several goroutines at a time.
func NewRows(n int, fill, brief func(row *Row, i int)) Rows { return Rows{n, fill, brief} }

// RowsOf gives rows that are at hand. The Rows share what is in them.
func RowsOf(rows ...Row) Rows {
	fill := func(row *Row, i int) { *row = rows[i] }
	return Rows{len(rows), fill, fill}
}

// Len is how many rows there are.
func (r Rows) Len() int { return r.n }

// Get makes row i. What the Row had is overwritten, its slices too. It may be
// called by several goroutines, each with a Row of its own.
func (r Rows) Get(i int, row *Row) { r.fill(row, i) }

// Brief is Get for Hits, Failures, FailureStatuses and Probe alone, much faster.
func (r Rows) Brief(i int, row *Row) { r.brief(row, i) }

// All yields the rows. The Row is used again for the next one.
func (r Rows) All() iter.Seq[*Row] {
	return func(yield func(*Row) bool) {
		var row Row
		for i := range r.n {
			if r.Get(i, &row); !yield(&row) {
				return
			}
		}
	}
}
