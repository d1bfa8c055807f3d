package template

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Stack is a template with its parameters filled in.
type Stack struct {
	Resources map[string]Resource
	// Declared are the template's parameters, and Groups those that the console shows,
	// in its order.
	Declared map[string]any
	Groups   []string
	// Refused are the rules of the template that its parameters break, by what they say.
	Refused []string
}

// Resource is one of a stack.
type Resource struct {
	Type       string
	Properties any
}

// Resolve fills parameters into a template as JSON; what they do not name has its default.
func Resolve(template []byte, parameters Parameters) (Stack, error) {
	var t struct {
		Metadata, Parameters, Rules, Mappings, Conditions, Resources map[string]any
	}
	if err := json.Unmarshal(template, &t); err != nil {
		return Stack{}, fmt.Errorf("reading the template: %w", err)
	}
	r := resolver{conditions: t.Conditions, mappings: t.Mappings, resources: t.Resources, parameters: Parameters{
		"AWS::AccountId": "111122223333", "AWS::Partition": "aws", "AWS::Region": "eu-central-1", "AWS::StackName": "mail", "AWS::URLSuffix": "amazonaws.com",
	}}
	for name, p := range t.Parameters {
		r.parameters[name] = text(at(p, "Default"))
	}
	maps.Copy(r.parameters, parameters)

	s := Stack{Resources: map[string]Resource{}, Declared: t.Parameters}
	for id, resource := range t.Resources {
		if condition, ok := at(resource, "Condition").(string); ok && !r.holds(condition) {
			continue
		}
		s.Resources[id] = Resource{Type: text(at(resource, "Type")), Properties: r.value(at(resource, "Properties"))}
	}
	for _, group := range list(at(t.Metadata, "AWS::CloudFormation::Interface.ParameterGroups")) {
		for _, name := range list(at(group, "Parameters")) {
			s.Groups = append(s.Groups, text(name))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(t.Rules)) {
		if when := at(t.Rules[id], "RuleCondition"); when != nil && r.value(when) != true {
			continue
		}
		for _, assertion := range list(at(t.Rules[id], "Assertions")) {
			if r.value(at(assertion, "Assert")) != true {
				s.Refused = append(s.Refused, text(at(assertion, "AssertDescription")))
			}
		}
	}
	return s, errors.Join(r.mistakes...)
}

// Of are the ids of the resources of a type, in order.
func (s Stack) Of(kind string) []string {
	var ids []string
	for _, id := range slices.Sorted(maps.Keys(s.Resources)) {
		if s.Resources[id].Type == kind {
			ids = append(ids, id)
		}
	}
	return ids
}

// At is what lies at a path in a resource, such as "RedrivePolicy.maxReceiveCount";
// nil if nothing does.
func (s Stack) At(id, path string) any { return at(s.Resources[id].Properties, path) }

func at(v any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		object, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = object[name]
	}
	return v
}

// list is a list, or one thing as a list of it.
func list(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}

func number(v any) float64 {
	n, err := strconv.ParseFloat(text(v), 64)
	if err != nil {
		return -1
	}
	return n
}
