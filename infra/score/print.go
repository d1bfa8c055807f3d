package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// matchesAll reports whether a text matches all expressions.
func matchesAll(expressions []string, text string) bool {
	return !slices.ContainsFunc(expressions, func(e string) bool { return !regexp.MustCompile(e).MatchString(text) })
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", many)
}

// most names the rules with most devices.
func most(rules map[string]int) string {
	names := slices.SortedFunc(maps.Keys(rules), func(a, b string) int { return cmp.Or(cmp.Compare(rules[b], rules[a]), strings.Compare(a, b)) })
	var parts []string
	for _, name := range names[:min(len(names), 3)] {
		parts = append(parts, fmt.Sprintf("%s %d", name, rules[name]))
	}
	return strings.Join(parts, ", ")
}

func share(n, of int) float64 {
	if of == 0 {
		return 1
	}
	return float64(n) / float64(of)
}

// Floors, of each layout.
const (
	floorRecall    = 0.95
	floorPrecision = 0.95
	floorAlarms    = 2.0 // false ones per 1,000 healthy device-days, at most
)

// report prints the results.
func report(w io.Writer, results []result, floors bool) error {
	var below []error
	under := func(format string, values ...any) { below = append(below, fmt.Errorf(format, values...)) }
	fmt.Fprintf(w, "\n%-24s %8s %10s %12s %12s\n", "layout", "recall", "precision", "false/1000", "cause first") //nolint:errcheck // a terminal
	for i := range results {
		r := &results[i]
		if r.scene != "" {
			continue
		}
		recall, precision, alarms := share(r.found, r.ill), share(r.cards-r.alarms, r.cards), 1000*share(r.alarms, r.deviceDays)
		fmt.Fprintf(w, "%-24s %8.3f %10.3f %12.1f %12.3f\n", r.task, recall, precision, alarms, share(r.causeFirst, r.ill)) //nolint:errcheck // a terminal
		if recall < floorRecall || precision < floorPrecision || alarms > floorAlarms {
			under("%s: recall %.3f (at least %.2f), precision %.3f (at least %.2f), %.1f false alarms (at most %.0f)",
				r.task, recall, floorRecall, precision, floorPrecision, alarms, floorAlarms)
		}
	}
	printRules(w, results)
	for i := range results {
		for _, name := range results[i].missed {
			fmt.Fprintf(w, "missed  %-20s %s\n", results[i].task, name) //nolint:errcheck // a terminal
		}
	}
	told, scenes := 0, 0
	fmt.Fprintln(w) //nolint:errcheck // a terminal
	for i := range results {
		r := &results[i]
		if r.scene == "" {
			continue
		}
		scenes++
		say := "once"
		if r.wrong == nil {
			told++
		} else {
			say = strings.Join(r.wrong, "; ")
			under("scene %q, %s: %s", r.scene, r.task, say)
		}
		fmt.Fprintf(w, "scene   %-20s %-46s %s\n", r.task, r.scene, say) //nolint:errcheck // a terminal
	}
	fmt.Fprintf(w, "\n%d of %d scenes told once\n", told, scenes) //nolint:errcheck // a terminal
	if !floors {
		return nil
	}
	return errors.Join(below...)
}

// printRules prints for each rule how many devices it was loud about, ill and healthy.
func printRules(w io.Writer, results []result) {
	sums := make(map[string]*tally)
	for i := range results {
		for name, k := range results[i].rules {
			if sums[name] == nil {
				sums[name] = new(tally)
			}
			sums[name].right += k.right
			sums[name].wrong += k.wrong
		}
	}
	fmt.Fprintf(w, "\n%-34s %8s %8s\n", "rule (warning or worse)", "ill", "healthy") //nolint:errcheck // a terminal
	for _, name := range slices.Sorted(maps.Keys(sums)) {
		fmt.Fprintf(w, "%-34s %8d %8d\n", name, sums[name].right, sums[name].wrong) //nolint:errcheck // a terminal
	}
	fmt.Fprintln(w) //nolint:errcheck // a terminal
}
