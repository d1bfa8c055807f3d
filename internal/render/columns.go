package render

import (
	"slices"
	"time"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// Columns are the columns of the CSV file, in order: Date if the query asks for
// buckets of time, the columns of ActiveSyncReport.ps1 (2012) with its names and
// in its order, and then what that lacks.
func Columns(q *report.Query) []Column {
	if q.BucketSeconds == 0 {
		return slices.Concat(scriptColumns(), addedColumns())
	}
	return allColumns()
}

func allColumns() []Column {
	date := timeColumn("Date", "Date", "Start of the time bucket",
		func(r *report.Row) time.Time { return r.Start })
	return slices.Concat([]Column{date}, scriptColumns(), addedColumns())
}

// scriptColumns are those of the script. The script leaves out the four of bytes
// and times where the first log lacks the fields; here they are always there,
// and empty where no log has them.
func scriptColumns() []Column {
	columns := identityColumns()
	for _, command := range activesync.Commands() {
		columns = append(columns, countColumn(command, command, wording.Command(command),
			func(r *report.Row) int64 { return r.Commands.Of(command) }))
	}
	columns = append(columns,
		countColumn("LargestBytesSentToClient", "Largest bytes sent", "Bytes of the largest response",
			func(r *report.Row) int64 { return largest(r.BytesSent) }),
		countColumn("LargestBytesReceivedFrClient", "Largest bytes received", "Bytes of the largest request",
			func(r *report.Row) int64 { return largest(r.BytesReceived) }),
		secondsColumn("LongestRequestTime(s)", "Longest request (s)", "Seconds that the longest request took, Ping included",
			func(r *report.Row) int64 { return largest(r.TimeTaken) }),
		secondsColumn("AVGRequestTime(s)", "Average request (s)", "Seconds that a request took on average, Ping included",
			func(r *report.Row) int64 { return mean(r.TimeTaken) }),
	)
	for _, name := range scriptErrors() {
		columns = append(columns, countColumn(name, name, "Requests with the error text "+name,
			func(r *report.Row) int64 { return r.Errors.Of(name) }))
	}
	return append(columns,
		statusColumn("IIS_5xx", "Requests with an HTTP status from 500 to 599", 500, 599),
		statusColumn("IIS_4xx", "Requests with an HTTP status from 400 to 499, 401 challenges included", 400, 499),
		statusColumn("IIS_503", "Requests with HTTP status 503: overload, throttling, mailbox offline", 503, 503),
		statusColumn("IIS_507", "Requests with HTTP status 507: mailbox or disk quota", 507, 507),
		statusColumn("IIS_409", "Requests with HTTP status 409: conflict, failing OPTIONS", 409, 409),
		statusColumn("IIS_451", "Requests with HTTP status 451: redirected to a better server", 451, 451),
	)
}

func identityColumns() []Column {
	user := textColumn("User", "User", "Account, in lower case", func(r *report.Row) string { return r.User })
	user.Missing = "(no user)"
	device := textColumn("DeviceId", "Device ID", "The device's name for itself, as logged",
		func(r *report.Row) string { return r.DeviceID })
	device.Missing = "(no device id)" // OPTIONS requests and probes of anonymous clients
	return []Column{
		user,
		device,
		textColumn("DeviceType", "Device type", "Kind of device, as logged", func(r *report.Row) string { return r.DeviceType }),
		textColumn("User-Agent", "User agent", "Latest user agent, as logged (+ for a space)", func(r *report.Row) string { return r.UserAgent }),
		countColumn("Hits", "Hits", "Requests", func(r *report.Row) int64 { return r.Hits }),
	}
}

// scriptErrors are the script's columns of error texts.
func scriptErrors() []string {
	return []string{
		"InvalidContent", "ServerError", "ServerErrorRetryLater", "MailboxQuotaExceeded",
		"DeviceIsBlockedForThisUser", "AccessDenied", "SyncStateNotFound",
		"DeviceNotFullyProvisionable", "DeviceNotProvisioned", "ItemNotFound",
		"UserDisabledForSync", "TooManyJobsQueued", "OverBudget",
	}
}

func statusColumn(name, meaning string, low, high int32) Column {
	return countColumn(name, name, meaning, func(r *report.Row) int64 { return statuses(r, low, high) })
}
