package page

import (
	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/baseline"
	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/report"
)

// comparison is what a diagnosis says of the rows of a report.
type comparison struct {
	diagnosis *finding.Diagnosis
	baseline  *baseline.Baseline
	// days is of how many days the rows are, 0 if they cannot be compared with days.
	days int
	// devices are the places of those with findings.
	devices map[device]int
}

// device is a user's device, whichever way the two are spelled.
type device struct{ account, id string }

func deviceOf(row *report.Row) device {
	return device{activesync.Account(row.User), activesync.FoldDevice(row.DeviceID)}
}

func newComparison(q *report.Query, d *finding.Diagnosis) *comparison {
	c := &comparison{diagnosis: d, devices: make(map[device]int)}
	if d == nil {
		return c
	}
	c.baseline = d.Baseline
	if q.BucketSeconds == 0 && !q.ByUserAgent && d.Baseline.Days > 0 {
		c.days = days(q)
	}
	for i := range d.Devices {
		c.devices[deviceOf(&d.Devices[i].Row)] = i
	}
	return c
}

// flagged tells that there are findings.
func (c *comparison) flagged() bool { return len(c.devices) > 0 }

// of gives the place of a row's device among those with findings, and the findings.
func (c *comparison) of(row *report.Row) (place int, found []finding.Finding) {
	if len(c.devices) == 0 {
		return -1, nil
	}
	place, flagged := c.devices[deviceOf(row)]
	if !flagged {
		return -1, nil
	}
	return place, c.diagnosis.Devices[place].Findings
}
