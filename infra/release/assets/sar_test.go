package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

const root = "../../.."

// takenTypes are the types of the template that the repository takes: AWS's list as of 2022
// (SAR Developer Guide, "List of Supported AWS Resources").
var takenTypes = []string{
	"AWS::Athena::NamedQuery", "AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard", "AWS::Events::Rule", "AWS::Glue::Database", "AWS::Glue::Table",
	"AWS::IAM::ManagedPolicy", "AWS::IAM::Role", "AWS::Logs::LogGroup", "AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::SNS::Subscription",
	"AWS::SNS::Topic", "AWS::SQS::Queue", "AWS::SQS::QueuePolicy", "AWS::SSM::Parameter", "AWS::Serverless::Function",
	// Not on that list. Custom resources are, by their other name; whether a workgroup is taken by now
	// nobody has tried.
	"Custom::Settings", "AWS::Athena::WorkGroup",
}

// TestRepository: the template for the Serverless Application Repository has every resource of both
// stacks, of types that are taken, and refers to nothing that is not there.
func TestRepository(t *testing.T) {
	m := &maker{root: root, version: "1.2.3"}
	text, err := m.repository()
	if err != nil {
		t.Fatal(err)
	}
	resources := child(parsed(t, text), "Resources")
	var names []string
	for i := 0; i < len(resources.Content); i += 2 {
		names = append(names, resources.Content[i].Value)
		if kind := child(resources.Content[i+1], "Type").Value; !slices.Contains(takenTypes, kind) {
			t.Errorf("%s is a %s", names[len(names)-1], kind)
		}
	}
	count := func(name string) int {
		content, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		return len(child(parsed(t, string(content)), "Resources").Content) / 2
	}
	if want := count("template.yaml") - 1 + count("infra/athena/template.yaml"); len(names) != want {
		t.Errorf("%d resources, want %d", len(names), want)
	}
	inner := child(resources, "RequestsView")
	if inner == nil || child(inner, "Condition").Value != "HasAthena" || child(child(inner, "Properties"), "DatabaseName").Value != "Database" {
		t.Errorf("the view of requests is not in the database, or without condition: %+v", inner)
	}
	for _, left := range []string{"WorkgroupName", "${DatabaseName}", "TemplateURL", "infra/athena"} {
		if strings.Contains(text, left) {
			t.Errorf("it still has %q", left)
		}
	}
	if _, err := flattened(text, text); err == nil {
		t.Error("a template without a stack in it: no error")
	}
}

// TestMetadata: what the repository asks of an application (SAM Developer Guide, "AWS SAM template
// Metadata section properties").
func TestMetadata(t *testing.T) {
	text, err := (&maker{root: root, version: "1.2.3"}).repository()
	if err != nil {
		t.Fatal(err)
	}
	m := child(child(parsed(t, text), "Metadata"), "AWS::ServerlessRepo::Application")
	for name, pattern := range map[string]string{
		"Name": `[a-zA-Z0-9-]{1,140}`, "Description": `.{1,256}`, "Author": `[a-z0-9](-?[a-z0-9]){0,126}`, "SpdxLicenseId": `MIT`,
		"SemanticVersion": `\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?`, "HomePageUrl": `https://\S+`, "SourceCodeUrl": `https://\S+`,
	} {
		if v := child(m, name); v == nil || !regexp.MustCompile("^"+pattern+"$").MatchString(v.Value) {
			t.Errorf("%s is %+v, want %s", name, v, pattern)
		}
	}
	labels := child(m, "Labels").Content
	for _, label := range labels {
		if !regexp.MustCompile(`^[a-zA-Z0-9+\-_:/@]{1,127}$`).MatchString(label.Value) {
			t.Errorf("label %q", label.Value)
		}
	}
	if len(labels) == 0 || len(labels) > 10 {
		t.Errorf("%d labels, at most 10 are taken", len(labels))
	}
	for _, name := range []string{"LicenseUrl", "ReadmeUrl"} {
		file := child(m, name).Value
		if info, err := os.Stat(filepath.Join(root, file)); err != nil || info.Size() == 0 || info.Size() > 5<<20 || !slices.Contains(named, file) {
			t.Errorf("%s: %s: %v, in the release: %t", name, file, err, slices.Contains(named, file))
		}
	}
}

func parsed(t *testing.T, text string) *yaml.Node {
	t.Helper()
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(text), &document); err != nil {
		t.Fatal(err)
	}
	return document.Content[0]
}

// TestDeployLine: CloudFormation takes templates of up to 51,200 bytes in a request (User Guide, "Quotas");
// a larger one goes by a bucket.
func TestDeployLine(t *testing.T) {
	template, err := (&maker{root: root, version: "1.2.3"}).template()
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(root, "docs", "aws.md"))
	if err != nil {
		t.Fatal(err)
	}
	lines := regexp.MustCompile(`(?m)^aws cloudformation deploy .*$`).FindAllString(string(page), -1)
	for _, line := range lines {
		if len(template) > 51200 && !strings.Contains(line, " --s3-bucket ") {
			t.Errorf("the template has %d bytes, and goes by no bucket: %s", len(template), line)
		}
	}
	if len(lines) == 0 {
		t.Error("docs/aws.md does not say how to deploy a release")
	}
}
