package letter

import (
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
)

// Letter is what a mail says.
type Letter struct {
	// Subject is one line of at most MaxSubject letters. HTML says what Text does.
	Subject, Text, HTML string
}

// Bounds of a Letter. They hold whatever the logs have.
const (
	// MaxSubject is in letters.
	MaxSubject = 150
	// MaxHTML is in bytes: Gmail cuts a mail off at 102 KB.
	MaxHTML = 100_000
	// TextWidth is the most letters in a line of text, but for links.
	TextWidth = 78
)

// Options says how a letter is to look, and what comes with it.
type Options struct {
	// Prefix is part of the subject and of the heading.
	Prefix string
	// Version is that of easreport, empty if it is not to be said.
	Version string
	// Revision is which report on its time this is, from 1; 0 is the first, too.
	Revision int
	// Attached are the names of the files that come with the mail, Links are the
	// places of files that are too large to.
	Attached, Links []string
}

// New writes the letter about a report: its story, and charts of its numbers. What is
// known to be missing comes first of all.
func New(r *report.Report, s *story.Story, o Options) (Letter, error) {
	c := newContent(r, s, o)
	c.Subject = subject(r, s, o)
	c.about(r, s)
	return c.letter()
}

// letter writes a content with as many devices as a mail may have bytes for.
func (c *content) letter() (Letter, error) {
	for {
		html, err := c.html()
		if err != nil {
			return Letter{}, err
		}
		if len(html) <= MaxHTML || !c.drop() {
			return Letter{Subject: c.Subject, Text: c.text(), HTML: html}, nil
		}
	}
}

// drop leaves out the last device, or row of an alert; false if there is none.
func (c *content) drop() bool {
	switch {
	case len(c.Devices) > 0:
		c.Devices = c.Devices[:len(c.Devices)-1]
		c.MoreDevices++
	case len(c.Alarms) > 0:
		c.Alarms = c.Alarms[:len(c.Alarms)-1]
		c.MoreAlarms++
	default:
		return false
	}
	return true
}
