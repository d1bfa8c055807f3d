package template

import (
	"flag"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/infra/athena"
)

var update = flag.Bool("update", false, "write the columns of activity into the template, and the list of parameters")

// TestDeclareActivity holds the template's columns against the table of columns.
func TestDeclareActivity(t *testing.T) {
	const file = "../../template.yaml"
	template, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := DeclareActivity(string(template))
	if strings.Count(want, "{Name: bucket, ") != 2 {
		t.Error("the template does not have two tables of activity")
	}
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(template)); diff != "" {
		t.Errorf("columns of activity (-want +template; -update writes them):\n%s", diff)
	}
}

// TestDDL holds the statements of package athena against the template's tables, but
// for the first day and the bucket, and so against the files.
func TestDDL(t *testing.T) {
	s := resolve(t, readTemplate(t), Parameters{"FirstDay": "2024-01-01"})
	resources := map[string]string{"activity": "ActivityTable", "request_day": "RequestDayTable", "devices": "DevicesTable", "traffic": "TrafficTable"}
	for _, table := range athena.Tables() {
		want, err := ReadDDL(strings.ReplaceAll(table.SQL, athena.LakeBucket, "LakeBucket"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, s.Declaration(resources[table.Name])); diff != "" {
			t.Errorf("table %s differs (-statement +template):\n%s", table.Name, diff)
		}
	}
	if _, err := ReadDDL("CREATE EXTERNAL TABLE t (`a` int)"); err == nil {
		t.Error("a table that is nowhere: no error")
	}
}

// TestDDLColumns holds the statements against what is written into files.
func TestDDLColumns(t *testing.T) {
	written := map[string]func() ([]Column, error){"activity": ActivityColumns, "request_day": RequestColumns, "devices": DevicesColumns, "traffic": TrafficColumns}
	for _, table := range athena.Tables() {
		declared, err := ReadDDL(table.SQL)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := written[table.Name]()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(append(columns, Column{"dt", "string"}), declared.Columns); diff != "" {
			t.Errorf("table %s differs from its files (-files +statement):\n%s", table.Name, diff)
		}
	}
}

// TestViews resolves the stack of views and queries as the template asks for it.
func TestViews(t *testing.T) {
	outer := resolve(t, readTemplate(t), nil)
	const id = "Questions"
	given, _ := outer.At(id, "Parameters").(map[string]any)
	parameters := make(Parameters)
	for name, value := range given {
		parameters[name] = text(value)
	}
	file := text(outer.At(id, "TemplateURL"))
	command := exec.Command(os.Getenv("EASREPORT_TEMPLATE_PYTHON"), "transform.py", "../../"+file)
	command.Stderr = os.Stderr
	nested, err := command.Output()
	if err != nil {
		t.Fatalf("transforming %s: %v", file, err)
	}
	s := resolve(t, nested, parameters)
	for name := range given {
		if s.Declared[name] == nil {
			t.Errorf("%s does not know parameter %s", file, name)
		}
	}
	for _, problem := range ViewProblems(s, "Database", "Workgroup") {
		t.Error(problem)
	}
	if views, queries := len(s.Of("AWS::Glue::Table")), len(s.Of("AWS::Athena::NamedQuery")); views != len(athena.Views()) || queries != len(athena.Queries()) {
		t.Errorf("%d views and %d queries", views, queries)
	}

	for path, to := range map[string]any{
		"DatabaseName":                                "other",
		"TableInput.TableType":                        "EXTERNAL_TABLE",
		"TableInput.Parameters":                       nil,
		"TableInput.ViewOriginalText":                 "/* Presto View: */",
		"TableInput.StorageDescriptor.Columns":        nil,
		"TableInput.StorageDescriptor.Columns.0.Type": "bigint",
	} {
		broken := edit(t, nested, "Resources.FailuresView.Properties."+path, to)
		if problems := ViewProblems(resolve(t, broken, parameters), "Database", "Workgroup"); len(problems) == 0 {
			t.Errorf("%s as %v: no problem", path, to)
		}
	}
	if problems := ViewProblems(s, "Database", "primary"); len(problems) != len(athena.Queries()) {
		t.Errorf("queries of another workgroup: problems %q", problems)
	}
}
