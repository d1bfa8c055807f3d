package story

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// Sentence is a sentence of the headline, in phrases of which some point at what they name.
type Sentence []Phrase

// Phrase is a part of a sentence. One with a link is a name, or quotes a log.
type Phrase struct {
	Text string
	Link Link
}

// Link points at a subject: its place in Story.Shared or Story.Devices, by what To says.
type Link struct {
	To    string
	Place int
}

// What a Link points at; the zero value is none.
const (
	ToShared = "shared"
	ToDevice = "device"
)

// String returns the sentence without its links.
func (s Sentence) String() string {
	var b strings.Builder
	for _, p := range s {
		b.WriteString(p.Text)
	}
	return b.String()
}

// Lead is the headline without its links.
func (s *Story) Lead() string {
	all := make([]string, len(s.Headline))
	for i := range s.Headline {
		all[i] = s.Headline[i].String()
	}
	return strings.Join(all, " ")
}

// How much the headline names: it is read at a glance.
const (
	maxSharedNamed  = 2
	maxDevicesNamed = 3
)

// headline writes the headline, and what goes with it.
func (s *Story) headline(r *report.Report) {
	s.Tone = Plain
	switch {
	case r.Totals.Hits == 0:
		s.say("no ActiveSync requests")
		return
	case !s.Judged:
		s.say(wording.Plural(r.Totals.Hits, "request", "requests") + " of " + wording.Plural(int64(r.Totals.Devices), "device", "devices"))
		return
	}
	s.remarks()
	var first []Step
	var briefs []Sentence
	shared := s.urgentShared()
	for i := range shared[:min(len(shared), maxSharedNamed)] {
		s.Headline = append(s.Headline, shared[i].sentence(i))
		briefs = append(briefs, shared[i].brief(i))
	}
	if more := len(shared) - maxSharedNamed; more > 0 {
		s.Headline = append(s.Headline, Sentence{{Text: wording.Plural(int64(more), "more problem that devices share follows", "more problems that devices share follow") + " below."}})
	}
	if len(shared) > 0 {
		first = shared[0].Steps
	}
	if urgent := s.urgentDevices(); len(urgent) > 0 {
		if first == nil {
			first = urgent[0].Findings[0].Steps
		}
		sentence := s.devicesSentence(r, urgent)
		s.Headline = append(s.Headline, sentence)
		briefs = append(briefs, s.devicesBrief(urgent))
	}
	s.Tone = Critical
	if s.Count(Critical) == 0 {
		s.Tone = Warning
	}
	switch {
	case len(briefs) > 0:
		s.Brief = joined(briefs)
		if len(first) > 0 {
			s.Headline = append(s.Headline, Sentence{{Text: "First, " + lower(first[0].Text)}})
		}
	case s.LeftOut > 0:
		s.Tone = Info
		s.say("nothing was found, but not all devices were looked at")
	default:
		s.Tone = Good
		s.say("nothing needs attention")
	}
}

// say has the headline be what the subject line is.
func (s *Story) say(brief string) {
	s.Brief = Sentence{{Text: brief}}
	s.Headline = []Sentence{{{Text: upper(brief) + "."}}}
}

func (s *Story) remarks() {
	var notes []Sentence
	for i := range s.Shared {
		if s.Shared[i].Tone == Info {
			notes = append(notes, s.Shared[i].brief(i))
		}
	}
	if len(notes) > 0 {
		s.Remarks = append(s.Remarks, "Worth knowing: "+wording.Visible(joined(notes).String())+".")
	}
	if n := s.CountDevices(Info); n > 0 {
		s.Remarks = append(s.Remarks, wording.Plural(int64(n), "device has a note", "devices have notes")+" worth knowing.")
	}
	if s.LeftOut > 0 {
		s.Remarks = append(s.Remarks, wording.Plural(int64(s.LeftOut), "more device was", "more devices were")+" not looked at closely.")
	}
}

// urgentShared are the findings about what devices share that are no mere notes: the first
// ones.
func (s *Story) urgentShared() []Shared {
	n := slices.IndexFunc(s.Shared, func(f Shared) bool { return f.Tone == Info })
	if n < 0 {
		n = len(s.Shared)
	}
	return s.Shared[:n]
}

// urgentDevices are the devices whose findings are no mere notes.
func (s *Story) urgentDevices() []Device {
	n := slices.IndexFunc(s.Devices, func(d Device) bool { return d.Tone == Info })
	if n < 0 {
		n = len(s.Devices)
	}
	return s.Devices[:n]
}

