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
	// devices are the places of those with findings.
	devices map[device]int
}

// device is a user's device, whichever way the two are spelled.
type device struct{ account, id string }

func deviceOf(row *report.Row) device {
	return device{activesync.Account(row.User), activesync.FoldDevice(row.DeviceID)}
}

func newComparison(q *report.Query, s *story.Story) *comparison {
	c := &comparison{story: s, devices: make(map[device]int), usual: q.BucketSeconds == 0 && !q.ByUserAgent && s.Compared()}
	for i := range s.Devices {
		c.devices[deviceOf(s.Devices[i].Row)] = i
	}
	return c
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
