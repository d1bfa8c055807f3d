package letter

import (
	"fmt"
	"strings"

	"github.com/easreport/easreport/internal/render/wording"
)

// Preheader is what a list of mails shows beside the subject.
func (c *content) Preheader() string {
	var parts []string
	if len(c.Missing) > 0 {
		parts = append(parts, c.Missing[0])
	}
	for _, k := range c.Kinds[:min(len(c.Kinds), 3)] {
		parts = append(parts, fmt.Sprintf("%s: %s.", k.Title, k.Count()))
	}
	for _, f := range c.Figures[:min(len(c.Figures), 2)] {
		parts = append(parts, fmt.Sprintf("%s %s.", f.Value, strings.ToLower(f.Label)))
	}
	if c.Alarm != nil {
		for _, row := range c.Alarm.Rows[:min(len(c.Alarm.Rows), 3)] {
			parts = append(parts, fmt.Sprintf("%s: %s.", row.User, row.Hits))
		}
	}
	return strings.Join(parts, " ")
}

// text is who it is, in a line.
func (w who) text() string { return strings.TrimSuffix(w.User+", "+w.ID+", "+w.Kind, ", ") }

// KindsLeft says how many kinds of findings are not shown.
func (c *content) KindsLeft() string {
	return "and " + wording.Plural(int64(c.MoreKinds), "more kind of finding", "more kinds of findings", wording.Comma)
}

// DevicesLeft says how many devices in need of attention are not shown, empty if none.
func (c *content) DevicesLeft() string {
	if c.MoreDevices == 0 {
		return ""
	}
	return wording.Plural(int64(c.MoreDevices), "more device needs", "more devices need", wording.Comma) + " attention: the page has all."
}

// Left says how many rows are not shown, empty if none.
func (a *alarm) Left() string {
	if a.More == 0 {
		return ""
	}
	return wording.Plural(int64(a.More), "more row is", "more rows are", wording.Comma) + " in the file."
}

// Label is how grave a finding is.
func (k kind) Label() string { return label(k.Tone) }

// Label is how grave a finding is.
func (f found) Label() string { return label(f.Tone) }

func label(t tone) string {
	if t == info {
		return "NOTE"
	}
	return strings.ToUpper(string(t))
}

// Count is how many devices have such a finding.
func (k kind) Count() string {
	return wording.Plural(int64(k.Devices), "device", "devices", wording.Comma)
}

// Rest is what a bar leaves of its line, in percent.
func (b bar) Rest() int { return 100 - b.Percent }

// Rest is what a bar leaves of its line, in percent.
func (r alarmRow) Rest() int { return 100 - r.Percent }
