package finding

import "slices"

// Rule is a kind of trouble.
type Rule struct {
	// Name is for programs and command lines, such as mailbox-full; Title is for
	// people.
	Name, Title string
	Severity    Severity
	// What says in plain words what the rule looks for, Do what to do, step by step.
	What string
	Do   []string
	// Source is the document that the rule comes from.
	Source string
	// Limits are the thresholds that it goes by, by their JSON names.
	Limits []string

	check
}

// Find gives the rule of a name.
func Find(name string) (Rule, bool) {
	rules := Rules()
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.Name == name })
	if i < 0 {
		return Rule{}, false
	}
	return rules[i], true
}
