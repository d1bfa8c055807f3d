package letter

import (
	"fmt"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/story"
	"github.com/easreport/easreport/internal/story/wording"
)

// Preheader is what a list of mails shows beside the subject.
func (c *content) Preheader() string {
	var parts []string
	if len(c.Missing) > 0 {
		parts = append(parts, c.Missing[0])
	}
	parts = append(parts, c.Verdict...)
	for _, f := range c.Figures[:min(len(c.Figures), 2)] {
		parts = append(parts, fmt.Sprintf("%s %s.", f.Value, strings.ToLower(f.Label)))
	}
	for _, b := range c.Alarms[:min(len(c.Alarms), 3)] {
		parts = append(parts, fmt.Sprintf("%s: %s.", b.Label, b.Value))
	}
	return strings.Join(parts, " ")
}

// text is who it is, in a line.
func (w who) text() string { return w.User + ", " + w.device() }

// device is the device without its user.
func (w who) device() string { return strings.TrimSuffix(w.ID+", "+w.Kind, ", ") }

// Strips tells whether devices have strips.
func (c *content) Strips() bool {
	return slices.ContainsFunc(c.Devices, func(d device) bool { return d.Time != nil })
}

// KindsLeft says how many kinds of findings are not shown.
func (c *content) KindsLeft() string {
	return "and " + wording.Plural(int64(c.MoreKinds), "more kind of finding", "more kinds of findings")
}

// DevicesLeft says how many devices in need of attention are not shown, empty if none.
func (c *content) DevicesLeft() string {
	if c.MoreDevices == 0 {
		return ""
	}
	return wording.Plural(int64(c.MoreDevices), "more device needs attention", "more devices need attention") + c.Rest
}

// AlarmsLeft says how many rows of an alert are not shown, empty if none.
func (c *content) AlarmsLeft() string {
	if c.MoreAlarms == 0 {
		return ""
	}
	return wording.Plural(int64(c.MoreAlarms), "more row is", "more rows are") + " in the file."
}

// Label is how grave a finding is.
func (k kind) Label() string { return label(k.Tone) }

// Label is how grave a finding is.
func (f found) Label() string { return label(f.Tone) }

func label(t story.Tone) string {
	if t == story.Info {
		return "NOTE"
	}
	return strings.ToUpper(string(t))
}

// Count is how many devices have such a finding.
func (k kind) Count() string {
	return wording.Plural(int64(k.Devices), "device", "devices")
}
