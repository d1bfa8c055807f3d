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

// Near gives the names of rules that a mistyped name may have meant, the nearest
// first, at most three.
func Near(name string) []string {
	type candidate struct {
		name     string
		distance int
	}
	var near []candidate
	for _, rule := range Rules() {
		if d := distance(name, rule.Name); d <= max(2, len(rule.Name)/2) {
			near = append(near, candidate{rule.Name, d})
		}
	}
	slices.SortStableFunc(near, func(a, b candidate) int { return a.distance - b.distance })
	var names []string
	for _, c := range near[:min(len(near), 3)] {
		names = append(names, c.name)
	}
	return names
}

// distance is how many bytes must be inserted, deleted or replaced to make b of a,
// by Levenshtein; a part of b that is a is near.
func distance(a, b string) int {
	const longest = 64 // no rule has such a name
	a = a[:min(len(a), longest)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			step := diagonal
			if a[i] != b[j] {
				step++
			}
			diagonal, row[j+1] = row[j+1], min(step, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
