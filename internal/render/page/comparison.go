package page

import (
	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
)

// comparison is what a story says of the rows of a report.
type comparison struct {
	story *story.Story
	// usual reports whether rows can be compared with what is usual.
	usual bool
	// devices are the places of those with findings, sheets the numbers of the sheets.
	devices, sheets map[device]int
}

// device is a user's device, whichever way the two are spelled.
type device struct{ account, id string }

func deviceOf(row *report.Row) device {
	return device{activesync.Account(row.User), activesync.FoldDevice(row.DeviceID)}
}

func newComparison(q *report.Query, s *story.Story) *comparison {
	c := &comparison{story: s, devices: make(map[device]int), sheets: make(map[device]int), usual: q.BucketSeconds == 0 && !q.ByUserAgent && s.Compared()}
	for i := range s.Devices {
		c.devices[deviceOf(s.Devices[i].Row)] = i
	}
	for i, d := range sheeted(s) {
		c.sheets[deviceOf(d.Row)] = i
	}
	return c
}

// sheet is the number of the sheet of a row's device, -1 for none.
func (c *comparison) sheet(row *report.Row) int {
	if i, has := c.sheets[deviceOf(row)]; has {
		return i
	}
	return -1
}

// flagged tells that there are findings.
func (c *comparison) flagged() bool { return len(c.devices) > 0 }

// of gives the place of a row's device among those with findings, and the findings.
func (c *comparison) of(row *report.Row) (place int, found []story.Finding) {
	if len(c.devices) == 0 {
		return -1, nil
	}
	place, flagged := c.devices[deviceOf(row)]
	if !flagged {
		return -1, nil
	}
	return place, c.story.Devices[place].Findings
}
