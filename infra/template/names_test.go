package template

import (
	"slices"
	"testing"
)

// TestSecondStack: a second stack in the account, here or in another region, finds none
// of its names taken.
func TestSecondStack(t *testing.T) {
	template := readTemplate(t)
	collisions := func(template []byte, region, stack string) (taken []string) {
		first := resolve(t, template, mailing)
		second := resolve(t, template, Parameters{"AWS::Region": region, "AWS::StackName": stack})
		elsewhere := region != "eu-central-1"
		for _, name := range second.Names(elsewhere) {
			if slices.Contains(first.Names(elsewhere), name) {
				taken = append(taken, name)
			}
		}
		return taken
	}
	if names := resolve(t, template, mailing).Names(false); len(names) < 3 {
		t.Errorf("names %q: too few to be all", names)
	}
	for _, c := range []struct{ region, stack string }{
		{"eu-central-1", "mail-east"},
		{"eu-west-1", "mail"},
		{"eu-west-1", "mail-east"},
	} {
		if taken := collisions(template, c.region, c.stack); len(taken) > 0 {
			t.Errorf("stack %s in %s: taken are %q", c.stack, c.region, taken)
		}
	}
	old := edit(t, template, "Resources.Dashboard.Properties.DashboardName", map[string]any{"Ref": "AWS::StackName"})
	if taken := collisions(old, "eu-west-1", "mail"); len(taken) != 1 {
		t.Errorf("a dashboard named after the stack alone: taken are %q", taken)
	}
	old = edit(t, template, "Resources.Database.Properties.DatabaseInput.Name", "easreport")
	if taken := collisions(old, "eu-central-1", "mail-east"); len(taken) != 1 {
		t.Errorf("a database named easreport: taken are %q", taken)
	}
}

// TestEnvironmentFits: whatever the parameters, each function's environment has the 4 KB
// that Lambda allows. Names that CloudFormation makes are 63 characters at most.
func TestEnvironmentFits(t *testing.T) {
	template := readTemplate(t)
	s := resolve(t, template, choices["all"])
	for _, function := range s.Of("AWS::Lambda::Function") {
		variables, _ := s.At(function, "Environment.Variables").(map[string]any)
		size := 0
		for name, value := range variables {
			size += len(name) + max(len(text(value)), s.longest(name))
		}
		t.Logf("%s: %d bytes at most", function, size)
		if size > 4096 {
			t.Errorf("%s: its environment may have %d bytes, Lambda takes 4096", function, size)
		}
	}
}

// longest is how long the value of a variable can be, by the parameter that it is.
func (s Stack) longest(variable string) int {
	of := map[string]string{
		"EASREPORT_SENDER": "Sender", "EASREPORT_RECIPIENTS": "Recipients", "EASREPORT_TIME_ZONE": "TimeZone", "EASREPORT_SCHEDULE": "ReportSchedule",
		"EASREPORT_HTML_COLUMNS": "HtmlColumns", "EASREPORT_RULES": "Rules", "EASREPORT_EXPECTED": "Expected",
	}
	if parameter, ok := of[variable]; ok {
		return int(number(at(s.Declared[parameter], "MaxLength")))
	}
	return map[string]int{
		"EASREPORT_LAKE": 68, "EASREPORT_LOGS": len("s3://") + 63 + len("/") + int(number(at(s.Declared["LogsPrefix"], "MaxLength"))), "EASREPORT_QUEUE": 150, "EASREPORT_STACK": 128, "EASREPORT_SES_CONFIGURATION_SET": 64,
		"EASREPORT_PREFIX": 64, "EASREPORT_WORKGROUP": 128, "EASREPORT_DATABASE": 101,
	}[variable]
}
