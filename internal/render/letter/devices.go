package letter

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/easreport/easreport/internal/baseline"
	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// How much a letter shows: it is for a first look, the page has all.
const (
	maxKinds    = 10
	maxDevices  = 10
	maxFindings = 3 // of a device
	maxProofs   = 2 // sentences of evidence of a finding
)

// kind is a rule and how many devices have a finding of it.
type kind struct {
	Tone        tone
	Title, Name string
	Devices     int
}

// device is one in need of attention.
type device struct {
	Tone tone
	who
	Numbers  string
	Time     []stretch
	Findings []found
	More     string
}

// who is a device as people know it.
type who struct{ User, ID, Kind string }

// found is a finding. Do is the first step, empty where a device above has it.
type found struct {
	Tone        tone
	Title, Name string
	Evidence    string
	Do, Command string
}

// judged adds what is wrong with devices.
func (c *content) judged(q *report.Query, d *finding.Diagnosis) {
	if d.LeftOut > 0 {
		c.Remarks = append(c.Remarks, wording.Plural(int64(d.LeftOut), "more device was", "more devices were")+" not looked at closely.")
	}
	if b := d.Baseline; b.Days > 0 {
		c.Remarks = append(c.Remarks, fmt.Sprintf("Usual is the median day of %d of the %s before.", b.Days, wording.Plural(int64(b.Wanted), "day", "days")))
	} else if b.Wanted > 0 {
		c.Remarks = append(c.Remarks, "No baseline yet: no whole day before this has been reported on.")
	}
	for i := range d.Shared {
		c.Shared = append(c.Shared, newFound(&d.Shared[i].Finding, nil))
	}
	for _, k := range d.Kinds() {
		c.Kinds = append(c.Kinds, kind{toneOf(k.Severity), k.Rule.Title, k.Rule.Name, k.Devices})
	}
	if more := len(c.Kinds) - maxKinds; more > 0 {
		c.Kinds, c.MoreKinds = c.Kinds[:maxKinds], more
	}
	told := make(map[string]bool) // rules
	for i := range d.Devices {
		switch {
		case d.Devices[i].Severity() == finding.Info:
		case len(c.Devices) == maxDevices:
			c.MoreDevices++
		default:
			c.Devices = append(c.Devices, newDevice(q, &d.Devices[i], d.Baseline, told))
		}
	}
}

// newDevice says what is wrong with a device; told are the rules whose steps were.
func newDevice(q *report.Query, d *finding.Device, usual *baseline.Baseline, told map[string]bool) device {
	said := device{Tone: toneOf(d.Severity()), who: newWho(&d.Row), Numbers: numbers(&d.Row, usual), Time: stretches(q, &d.Detail)}
	for i, f := range d.Findings {
		if i == maxFindings {
			said.More = "and " + wording.Plural(int64(len(d.Findings)-i), "more finding", "more findings")
			break
		}
		said.Findings = append(said.Findings, newFound(&f, told))
	}
	return said
}

// newFound says what was found, and the first step unless it was told.
func newFound(f *finding.Finding, told map[string]bool) found {
	said := found{Tone: toneOf(f.Severity), Title: f.Rule.Title, Name: f.Rule.Name}
	var proofs []string
	for _, text := range f.Evidence[:min(len(f.Evidence), maxProofs)] {
		proofs = append(proofs, quoted(text, maxEvidence))
	}
	said.Evidence = strings.Join(proofs, " ")
	if !told[f.Rule.Name] && len(f.Do) > 0 {
		said.Do, said.Command = f.Do[0].Text, short(f.Do[0].Command, maxEvidence)
	}
	if told != nil {
		told[f.Rule.Name] = true
	}
	return said
}

func newWho(r *report.Row) who {
	return who{
		short(cmp.Or(r.User, "(no user)"), maxName), short(cmp.Or(r.DeviceID, "(no device id)"), maxName), short(r.DeviceType, maxName),
	}
}

// numbers says what a device did, and what it does on other days.
func numbers(r *report.Row, usual *baseline.Baseline) string {
	return strings.TrimSuffix(plural(r.Hits)+", "+besides(r, usual), ", ")
}

func plural(requests int64) string {
	return wording.Plural(requests, "request", "requests")
}

// besides says what there is to say of a device's requests but their number.
func besides(r *report.Row, usual *baseline.Baseline) string {
	var parts []string
	if r.Failures > 0 {
		parts = append(parts, failed(r.Failures, r.Hits))
	}
	if r.PeakPerMinute > 1 {
		parts = append(parts, fmt.Sprintf("up to %s a minute", wording.Number(r.PeakPerMinute)))
	}
	if usual != nil && usual.Days > 0 {
		if habit, seen := usual.Device(r.User, r.DeviceID); seen && habit.Days > 0 {
			parts = append(parts, fmt.Sprintf("usually %s a day", wording.Number(int64(habit.Hits.Median+0.5))))
		} else {
			parts = append(parts, "not seen in the days before")
		}
	}
	return strings.Join(parts, ", ")
}

func failed(failures, requests int64) string {
	return fmt.Sprintf("%s failed (%s)", wording.Number(failures), wording.Percent(failures, requests))
}

func toneOf(s finding.Severity) tone { return tone(s.String()) }
