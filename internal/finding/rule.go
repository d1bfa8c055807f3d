package finding

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Rule is a kind of trouble.
type Rule struct {
	// Name is for programs and command lines, such as mailbox-full; Title is for
	// people.
	Name, Title string
	// Severity is that of a finding at its worst; it can be a note, too.
	Severity Severity
	// What says in plain words what the rule looks for. A name of a threshold in braces
	// stands for its value.
	What string
	// Do says what to do, step by step.
	Do []Step
	// Source is the document that the rule comes from.
	Source string
	// Limits are the thresholds that it goes by, by their JSON names.
	Limits []string
	// Under are the names of rules that explain this one: where one of them finds
	// something, this is what follows from it. Of two that name each other, the one that
	// found more explains the other.
	Under []string

	// byCount says that the rule is about how many requests there are. Few requests do not
	// explain many.
	byCount bool
	// vague says that the rule tells how much there is, and not what it is: of findings that
	// are as severe, it comes last.
	vague bool

	// beforeLogon says that the rule is about devices that cannot log on. No other rule
	// judges those for which nobody ever logged on: what they did is told of their address.
	beforeLogon bool

	check
}

// Rules returns all rules, in the order in which explain lists them.
func Rules() []Rule { return slices.Concat(sharedRules(), deviceRules()) }

// deviceRules are about one device.
func deviceRules() []Rule {
	return slices.Concat(usageRules(), loopRules(), mailboxRules(), serverRules(), accessRules(), beforeLogon(logonRules()), waitingRules(), habitRules())
}

func beforeLogon(rules []Rule) []Rule {
	for i := range rules {
		rules[i].beforeLogon = true
	}
	return rules
}

// judges reports whether the rule is one for a subject.
func (r *Rule) judges(s *Subject) bool { return r.beforeLogon || !s.Row.Stranger() }

// Find returns the rule of a name.
func Find(name string) (Rule, bool) {
	rules := Rules()
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.Name == name })
	if i < 0 {
		return Rule{}, false
	}
	return rules[i], true
}

// Explained returns What with the thresholds in force.
func (r *Rule) Explained(t *Thresholds) string {
	text := r.What
	for _, limit := range t.Limits() {
		if strings.Contains(text, "{") {
			text = strings.ReplaceAll(text, "{"+limit.Name+"}", number(limit.Value))
		}
	}
	return text
}

// judged is a finding and how many requests it is about.
type judged struct {
	Finding
	hits int64
}

// explainingPart is the part of the requests of a finding, one in so many, that another one
// must be about to explain their number.
const explainingPart = 3

// explains reports whether another finding follows from this one. A note explains no
// warning, unless its rule has nothing but notes.
func (c *judged) explains(follower *judged) bool {
	switch {
	case !slices.Contains(follower.Rule.Under, c.Rule.Name):
		return false
	case c.Severity == Info && c.Rule.Severity > Info && follower.Severity > Info:
		return false
	}
	return !follower.Rule.byCount || explainingPart*c.hits >= follower.hits
}

// follows returns in a sentence what was found, beneath the finding that it follows from. What
// rests on the same requests is named and no more.
func (f *Finding) follows(cause *Finding) string {
	if slices.Contains(cause.Evidence, f.Evidence[0]) {
		return f.Rule.Title + ", by the same requests."
	}
	return fmt.Sprintf("%s: %s", f.Rule.Title, f.Evidence[0])
}

// fold puts findings that follow from others beneath them, and orders the rest: the most
// severe first, then those about more requests, and vague ones last.
func fold(all []judged) []Finding {
	slices.SortStableFunc(all, func(a, b judged) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(b.hits, a.hits))
	})
	causes := make([]*judged, len(all)) // of each finding, itself if it has none
	for i := range all {
		causes[i] = &all[i]
		for j := range all {
			mutual := slices.Contains(all[j].Rule.Under, all[i].Rule.Name)
			if all[j].explains(&all[i]) && (j < i || !mutual) {
				causes[i] = &all[j]
				break
			}
		}
	}
	root := func(c *judged) *judged {
		for range all { // rules do not explain each other in a circle, and if they did it ends
			next := c
			for i := range all {
				if &all[i] == c {
					next = causes[i]
				}
			}
			if next == c {
				break
			}
			c = next
		}
		return c
	}
	for i := range all {
		if cause := root(&all[i]); cause != &all[i] {
			cause.Also = append(cause.Also, all[i].follows(&cause.Finding))
		}
	}
	var findings []Finding
	for i := range all {
		if causes[i] == &all[i] {
			findings = append(findings, all[i].Finding)
		}
	}
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(last(a.Rule), last(b.Rule)))
	})
	return findings
}

// last is 1 for rules whose findings come last.
func last(r *Rule) int {
	if r.vague {
		return 1
	}
	return 0
}
