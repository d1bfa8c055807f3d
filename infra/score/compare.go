package main

import (
	"regexp"
	"strings"

	"github.com/easreport/easreport/infra/score/incident"
)

// result is what the report of a corpus said, compared with what is right.
type result struct {
	task string
	// Of incidents: missed are their names, with what was told instead.
	ill, found, causeFirst int
	missed                 []string
	// Of healthy phones, each on each day: rules that said too much.
	deviceDays, alarms int
	cards              int // devices with a warning or worse
	rules              map[string]*tally
	// Of a scene: what is wrong with how it was told, nothing if it is right.
	scene string
	wrong []string
}

// tally counts the devices that a rule was loud about.
type tally struct{ right, wrong int }

func compare(t *task, c *incident.Corpus, findings []told, page string) result {
	r := result{task: t.name, rules: make(map[string]*tally)}
	if c.Scene != nil {
		r.scene = c.Scene.Name
		r.wrong = sceneWrong(c.Scene, findings, page)
		return r
	}
	ill := make(map[string]bool) // folded ids
	for i := range c.Ill {
		for _, id := range c.Ill[i].Devices {
			ill[strings.ToLower(id)] = true
		}
	}
	users := make(map[string]bool) // of the ill, for what names no device
	for i := range c.Ill {
		users["contoso\\"+c.Ill[i].User], users[c.Ill[i].User] = true, true
		r.incident(&c.Ill[i], findings)
	}
	loud := make(map[string]bool)
	for i := range findings {
		f := &findings[i]
		if !f.loud() {
			continue
		}
		id := strings.ToLower(f.device)
		k := r.rules[f.rule]
		if k == nil {
			k = new(tally)
			r.rules[f.rule] = k
		}
		switch {
		case !f.about && mentions(f, ill) || f.about && ill[id] || f.about && id == "" && users[f.user]:
			k.right++
		default:
			k.wrong++
		}
		if f.about && (id != "" || !users[f.user]) {
			loud[id] = true
		}
	}
	r.cards = len(loud)
	for id := range loud {
		if !ill[id] {
			r.alarms++
		}
	}
	for i := range findings { // about something else, for no reason
		if f := &findings[i]; f.loud() && !f.about && !mentions(f, ill) {
			r.alarms++
		}
	}
	r.deviceDays = (c.Healthy + c.Twins) * t.days
	return r
}

func mentions(f *told, ids map[string]bool) bool {
	text := strings.ToLower(f.text)
	for id := range ids {
		if strings.Contains(text, id) {
			return true
		}
	}
	// Incidents of refused logons are told by the address, those of persons by the user. Servers
	// are of the same domain.
	return strings.Contains(text, `contoso\\`) || strings.Contains(text, "@contoso") || strings.Contains(text, "203.0.")
}

// incident looks for what should be told of an incident.
func (r *result) incident(in *incident.Incident, findings []told) {
	words := regexp.MustCompile(in.Words)
	r.ill++
	var instead []string
	found, first := false, ""
	for i := range findings {
		f := &findings[i]
		if !concerns(f, in) {
			continue
		}
		if first == "" {
			first = f.rule
			if f.named(words) {
				r.causeFirst++
			}
		}
		if f.named(words) && (f.loud() || in.Note) {
			found = true
		}
		if len(instead) < 3 && (len(instead) == 0 || instead[len(instead)-1] != f.rule) {
			instead = append(instead, f.rule)
		}
	}
	if found {
		r.found++
		return
	}
	r.missed = append(r.missed, in.Name+" ("+strings.Join(instead, ", ")+")")
}

func concerns(f *told, in *incident.Incident) bool {
	for _, id := range in.Devices {
		if strings.EqualFold(f.device, id) {
			return true
		}
	}
	if f.about && f.device == "" { // OPTIONS names no device
		return strings.Contains(strings.ToLower(f.user), strings.ToLower(in.User))
	}
	return !f.about && strings.Contains(strings.ToLower(f.text), strings.ToLower(in.User))
}

var nothing = regexp.MustCompile(`(?i)(no device|nothing) needs attention`)

// fewCards is how many devices a scene may be blamed on.
const fewCards = 3

// sceneWrong says what is wrong with how a scene was told: it should be told in one to
// three findings about no device, of which one says whose trouble it is; not by devices;
// and the page's headline should not say that all is well.
func sceneWrong(s *incident.Scene, findings []told, page string) (wrong []string) {
	words := regexp.MustCompile(s.Words)
	var matched, loud int
	var instead []string
	cards, rules := make(map[string]bool), make(map[string]int)
	for i := range findings {
		f := &findings[i]
		if f.about {
			if f.loud() {
				cards[f.device] = true
				rules[f.rule]++
			}
			continue
		}
		if f.loud() {
			loud++
			instead = append(instead, f.rule)
		}
		if (f.loud() || s.Note) && f.named(words) && matchesAll(s.Texts, f.text) {
			matched++
		}
	}
	switch {
	case s.Nothing && loud > 0:
		wrong = append(wrong, "told for no reason: "+strings.Join(instead, ", "))
	case s.Nothing:
	case matched == 0:
		wrong = append(wrong, strings.TrimSpace("not told "+strings.Join(instead, ", ")))
	}
	switch {
	case loud > 3:
		wrong = append(wrong, plural(loud, "time", "times")+" told")
	case s.Note && loud > 0:
		wrong = append(wrong, "more than a note")
	}
	if len(cards) > fewCards {
		wrong = append(wrong, plural(len(cards), "device", "devices")+" blamed: "+most(rules))
	}
	if !s.Note && !s.Nothing && nothing.MatchString(page) {
		wrong = append(wrong, "the page says that nothing needs attention")
	}
	return wrong
}
