package template

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// byHand are the commands of the AWS CLI that the runbook of docs/aws.md has, what IAM asks for each,
// and of which resources.
var byHand = map[string]struct {
	action    string
	resources []string
}{
	"lambda invoke":       {"lambda:InvokeFunction", []string{"IngestFunction", "ReportFunction"}},
	"logs tail":           {"logs:FilterLogEvents", []string{"IngestLogGroup", "ReportLogGroup"}},
	"sqs receive-message": {"sqs:ReceiveMessage", []string{"ScheduleDeadLetterQueue"}},
	"sqs purge-queue":     {"sqs:PurgeQueue", []string{"ScheduleDeadLetterQueue"}},
}

// byEye are what the runbook has an operator look at, in the console.
var byEye = map[string][]string{
	"logs:GetLogEvents":       {"IngestLogGroup", "ReportLogGroup"},
	"logs:DescribeLogStreams": {"IngestLogGroup", "ReportLogGroup"},
	// "See whether the schedule is there, enabled": ReportOverdueAlarm
	"scheduler:GetSchedule": {"IngestFunctionReconcileSchedule", "ReportFunctionReportSchedule", "ReportFunctionWatchSchedule", "ReportFunctionAlertSchedule"},
}

// withoutSDK is what the command asks of AWS by requests of its own.
const withoutSDK = "lambda:GetAccountSettings"

var cliCommand = regexp.MustCompile(`\baws ([a-z0-9]+ [a-z-]+)`)

// TestOperator holds the policy for whoever operates the stack against the command and the runbook.
func TestOperator(t *testing.T) {
	s := resolve(t, readTemplate(t), nil)
	needed, err := Actions(readCode(t, "./functions/easreport"))
	if err != nil {
		t.Fatal(err)
	}
	needed = append(needed, withoutSDK)
	may := func(action, resource string) {
		t.Helper()
		needed = append(needed, action)
		if s.Authorize("OperatorPolicy", ask(action, "arn:"+resource, "")) != "" {
			t.Errorf("the operator may not do %s to %s", action, resource)
		}
	}
	for _, command := range runbookCommands(t) {
		what, known := byHand[command]
		if !known {
			t.Errorf("the runbook has aws %s: what must the operator be allowed?", command)
		}
		for _, resource := range what.resources {
			may(what.action, resource)
		}
	}
	for action, resources := range byEye {
		for _, resource := range resources {
			may(action, resource)
		}
	}
	slices.Sort(needed)
	if diff := cmp.Diff(slices.Compact(needed), s.Allowed("OperatorPolicy")); diff != "" {
		t.Errorf("what the command and the runbook need, and the operator may (-want +got):\n%s", diff)
	}
}

// runbookCommands are the commands of the AWS CLI in the runbook, in order; each of byHand is one.
func runbookCommands(t *testing.T) (commands []string) {
	t.Helper()
	page, err := os.ReadFile("../../docs/aws.md")
	if err != nil {
		t.Fatal(err)
	}
	_, runbook, _ := strings.Cut(string(page), "\n## Operate\n")
	runbook, _, _ = strings.Cut(runbook, "\n## Upgrade")
	for _, m := range cliCommand.FindAllStringSubmatch(runbook, -1) {
		commands = append(commands, m[1])
	}
	slices.Sort(commands)
	if commands = slices.Compact(commands); len(commands) != len(byHand) {
		t.Errorf("the runbook has %q, and not all of %v", commands, byHand)
	}
	return commands
}
