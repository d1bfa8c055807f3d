package template

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const listHead = `# Parameters of the stack

Written by ` + "`go test -run TestParameterList -update`" + ` in infra/template, of what template.yaml says. The
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
