package main

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// arguments are what the provider takes for each resource, as far as we use it (its documentation,
// version 5 and later).
var arguments = map[string][]string{
	"aws_s3_object":            {"bucket", "key", "source", "source_hash", "content", "for_each"},
	"aws_cloudformation_stack": {"name", "template_url", "parameters", "tags", "capabilities"},
}

// module is infra/terraform, evaluated for a release as Terraform does.
type module struct {
	t       *testing.T
	body    *hclsyntax.Body
	context *hcl.EvalContext
}

// TestTerraform evaluates the module for an unpacked release: what it uploads is there, and what
// CloudFormation is given names just that.
func TestTerraform(t *testing.T) {
	release := t.TempDir()
	maker := &maker{root: root, version: "1.2.3"}
	text, err := maker.template()
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"template.yaml": text, "ingest.zip": "ingest", "report.zip": "report", "infra/athena/template.yaml": "Resources: {}"} {
		path := filepath.Join(release, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	m := readModule(t, release)
	m.local("files")
	m.local("url")
	uploaded, keys := map[string]string{}, map[string]cty.Value{} // content by URL, keys by names
	files := m.context.Variables["local"].GetAttr("files").AsValueMap()
	for name, file := range files {
		m.context.Variables["each"] = cty.ObjectVal(map[string]cty.Value{"key": cty.StringVal(name), "value": file})
		object := m.resource("aws_s3_object", "file")
		content, err := os.ReadFile(object["source"].AsString())
		if err != nil {
			t.Fatal(err)
		}
		uploaded[object["bucket"].AsString()+"/"+object["key"].AsString()] = string(content)
		keys[name] = cty.ObjectVal(map[string]cty.Value{"key": object["key"]})
	}
	m.context.Variables["aws_s3_object"] = cty.ObjectVal(map[string]cty.Value{"file": cty.ObjectVal(keys)})
	m.local("template")
	template := m.resource("aws_s3_object", "template")
	uploaded["code/"+template["key"].AsString()] = template["content"].AsString()
	m.context.Variables["aws_s3_object"] = cty.ObjectVal(map[string]cty.Value{"template": cty.ObjectVal(map[string]cty.Value{"key": template["key"]})})

	resources := child(parsed(t, template["content"].AsString()), "Resources")
	at := func(id, property string) string {
		return child(child(child(resources, id), "Properties"), property).Value
	}
	for id, want := range map[string]string{"IngestFunction": "ingest", "ReportFunction": "report"} {
		if got := uploaded[strings.TrimPrefix(at(id, "CodeUri"), "s3://")]; got != want {
			t.Errorf("%s runs %q of %s, want %q", id, got, at(id, "CodeUri"), want)
		}
	}
	const host = "https://code.s3.eu-central-1.amazonaws.com/"
	if got := uploaded["code/"+strings.TrimPrefix(at("Questions", "TemplateURL"), host)]; got != "Resources: {}" {
		t.Errorf("the stack in the stack is %q of %s", got, at("Questions", "TemplateURL"))
	}
	stack := m.resource("aws_cloudformation_stack", "easreport")
	if got := uploaded["code/"+strings.TrimPrefix(stack["template_url"].AsString(), host)]; got != template["content"].AsString() {
		t.Errorf("the stack is made of %s, which was not uploaded", stack["template_url"].AsString())
	}
	var capabilities []string
	for _, c := range stack["capabilities"].AsValueSlice() {
		capabilities = append(capabilities, c.AsString())
	}
	if !slices.Equal(capabilities, []string{"CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"}) || stack["parameters"].GetAttr("Sender").AsString() != "eas@contoso.com" {
		t.Errorf("the stack has %v", stack)
	}
}

func readModule(t *testing.T, release string) *module {
	t.Helper()
	file, problems := hclparse.NewParser().ParseHCLFile(filepath.Join(root, "infra", "terraform", "main.tf"))
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	text := func(do func(string) (string, error)) function.Function {
		return function.New(&function.Spec{
			Params: []function.Parameter{{Name: "text", Type: cty.String}}, Type: function.StaticReturnType(cty.String),
			Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
				out, err := do(args[0].AsString())
				return cty.StringVal(out), err
			},
		})
	}
	read := func(path string) (string, error) {
		content, err := os.ReadFile(path)
		return string(content), err
	}
	hash := func(content string) string {
		sum := sha256.Sum256([]byte(content))
		return hex.EncodeToString(sum[:])
	}
	bucket := cty.ObjectVal(map[string]cty.Value{"bucket_regional_domain_name": cty.StringVal("code.s3.eu-central-1.amazonaws.com")})
	m := &module{t: t, body: file.Body.(*hclsyntax.Body), context: &hcl.EvalContext{
		Variables: map[string]cty.Value{
			"local": cty.EmptyObjectVal,
			"data":  cty.ObjectVal(map[string]cty.Value{"aws_s3_bucket": cty.ObjectVal(map[string]cty.Value{"code": bucket})}),
			"var": cty.ObjectVal(map[string]cty.Value{
				"release": cty.StringVal(release), "bucket": cty.StringVal("code"), "name": cty.StringVal("easreport"), "tags": cty.EmptyObjectVal,
				"parameters": cty.ObjectVal(map[string]cty.Value{"Sender": cty.StringVal("eas@contoso.com")}),
			}),
		},
		Functions: map[string]function.Function{
			"replace": stdlib.ReplaceFunc, "file": text(read), "basename": text(func(p string) (string, error) { return filepath.Base(p), nil }),
			"sha256": text(func(s string) (string, error) { return hash(s), nil }),
			"filesha256": text(func(p string) (string, error) {
				content, err := read(p)
				return hash(content), err
			}),
		},
	}}
	for name := range m.context.Variables["var"].AsValueMap() {
		m.block("variable", name) // each is declared
	}
	return m
}

func (m *module) block(kind string, labels ...string) *hclsyntax.Body {
	m.t.Helper()
	for _, b := range m.body.Blocks {
		if b.Type == kind && slices.Equal(b.Labels, labels) {
			return b.Body
		}
	}
	m.t.Fatalf("the module has no %s %q", kind, labels)
	return nil
}

// local evaluates a local value, for what refers to it.
func (m *module) local(name string) {
	m.t.Helper()
	all := m.context.Variables["local"].AsValueMap()
	if all == nil {
		all = map[string]cty.Value{}
	}
	all[name] = m.value(m.block("locals").Attributes[name].Expr)
	m.context.Variables["local"] = cty.ObjectVal(all)
}

// resource evaluates the arguments of a resource.
func (m *module) resource(kind, name string) map[string]cty.Value {
	m.t.Helper()
	attributes := m.block("resource", kind, name).Attributes
	values := map[string]cty.Value{}
	for _, argument := range slices.Sorted(maps.Keys(attributes)) {
		if !slices.Contains(arguments[kind], argument) {
			m.t.Errorf("%s has no argument %s", kind, argument)
		}
		values[argument] = m.value(attributes[argument].Expr)
	}
	return values
}

func (m *module) value(expression hclsyntax.Expression) cty.Value {
	m.t.Helper()
	v, problems := expression.Value(m.context)
	if problems.HasErrors() {
		m.t.Fatal(problems)
	}
	return v
}
