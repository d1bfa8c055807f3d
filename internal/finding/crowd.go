package finding

import (
	"github.com/easreport/easreport/internal/report"
)

// Crowd is what the devices of a report are like, to tell who stands out.
type Crowd struct {
	// Hits and Bytes are what the median device sent, and what it transferred.
	Hits, Bytes int64
	// OutlierHits and OutlierFailures are requests and failures of those devices that have
	// far more of them than the median device.
	OutlierHits, OutlierFailures int64
	// InventedHits are requests of users with a new device id on each try: each id seems to be
	// a device, and all of them are one.
	InventedHits int64
}

const (
	sampled      = 2000 // devices that medians are taken of, at least half as many if there are more
	timesOutlier = 10
	// leastFailures a day are not many, whatever others have.
	leastFailures = 20
)

// crowdOf looks at all devices, and at some of them closely.
func crowdOf(devices report.Rows) (c Crowd) {
	n := devices.Len()
	var row report.Row
	var hits, failures, bytes []int64
	for i := 0; i < n; i += max(1, n/sampled) {
		devices.Get(i, &row)
		hits, failures = append(hits, row.Hits), append(failures, row.Failures)
		bytes = append(bytes, row.BytesSent.Sum+row.BytesReceived.Sum)
	}
	c.Hits, c.Bytes = median(hits), median(bytes)
	mostHits, mostFailures := timesOutlier*c.Hits, timesOutlier*max(median(failures), leastFailures/timesOutlier)
	for i := range n {
		devices.Brief(i, &row)
		if row.Hits > mostHits {
			c.OutlierHits += row.Hits
		}
		if row.Failures > mostFailures {
			c.OutlierFailures += row.Failures
		}
	}
	return c
}
