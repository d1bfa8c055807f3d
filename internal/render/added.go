package render

import (
	"time"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/report"
)

// missingEntry is the error text of a broken proxy session: Exchange team blog,
// "A script to troubleshoot issues with Exchange ActiveSync" (2012), discusses
// it, its script does not count it.
const missingEntry = "MissingCscCacheEntry"

// addedColumns are those that the script lacks.
func addedColumns() []Column {
	failures := tallyColumn("FailureStatuses", "Failure statuses",
		"Failures by EAS status (101 and above), the command's status (Ping.4) or else HTTP status (with its substatus: 401.1), as status:requests",
		func(r *report.Row) report.Tally[activesync.Reason] { return r.FailureStatuses })
	failures.Short, failures.Hint = shortFailures, failureNames
	return []Column{
		countColumn("Options", "OPTIONS", "OPTIONS requests: which versions and commands does the server know", func(r *report.Row) int64 { return r.Commands.Of("Options") }),
		countColumn("OtherCommands", "Other commands", "Requests with another command or none", otherCommands(append(activesync.Commands(), "Options"))),
		statusColumn("IIS_401", "Requests with HTTP status 401: logon challenge or wrong credentials", 401, 401),
		statusColumn("IIS_403", "Requests with HTTP status 403: blocked, disabled or quarantined", 403, 403),
		statusColumn("IIS_449", "Requests with HTTP status 449: retry after Provision", 449, 449),
		statusColumn("IIS_500", "Requests with HTTP status 500: server error, sync state problems", 500, 500),
		statusColumn("IIS_441", "Requests with HTTP status 441: identity needed in proxy, the load balancer has no affinity", 441, 441),
		countColumn("Failures", "Failures", "Requests that failed, also behind HTTP 200; 401 challenges and redirects do not count", func(r *report.Row) int64 { return r.Failures }),
		failures,
		countColumn("EASStatusFailures", "EAS failures", "Requests with an EAS status of 101 or above", func(r *report.Row) int64 { return r.EASFailures }),
		countColumn(missingEntry, missingEntry, "Requests with the error text "+missingEntry, func(r *report.Row) int64 { return r.Errors.Of(missingEntry) }),
		countColumn("OtherErrors", "Other errors", "Error texts that have no column of their own", otherErrors),
		tallyColumn("OtherErrorNames", "Other error names", "The same by name, as name:requests", otherErrorNames),
		countColumn("TotalBytesSentToClient", "Bytes sent", "Bytes of all responses", func(r *report.Row) int64 { return total(r.BytesSent) }),
		countColumn("TotalBytesReceivedFrClient", "Bytes received", "Bytes of all requests", func(r *report.Row) int64 { return total(r.BytesReceived) }),
		quantileColumn("P50RequestTime(s)", "Median (s)", "half", 0.50),
		quantileColumn("P90RequestTime(s)", "P90 (s)", "90 %", 0.90),
		quantileColumn("P95RequestTime(s)", "P95 (s)", "95 %", 0.95),
		quantileColumn("P99RequestTime(s)", "P99 (s)", "99 %", 0.99),
		countColumn("WaitingRequests", "Waiting", "Requests that wait by design: Ping, and Sync with a heartbeat", func(r *report.Row) int64 { return r.Waiting }),
		countColumn("PeakRequestsPerMinute", "Peak/min", "Most requests in one clock minute", func(r *report.Row) int64 { return r.PeakPerMinute }),
		timeColumn("FirstSeen", "First seen", "Time of the first request", func(r *report.Row) time.Time { return r.First }),
		timeColumn("LastSeen", "Last seen", "Time of the last request", func(r *report.Row) time.Time { return r.Last }),
		countColumn("UserAgents", "User agents", "Different user agents", func(r *report.Row) int64 { return logged(r.UserAgents) }),
		countColumn("Servers", "Servers", "Different servers", func(r *report.Row) int64 { return logged(r.Servers) }),
		countColumn("ClientAddresses", "Addresses", "Different client addresses", func(r *report.Row) int64 { return logged(r.Clients) }),
		countColumn("FullSyncs", "Full syncs", "Requests that synchronize a folder from the start (sync key 0)", func(r *report.Row) int64 { return r.FullSyncs }),
		countColumn("RecoverySyncs", "Recovery syncs", "Requests that repeat the sync before", func(r *report.Row) int64 { return r.RecoverySyncs }),
		countColumn("InvalidSyncKeys", "Invalid sync keys", "Requests with a sync key that the server does not know", func(r *report.Row) int64 { return r.InvalidSyncs }),
		textColumn("AccessState", "Access state", "Latest access state, as logged", func(r *report.Row) string { return r.AccessState }),
		textColumn("Monitoring", "Monitoring", "yes for probes of the server's own monitoring", monitoring),
	}
}

func quantileColumn(name, heading, share string, q float64) Column {
	return secondsColumn(name, heading, "Seconds within which "+share+" of the requests that do not wait were done",
		func(r *report.Row) int64 { return r.Quantile(q) })
}

func monitoring(r *report.Row) string {
	if r.Probe {
		return "yes"
	}
	return ""
}
