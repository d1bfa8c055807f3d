// Package suggest implements "did you mean" for mistyped names. It must not know what the names
// are of.
package suggest

import (
	"slices"
	"strings"
)

// Near returns up to three of the names that are like a mistyped one, the most like it first; names
// that are equally like it stay in their order. A name that begins with the mistyped one, from three
// letters on, is like it, too.
func Near(mistyped string, names []string) []string {
	type candidate struct {
		name     string
		distance int
	}
	var near []candidate
	for _, name := range names {
		d := distance(mistyped, name)
		if d <= tolerance(name) || len(mistyped) >= 3 && strings.HasPrefix(name, mistyped) {
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

// tolerance is how many mistakes a name may have: two in four letters make another word.
func tolerance(name string) int {
	if len(name) <= 4 {
		return 1
	}
	return len(name) / 2
}

// distance is how many bytes must be inserted, deleted, replaced or swapped with their neighbour to
// make b of a (optimal string alignment).
func distance(a, b string) int {
	const longest = 64 // no name that we have is longer
	a = a[:min(len(a), longest)]
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before, last, row = last, row, before
		row[0] = i + 1
		for j := range len(b) {
			replaced := last[j]
			if a[i] != b[j] {
				replaced++
			}
			row[j+1] = min(replaced, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(b)]
}
