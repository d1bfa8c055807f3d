package athena

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Query is a saved query. Its text can be pasted as it is: each value that one may
// want to change stands in its place, as an expression after its name.
type Query struct {
	Name string
	// Question is what it answers, When the time to ask it, Look what to look at in
	// the answer.
	Question, When, Look string
	// Parameters are the values to change, each once, in their order.
	Parameters []Parameter

	text string
}

// Parameter is a value of a query. Default is an expression of SQL.
type Parameter struct{ Name, Default string }

// parameter is a place for a value: /*name=*/ expression /**/.
var parameter = regexp.MustCompile(`(?s)/\*([a-z_]+)=\*/\s*(.*?)\s*/\*\*/`)

// newQuery reads the comment that begins the text of a query: the question, and
// sentences after "When:" and "Look:".
func newQuery(name, text string) Query {
	q := Query{Name: name, text: text}
	comment, _ := cutComment(text)
	comment, q.Look, _ = strings.Cut(comment, " Look: ")
	q.Question, q.When, _ = strings.Cut(comment, " When: ")
	for _, found := range parameter.FindAllStringSubmatch(text, -1) {
		p := Parameter{found[1], found[2]}
		if !slices.Contains(q.Parameters, p) {
			q.Parameters = append(q.Parameters, p)
		}
	}
	return q
}

// Text is the query with its default values, and with the comment that begins it.
func (q Query) Text() string { return q.text }

// SQL is the query with values in place of defaults: as a number where the default is
// one, else as a text.
func (q Query) SQL(values map[string]string) (string, error) {
	for name := range values {
		if !slices.ContainsFunc(q.Parameters, func(p Parameter) bool { return p.Name == name }) {
			return "", fmt.Errorf("query %s has no value %q", q.Name, name)
		}
	}
	for _, p := range q.Parameters {
		if value, given := values[p.Name]; given && isNumber(p.Default) && !isNumber(value) {
			return "", fmt.Errorf("value %s of query %s: %q is no number", p.Name, q.Name, value)
		}
	}
	return parameter.ReplaceAllStringFunc(q.text, func(place string) string {
		found := parameter.FindStringSubmatch(place)
		value, given := values[found[1]]
		switch {
		case !given:
			return place
		case isNumber(found[2]):
			return value
		}
		return "'" + strings.ReplaceAll(value, "'", "''") + "'"
	}), nil
}

func isNumber(text string) bool {
	_, err := strconv.ParseInt(text, 10, 64)
	return err == nil
}
