package template

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const listHead = `# Parameters of the stack

Written by ` + "`go test -run TestParameterList -update`" + ` in infra/template, of what template.yaml says.
[docs/aws.md](../../docs/aws.md#parameters-for-special-needs) says which to set for what, and what else to do then;
[samconfig.toml](samconfig.toml) is a sample for ` + "`make deploy CONFIG=`" + `. A change takes effect with the next
` + "`make deploy`" + `; nothing that is in a bucket is lost by one.

| Parameter | Default | Meaning |
| --- | --- | --- |
`

// TestParameterList holds infra/aws/README.md against the template.
func TestParameterList(t *testing.T) {
	const path = "../aws/README.md"
	s := resolve(t, readTemplate(t), nil)
	var b strings.Builder
	b.WriteString(listHead)
	for _, name := range s.Groups {
		p := s.Declared[name]
		byDefault := ""
		if d := text(at(p, "Default")); d != "" {
			byDefault = "`" + d + "`"
		}
		meaning := text(at(p, "Description"))
		if limits := text(at(p, "ConstraintDescription")); limits != "null" {
			meaning += " (" + limits + ")"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", name, byDefault, strings.ReplaceAll(meaning, "|", `\|`))
	}
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(b.String(), string(written)); diff != "" {
		t.Errorf("%s is not what the template says; -update writes it anew (-want +got):\n%s", path, diff)
	}
}

var (
	// nameInPage is a name of the template's kind in a page: two words or more, in backticks.
	nameInPage = regexp.MustCompile("`([A-Z][a-z]+[A-Z][A-Za-z]+)(?:[=:][^`]*)?`")
	// outputInPage is an output of the stack in a page.
	outputInPage = regexp.MustCompile("output `?([A-Z][A-Za-z]+)")
)

// TestPage: what docs/aws.md says of parameters, resources and outputs, the template has; and the page
// has each alarm that does not speak of a limit.
func TestPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/aws.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s := resolve(t, readTemplate(t), mailing)
	names := nameInPage.FindAllStringSubmatch(string(page), -1)
	if len(names) < 30 {
		t.Errorf("only %d names were found", len(names))
	}
	for _, m := range names {
		if !regexp.MustCompile(`\b`+m[1]+`\b`).Match(source) && m[1] != "MergeBytes" { // a metric
			t.Errorf("docs/aws.md names %s, which the template does not have", m[1])
		}
	}
	var template struct{ Outputs map[string]any }
	if err := json.Unmarshal(readTemplate(t), &template); err != nil {
		t.Fatal(err)
	}
	for _, m := range outputInPage.FindAllStringSubmatch(string(page), -1) {
		if template.Outputs[m[1]] == nil {
			t.Errorf("docs/aws.md names output %s, which the template does not have", m[1])
		}
	}
	for _, alarm := range s.Of("AWS::CloudWatch::Alarm") {
		if !strings.Contains(string(page), "`"+alarm+"`") {
			t.Errorf("docs/aws.md does not say when %s goes off", alarm)
		}
	}
}
