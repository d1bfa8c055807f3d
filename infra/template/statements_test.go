package template

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"
)

// policied are the types of resources with statements that the stack decides by.
var policied = []string{"AWS::IAM::Role", "AWS::IAM::ManagedPolicy", "AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy"}

// TestEveryStatement spoils each statement of each policy in each way that one can be wrong: a test of
// access notices. Else the statement would be there for nothing, or as wide as it likes.
func TestEveryStatement(t *testing.T) {
	template := readTemplate(t)
	spoiled := 0
	for name, statement := range statementsOf(t, template) {
		for how, broken := range spoil(t, template, name, statement) {
			spoiled++
			if !noticed(t, broken) {
				t.Errorf("%s, %s: nothing notices", name, how)
			}
		}
	}
	t.Logf("%d statements spoiled", spoiled)
	if spoiled < 100 {
		t.Errorf("only %d statements were spoiled", spoiled)
	}
}

func noticed(t *testing.T, template []byte) bool {
	t.Helper()
	for range wrongAccess(t, template) {
		return true
	}
	return len(Problems(resolve(t, template, choices["all"]))) > 0
}

// place is where a statement is: a resource, and its number there.
type place struct {
	resource string
	number   int
}

func (p place) String() string { return fmt.Sprintf("%s, statement %d", p.resource, p.number) }

// statementsOf finds the statements of a template, as they are before conditions are worked out.
func statementsOf(t *testing.T, template []byte) map[place]map[string]any {
	t.Helper()
	var root struct {
		Resources map[string]map[string]any
	}
	if err := json.Unmarshal(template, &root); err != nil {
		t.Fatal(err)
	}
	all := map[place]map[string]any{}
	for id, resource := range root.Resources {
		if !slices.Contains(policied, text(resource["Type"])) {
			continue
		}
		documents := []any{at(resource, "Properties.PolicyDocument")}
		for _, policy := range list(at(resource, "Properties.Policies")) {
			documents = append(documents, at(policy, "PolicyDocument"))
		}
		for _, document := range documents {
			for _, statement := range list(at(document, "Statement")) {
				if choice := list(at(statement, "Fn::If")); choice != nil {
					statement = choice[1]
				}
				all[place{id, len(statementsIn(all, id))}] = statement.(map[string]any)
			}
		}
	}
	return all
}

// statementsIn are the places of a resource.
func statementsIn(all map[place]map[string]any, id string) (in []place) {
	for p := range all {
		if p.resource == id {
			in = append(in, p)
		}
	}
	return in
}

// spoil returns templates in which one statement is wrong, each by how.
func spoil(t *testing.T, template []byte, where place, statement map[string]any) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	edited := func(how string, change func(map[string]any)) {
		var root map[string]any
		if err := json.Unmarshal(template, &root); err != nil {
			t.Fatal(err)
		}
		changed := maps.Clone(statement)
		change(changed)
		replaced(root["Resources"].(map[string]any)[where.resource], where.number, changed)
		text, err := json.Marshal(root)
		if err != nil {
			t.Fatal(err)
		}
		all[how] = text
	}
	edited("left out", func(s map[string]any) { s["Action"] = "none:None" })
	// What a bucket or a queue allows or denies is about itself, whatever it says.
	if statement["Principal"] == nil && statement["Effect"] == "Allow" && statement["Resource"] != "*" {
		edited("about everything", func(s map[string]any) { s["Resource"] = "*" })
	}
	for i := range list(statement["Resource"]) {
		edited(fmt.Sprintf("not about resource %d", i), func(s map[string]any) {
			resources := slices.Clone(list(s["Resource"]))
			resources[i] = "arn:aws:none:::none"
			s["Resource"] = resources
		})
	}
	for i, action := range list(statement["Action"]) {
		if statement["Effect"] == "Deny" && i > 0 { // nothing allows it either: a guard against what is to come
			break
		}
		edited("not for "+text(action), func(s map[string]any) {
			actions := slices.Clone(list(s["Action"]))
			actions[i] = "none:None"
			s["Action"] = actions
		})
	}
	if statement["Condition"] != nil {
		edited("without its condition", func(s map[string]any) { delete(s, "Condition") })
	}
	return all
}

// replaced puts a statement of a resource in the place of the one with a number.
func replaced(resource any, number int, by map[string]any) {
	documents := []any{at(resource, "Properties.PolicyDocument")}
	for _, policy := range list(at(resource, "Properties.Policies")) {
		documents = append(documents, at(policy, "PolicyDocument"))
	}
	for _, document := range documents {
		statements := list(at(document, "Statement"))
		for i := range statements {
			if number--; number >= 0 {
				continue
			}
			if choice := list(at(statements[i], "Fn::If")); choice != nil {
				choice[1] = by
			} else {
				statements[i] = by
			}
			return
		}
	}
}