// sentence is the first of the evidence, in which the subject's name is a link.
func (f *Shared) sentence(place int) Sentence {
	link := Link{ToShared, place}
	before, after, found := strings.Cut(f.Evidence[0], f.Name)
	if f.Name == "" || !found { // the first two words then, such as The servers
		words := strings.SplitN(f.Evidence[0], " ", 3)
		first := strings.Join(words[:min(len(words), 2)], " ")
		return Sentence{{first, link}, {Text: f.Evidence[0][len(first):]}}
	}
	return slices.DeleteFunc(Sentence{{Text: before}, {f.Name, link}, {Text: after}}, func(p Phrase) bool { return p.Text == "" })
}

// brief says in a few words what is wrong.
func (f *Shared) brief(place int) Sentence {
	brief := Sentence{{Text: lower(f.Title)}}
	if f.Name != "" {
		brief = append(brief, Phrase{Text: " ("}, Phrase{f.Name, Link{ToShared, place}}, Phrase{Text: ")"})
	}
	return brief
}

// devicesSentence names the first devices, and says how much of the trouble is theirs.
func (s *Story) devicesSentence(r *report.Report, urgent []Device) Sentence {
	text := s.howMany(urgent)
	if share := s.failureShare(r, urgent); share != "" {
		cause := " and cause "
		if len(urgent) == 1 {
			cause = " and causes "
		}
		text += cause + share
	}
	sentence := Sentence{{Text: text + ": "}}
	named := urgent[:min(len(urgent), maxDevicesNamed)]
	for i := range named {
		if i > 0 {
			sentence = append(sentence, Phrase{Text: ", "})
		}
		sentence = append(sentence, Phrase{named[i].Name(), Link{ToDevice, i}}, Phrase{Text: " (" + lower(named[i].Findings[0].Title) + ")"})
	}
	end := "."
	if more := len(urgent) - len(named); more > 0 {
		end = " and " + wording.Number(int64(more)) + " more."
	}
	return append(sentence, Phrase{Text: end})
}

// devicesBrief is devicesSentence for a subject line.
func (s *Story) devicesBrief(urgent []Device) Sentence {
	end := " (" + lower(urgent[0].Findings[0].Title) + ")"
	if more := len(urgent) - 1; more > 0 {
		end += " and " + wording.Number(int64(more)) + " more"
	}
	return Sentence{{Text: s.howMany(urgent) + ": "}, {urgent[0].Name(), Link{ToDevice, 0}}, {Text: end}}
}

func (s *Story) howMany(urgent []Device) string {
	text := wording.Plural(int64(len(urgent)), "device needs attention", "devices need attention")
	switch critical := s.CountDevices(Critical); {
	case critical == 0:
	case critical < len(urgent):
		text += " (" + wording.Number(int64(critical)) + " critical)"
	case critical == 1:
		text += " (critical)"
	default:
		text += " (all critical)"
	}
	return text
}

// failureShare says which part of the failures devices cause that no shared trouble
// explains; empty where it is next to nothing.
func (s *Story) failureShare(r *report.Report, devices []Device) string {
	all, own := r.Totals.Failures, int64(0)
	for i := range s.Shared {
		all -= s.Shared[i].failures
	}
	for i := range devices {
		own += s.ownFailures(&devices[i])
	}
	if own = min(own, all); all <= 0 || own*100 < all {
		return ""
	}
	of := " of all failures"
	if all < r.Totals.Failures {
		of = " of the other failures"
	}
	return wholePercent(own, all) + of
}

// ownFailures are a device's failures outside the times in which servers were in trouble.
func (s *Story) ownFailures(d *Device) int64 {
	n := d.Row.Failures
	for _, m := range d.Detail.Minutes {
		if m.Failures > 0 && slices.ContainsFunc(s.Shared, func(f Shared) bool {
			return f.failures > 0 && f.ofServers() && f.during(m.Start)
		}) {
			n -= m.Failures
		}
	}
	return max(n, 0)
}

// ofServers reports whether a finding is about servers, which fail for a time.
func (f *Shared) ofServers() bool {
	return slices.Contains([]finding.AboutKind{finding.AboutEstate, finding.AboutServer, finding.AboutMailbox}, finding.AboutKind(f.Kind))
}

// wholePercent writes a share without decimals, and never all for nearly all.
func wholePercent(part, whole int64) string {
	n := (100*part + whole/2) / whole
	if part < whole {
		n = min(n, 99)
	}
	return fmt.Sprintf("%d %%", n)
}

// Name is the name of a device in a sentence: its user's, if it has one.
func (w *Who) Name() string {
	if w.NoUser {
		return w.Device
	}
	return w.User
}

// upper and lower write the first letter of a text in that case, but not in a word that is
// in capitals.
func upper(text string) string {
	first, n := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[n:]
}

func lower(text string) string {
	first, n := utf8.DecodeRuneInString(text)
	if second, _ := utf8.DecodeRuneInString(text[n:]); unicode.IsUpper(second) {
		return text
	}
	return string(unicode.ToLower(first)) + text[n:]
}
