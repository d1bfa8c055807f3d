package template

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// Statement is one of a policy.
type Statement struct {
	Sid, Effect        string
	Actions, Resources []string
	Condition          any
	Principal          any // of a resource's policy
}

// Statements are those of a role's or a policy's documents.
func (s Stack) Statements(id string) []Statement {
	documents := []any{s.At(id, "PolicyDocument")}
	for _, policy := range list(s.At(id, "Policies")) {
		documents = append(documents, at(policy, "PolicyDocument"))
	}
	var all []Statement
	for _, document := range documents {
		for _, statement := range list(at(document, "Statement")) {
			all = append(all, Statement{
				Sid: text(at(statement, "Sid")), Effect: text(at(statement, "Effect")),
				Actions: texts(at(statement, "Action")), Resources: texts(at(statement, "Resource")),
				Condition: at(statement, "Condition"), Principal: at(statement, "Principal"),
			})
		}
	}
	return all
}

// Allowed are the actions that a role's statements allow, in order.
func (s Stack) Allowed(role string) []string {
	actions := map[string]bool{}
	for _, statement := range s.Statements(role) {
		if statement.Effect == "Allow" {
			for _, action := range statement.Actions {
				actions[action] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(actions))
}

// matches reports whether a pattern with * covers a text, slashes as any character.
func matches(pattern, text string) bool {
	flat := func(s string) string { return strings.ReplaceAll(s, "/", "\x00") }
	ok, _ := path.Match(flat(pattern), flat(text))
	return ok
}

func texts(v any) []string {
	var all []string
	for _, element := range list(v) {
		all = append(all, text(element))
	}
	return all
}
