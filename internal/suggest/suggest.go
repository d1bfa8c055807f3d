// Package suggest finds the names that somebody who mistyped one may have meant. It
// must not know what the names are of.
package suggest

import "slices"

// Near gives up to three of the names that are like a mistyped one, the most like it
// first; of names that are equally like it in their order.
func Near(mistyped string, names []string) []string {
	type candidate struct {
		name     string
		distance int
	}
	var near []candidate
	for _, name := range names {
		if d := distance(mistyped, name); d <= max(2, len(name)/2) {
			near = append(near, candidate{name, d})
		}
	}
	slices.SortStableFunc(near, func(a, b candidate) int { return a.distance - b.distance })
	var found []string
	for _, c := range near[:min(len(near), 3)] {
		found = append(found, c.name)
	}
	return found
}

// distance is how many bytes must be inserted, deleted or replaced to make b of a,
// by Levenshtein.
func distance(a, b string) int {
	const longest = 64 // no name that we have is longer
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
