package report

import "time"

// merge adds the same device's row of another UTC day.
func (r *Row) merge(o *Row) {
	r.Hits += o.Hits
	r.Commands.Merge(o.Commands)
	r.Statuses.Merge(o.Statuses)
	r.BytesSent.Merge(o.BytesSent)
	r.BytesReceived.Merge(o.BytesReceived)
	r.TimeTaken.Merge(o.TimeTaken)
	r.Times.Merge(o.Times)
	r.Waiting += o.Waiting
	r.PeakPerMinute = max(r.PeakPerMinute, o.PeakPerMinute)
	r.Failures += o.Failures
	r.FailureStatuses.Merge(o.FailureStatuses)
	r.EASFailures += o.EASFailures
	r.Errors.Merge(o.Errors)
	r.FullSyncs += o.FullSyncs
	r.RecoverySyncs += o.RecoverySyncs
	r.InvalidSyncs += o.InvalidSyncs
	r.servers.Merge(o.servers)
	r.clients.Merge(o.clients)
	r.userAgents.Merge(o.userAgents)
	if o.userAgentAt > r.userAgentAt {
		r.UserAgent, r.userAgentAt = o.UserAgent, o.userAgentAt
	}
	if o.accessStateAt > r.accessStateAt {
		r.AccessState, r.accessStateAt = o.AccessState, o.accessStateAt
	}
	if r.First.IsZero() || o.First.Before(r.First) {
		r.First = o.First
	}
	if o.Last.After(r.Last) {
		r.Last = o.Last
	}
}

// span widens First and Last to hold two times in milliseconds since 1970 UTC.
func (r *Row) span(first, last int64) {
	if t := time.UnixMilli(first).UTC(); r.First.IsZero() || t.Before(r.First) {
		r.First = t
	}
	if t := time.UnixMilli(last).UTC(); t.After(r.Last) {
		r.Last = t
	}
}

func (r *Row) empty() bool {
	return r.Hits == 0 && r.Failures == 0 && r.EASFailures == 0 && len(r.Errors) == 0 &&
		r.FullSyncs+r.RecoverySyncs+r.InvalidSyncs == 0
}
