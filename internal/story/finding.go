package story

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// Finding is what a rule found.
type Finding struct {
	Tone Tone
	// Rule is its name for programs and for easreport explain. Title is that for people, with
	// the commands that it is about, RuleTitle the same without them.
	Rule, Title, RuleTitle string
	// What says what the rule looks for, Source where it comes from.
	What, Source string
	// Evidence are sentences, Also what follows from the finding.
	Evidence, Also []string
	// Steps say what to do.
	Steps []Step
	// First and Last are the times of the first and last request that it is about.
	First, Last time.Time
}

// Step is something to do: a sentence, and a command to be pasted, which may be empty.
type Step struct{ Text, Command string }

// String returns the step in one line.
func (s Step) String() string { return strings.TrimSpace(s.Text + " " + s.Command) }

// Shared is a finding about what many devices share.
type Shared struct {
	Finding
	// Kind says what that is, such as server; Name is empty for the estate.
	Kind, Name string
	// Hits are requests, Devices the devices that made them, as far as known.
	Hits, Devices int64

	failures int64 // those of Hits that failed
}

// Device is one that was looked at closely.
type Device struct {
	Who
	Tone Tone
	// Numbers are its requests in words, Habit what is usual for it. Met says how much of it is
	// told about a server already; it may be empty.
	Numbers  string
	Met      string
	Habit    Habit
	Findings []Finding
	// Row and Detail have the numbers of tables and charts.
	Row    *report.Row
	Detail *report.Detail
}

// Who is a device as people know it.
type Who struct {
	User, Device, Kind string
	// NoUser and NoDevice say that the name stands for one that the logs do not have.
	NoUser, NoDevice bool
}

// NewWho names the device of a row.
func NewWho(r *report.Row) Who {
	return Who{
		cmp.Or(r.User, "(no user)"), cmp.Or(r.DeviceID, "(no device id)"), r.DeviceType,
		r.User == "", r.DeviceID == "",
	}
}

// Cause is a rule that found something about devices.
type Cause struct {
	// Finding has the rule's texts, without evidence; its Tone is the most severe.
	Finding
	// Devices counts those about which it found something; First are the places in
	// Story.Devices of those about which it is the first thing to say.
	Devices int
	First   []int
}

func newFinding(f *finding.Finding) Finding {
	title := f.Rule.Title
	if f.Of != "" {
		title += ": " + wording.Visible(f.Of)
	}
	return Finding{
		Tone: toneOf(f.Severity), Rule: f.Rule.Name, Title: title, RuleTitle: f.Rule.Title, What: f.What, Source: f.Rule.Source,
		Evidence: f.Evidence, Also: f.Also, Steps: steps(f.Do), First: f.First, Last: f.Last,
	}
}

func steps(all []finding.Step) []Step {
	made := make([]Step, len(all))
	for i, s := range all {
		made[i] = Step(s)
	}
	return made
}

func newShared(f *finding.Shared) Shared {
	return Shared{
		Finding: newFinding(&f.Finding), Kind: string(f.About.Kind), Name: f.About.Name,
		Hits: f.Hits, Devices: f.Devices, failures: f.Failures,
	}
}

// met says how many of a device's failures were in the time of the first trouble of servers that
// it met.
func (s *Story) met(d *report.Detail) string {
	for i := range s.Shared {
		f := &s.Shared[i]
		if f.failures == 0 || !f.ofServers() || !slices.ContainsFunc(slices.Concat(d.Servers.Top, d.Mailboxes.Top), func(v report.Share) bool { return f.Name == "" || v.Name == f.Name }) {
			continue
		}
		var n int64
		for _, m := range d.Minutes {
			if f.during(m.Start) {
				n += m.Failures
			}
		}
		if n > 0 {
			return wording.Number(n) + " failed in a problem that devices share: " + wording.Visible(f.brief(i).String())
		}
	}
	return ""
}

// during reports whether a minute is in the time of a finding.
func (f *Shared) during(start time.Time) bool {
	return !start.Before(f.First.Truncate(minute)) && !start.After(f.Last)
}

func (s *Story) newDevice(d *finding.Device) Device {
	made := Device{Who: NewWho(&d.Row), Numbers: Numbers(&d.Row), Met: s.met(&d.Detail), Habit: s.Habit(&d.Row), Row: &d.Row, Detail: &d.Detail}
	for i := range d.Findings {
		made.Findings = append(made.Findings, newFinding(&d.Findings[i]))
	}
	if len(made.Findings) > 0 {
		made.Tone = made.Findings[0].Tone
	}
	return made
}

// causes are the rules that found something, by severity, and of equals in the order in
// which their devices come.
func causes(devices []Device, d *finding.Diagnosis) (all []Cause) {
	at := make(map[string]int)
	for i := range devices {
		for n := range devices[i].Findings {
			f := &devices[i].Findings[n]
			place, seen := at[f.Rule]
			if !seen {
				place = len(all)
				at[f.Rule] = place
				rule := d.Devices[i].Findings[n].Rule
				all = append(all, Cause{Finding: Finding{Rule: f.Rule, Title: rule.Title, RuleTitle: rule.Title, What: f.What, Source: f.Source, Steps: steps(rule.Do)}})
			}
			c := &all[place]
			c.Devices++
			if n == 0 {
				c.First = append(c.First, i)
			}
			if c.Tone == "" || weight(f.Tone) > weight(c.Tone) {
				c.Tone = f.Tone
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Cause) int { return cmp.Compare(weight(b.Tone), weight(a.Tone)) })
	return all
}

// weight orders tones of findings.
func weight(t Tone) int { return slices.Index([]Tone{Info, Warning, Critical}, t) }
