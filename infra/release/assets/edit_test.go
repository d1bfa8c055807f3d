package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

func TestEdit(t *testing.T) {
	const document = "# code\nA:\n  B: {C: build/x, D: 0.1.0-dev} # C: build/x\n  E: !Ref B\n  F: |\n    build/x\n  G: '1.0'\n"
	for path, want := range map[string]string{
		"A.B.C": "# code\nA:\n  B: {C: 'new', D: 0.1.0-dev} # C: build/x\n  E: !Ref B\n  F: |\n    build/x\n  G: '1.0'\n",
		"A.B.D": "# code\nA:\n  B: {C: build/x, D: 'new'} # C: build/x\n  E: !Ref B\n  F: |\n    build/x\n  G: '1.0'\n",
		"A.G":   "# code\nA:\n  B: {C: build/x, D: 0.1.0-dev} # C: build/x\n  E: !Ref B\n  F: |\n    build/x\n  G: 'new'\n",
		"A.E":   "", // a function of CloudFormation
		"A.F":   "", // of several lines
		"A.B":   "", // no scalar
		"A.X.C": "", // not there
		"A.B.c": "",
	} {
		got, err := edit(document, map[string]string{path: "new"})
		if got != want || (err != nil) != (want == "") {
			t.Errorf("%s: %v\n%s\nwant\n%s", path, err, got, want)
		}
	}
}

// TestPackaged: the packaged template differs from the template in the functions' code and in the version, and
// has what infra/terraform replaces.
func TestPackaged(t *testing.T) {
	text, err := os.ReadFile("../../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	got, err := packaged(string(text), "1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	var changed []string
	before, after := strings.Split(string(text), "\n"), strings.Split(got, "\n")
	if len(before) != len(after) {
		t.Fatalf("%d lines became %d", len(before), len(after))
	}
	for i, line := range after {
		if line != before[i] {
			changed = append(changed, strings.TrimSpace(line))
		}
	}
	want := []string{"SemanticVersion: '1.2.3'", "easreport: {Version: '1.2.3'}", "CodeUri: 'ingest.zip'", "CodeUri: 'report.zip'"}
	if strings.Join(changed, "\n") != strings.Join(want, "\n") {
		t.Errorf("changed:\n%s\nwant:\n%s", strings.Join(changed, "\n"), strings.Join(want, "\n"))
	}
	module, err := os.ReadFile("../../terraform/main.tf")
	if err != nil {
		t.Fatal(err)
	}
	replacements := regexp.MustCompile(`(?m)^ +"((?:CodeUri|TemplateURL): [^"]+)", "`).FindAllStringSubmatch(string(module), -1)
	if len(replacements) != 3 {
		t.Errorf("Terraform replaces %q", replacements)
	}
	for _, m := range replacements {
		if strings.Count(got, " "+m[1]+"\n") != 1 {
			t.Errorf("Terraform replaces %q, which the packaged template does not have once", m[1])
		}
	}
}
