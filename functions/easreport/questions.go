package main

import (
	"fmt"
	"io"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/easreport/easreport/infra/athena"
)

// question is a saved one with the values that were chosen for it.
type question struct {
	athena.Query
	values map[string]string
}

// newQuestion finds a saved question, and takes its values from --set.
func newQuestion(name string, set []string) (question, error) {
	all := athena.Queries()
	i := slices.IndexFunc(all, func(q athena.Query) bool { return q.Name == name })
	if i < 0 {
		return question{}, unknown("question", name, questionNames(all), "query")
	}
	q := question{all[i], make(map[string]string)}
	for _, text := range set {
		name, value, ok := strings.Cut(text, "=")
		if !ok {
			return q, usage("--set %q: want NAME=VALUE", text)
		}
		if !slices.ContainsFunc(q.Parameters, func(p athena.Parameter) bool { return p.Name == name }) {
			return q, usage("--set %s: %s has no such value, but %s", name, q.Name, strings.Join(q.parameters(), ", "))
		}
		q.values[name] = value
	}
	if _, err := q.sql(); err != nil {
		return q, usage("--set: %w", err)
	}
	return q, nil
}

// sql is the text with the values that were chosen.
func (q *question) sql() (string, error) { return q.SQL(q.values) }

// parameters are the names of what can be set.
func (q *question) parameters() []string {
	names := make([]string, len(q.Parameters))
	for i, p := range q.Parameters {
		names[i] = p.Name
	}
	return names
}

// lastDay is the value of a question that names its last day.
const lastDay = "last_day"

// relative is a default that counts back from today.
var relative = regexp.MustCompile(`current_date(?:\s*-\s*interval\s*'(\d+)'\s*day)?`)

// complete sets the days that were not chosen: they count back from the last one, which
// is the newest day of the lake if it was not chosen either. (In Athena they count back
// from today.) It tells all values that were not chosen.
func (q *question) complete(newest time.Time) string {
	back := make(map[string]int)
	for _, p := range q.Parameters {
		if found := relative.FindStringSubmatch(p.Default); found != nil {
			back[p.Name], _ = strconv.Atoi(found[1]) // none is 0
		}
	}
	last, least := newest, slices.Min(append(slices.Collect(maps.Values(back)), math.MaxInt))
	if day, err := time.Parse(time.DateOnly, q.values[lastDay]); err == nil {
		last, least = day, back[lastDay]
	}
	var told []string
	for _, p := range q.Parameters {
		if _, chosen := q.values[p.Name]; chosen {
			continue
		}
		value := p.Default
		if days, isDay := back[p.Name]; isDay {
			value = last.AddDate(0, 0, least-days).Format(time.DateOnly)
			q.values[p.Name] = value
		}
		told = append(told, p.Name+"="+value)
	}
	return strings.Join(told, " ")
}

// questionNames are the names of questions.
func questionNames(all []athena.Query) []string {
	names := make([]string, len(all))
	for i, q := range all {
		names[i] = q.Name
	}
	return names
}

// savedQuestion is a question as query --json lists it.
type savedQuestion struct {
	Name     string            `json:"name"`
	Question string            `json:"question"`
	When     string            `json:"when"`
	Look     string            `json:"look"`
	Values   map[string]string `json:"values"`
}

// listQuestions tells which questions there are.
func listQuestions(w io.Writer, asJSON bool) error {
	all := athena.Queries()
	if asJSON {
		out := make([]savedQuestion, len(all))
		for i, q := range all {
			out[i] = savedQuestion{q.Name, q.Question, q.When, q.Look, make(map[string]string)}
			for _, p := range q.Parameters {
				out[i].Values[p.Name] = p.Default
			}
		}
		return printJSON(w, out)
	}
	widest := 0
	for _, q := range all {
		widest = max(widest, len(q.Name))
	}
	for _, q := range all {
		if _, err := fmt.Fprintf(w, "%-*s  %s\n", widest, q.Name, q.Question); err != nil {
			return err
		}
	}
	return nil
}

// completeQuestion are what completes the command line.
func completeQuestion(args []string) (names []string) {
	if len(args) > 0 {
		return nil
	}
	for _, q := range athena.Queries() {
		names = append(names, q.Name+"\t"+q.Question)
	}
	return names
}
