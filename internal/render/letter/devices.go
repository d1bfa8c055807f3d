package letter

import (
	"strings"

	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
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
	Tone    story.Tone
	Title   string
	Devices int
}

// device is one in need of attention.
type device struct {
	Tone story.Tone
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
	Tone        story.Tone
	Title, Name string
	Evidence    string
	Do, Command string
}

// judged adds what is wrong.
func (c *content) judged(q *report.Query, s *story.Story) {
	c.Remarks = append(c.Remarks, s.Baseline)
	for i := range s.Shared {
		c.Shared = append(c.Shared, newFound(&s.Shared[i].Finding, nil))
	}
	for i := range s.Causes {
		cause := &s.Causes[i]
		c.Kinds = append(c.Kinds, kind{cause.Tone, cause.Title, cause.Devices})
	}
	if more := len(c.Kinds) - maxKinds; more > 0 {
		c.Kinds, c.MoreKinds = c.Kinds[:maxKinds], more
	}
	told := make(map[string]bool) // rules
	for i := range s.Devices {
		switch {
		case s.Devices[i].Tone == story.Info:
		case len(c.Devices) == maxDevices:
			c.MoreDevices++
		default:
			c.Devices = append(c.Devices, newDevice(q, &s.Devices[i], told))
		}
	}
}

// newDevice says what is wrong with a device; told are the rules whose steps were.
func newDevice(q *report.Query, d *story.Device, told map[string]bool) device {
	said := device{Tone: d.Tone, who: newWho(&d.Who), Numbers: beside(beside(d.Numbers, d.Habit.Text), d.Met), Time: stretches(q, d.Detail)}
	for i := range d.Findings {
		if i == maxFindings {
			said.More = "and " + wording.Plural(int64(len(d.Findings)-i), "more finding", "more findings")
			break
		}
		said.Findings = append(said.Findings, newFound(&d.Findings[i], told))
	}
	return said
}

// newFound says what was found, and the first step unless it was told.
func newFound(f *story.Finding, told map[string]bool) found {
	said := found{Tone: f.Tone, Title: f.Title, Name: f.Rule}
	var proofs []string
	for _, text := range f.Evidence[:min(len(f.Evidence), maxProofs)] {
		proofs = append(proofs, quoted(text, maxEvidence))
	}
	said.Evidence = strings.Join(proofs, " ")
	if !told[f.Rule] && len(f.Steps) > 0 {
		said.Do, said.Command = f.Steps[0].Text, short(f.Steps[0].Command, maxEvidence)
	}
	if told != nil {
		told[f.Rule] = true
	}
	return said
}

func newWho(w *story.Who) who {
	return who{short(w.User, maxName), short(w.Device, maxName), short(w.Kind, maxName)}
}

// beside puts what there is of two texts side by side.
func beside(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ", " + b
}

// laid is a sentence of the story, in which names have so many letters at most.
func laid(s story.Sentence, letters int) string {
	var b strings.Builder
	for _, p := range s {
		if p.Link.To == story.ToDevice {
			b.WriteString(short(p.Text, letters))
		} else {
			b.WriteString(quoted(p.Text, maxEvidence))
		}
	}
	return b.String()
}
