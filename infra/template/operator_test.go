package template

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// byHand are the AWS CLI commands in the runbook of docs/aws.md, with the IAM action and the resources
// that each needs.
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

// ofOperators are calls of the runbook, and of easreport doctor.
func ofOperators() (all []access) {
	may := func(action string, want bool, resources ...string) {
		for _, resource := range resources {
			all = append(all, access{"", "OperatorPolicy", mailing, ask(action, resource, ""), want})
		}
	}
	for _, what := range byHand {
		for _, id := range what.resources {
			may(what.action, true, "arn:"+id)
		}
	}
	for action, ids := range byEye {
		for _, id := range ids {
			may(action, true, "arn:"+id)
		}
	}
	for _, queue := range []string{"arn:IngestQueue", "arn:IngestDeadLetterQueue", "arn:ScheduleDeadLetterQueue"} {
		for _, action := range []string{"sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:SendMessage", "sqs:DeleteMessage"} {
			may(action, true, queue)
		}
	}
	may("sqs:PurgeQueue", true, "arn:IngestDeadLetterQueue")
	may("s3:GetBucketNotification", true, "arn:aws:s3:::LogsBucket")
	may("s3:GetEncryptionConfiguration", true, "arn:aws:s3:::LogsBucket")
	may("s3:GetEncryptionConfiguration", false, "arn:aws:s3:::Other")
	may("s3:ListBucket", true, "arn:aws:s3:::LogsBucket", "arn:aws:s3:::LakeBucket")
	may("s3:GetObject", true, "arn:aws:s3:::LogsBucket/CAS01/a.log")
	may("ses:GetEmailIdentity", true, sesOfAccount+"identity/contoso.com")
	may("ses:GetConfigurationSet", true, sesOfAccount+"configuration-set/company")
	may("ses:GetAccount", true, "*")
	may("lambda:GetAccountSettings", true, "*")
	may("lambda:InvokeFunction", false, "arn:Other")
	may("logs:FilterLogEvents", false, "arn:Other")
	may("scheduler:GetSchedule", false, "arn:Other")
	may("sqs:ReceiveMessage", false, "arn:Other")
	may("ses:GetEmailIdentity", false, "arn:aws:ses:eu-west-1:111122223333:identity/contoso.com")
	return all
}

var cliCommand = regexp.MustCompile(`\baws ([a-z0-9]+ [a-z-]+)`)

// TestOperator: the policy for whoever operates the stack allows what the command and the runbook need,
// and nothing else. TestAccess checks on which resources.
func TestOperator(t *testing.T) {
	s := resolve(t, readTemplate(t), nil)
	needed, err := Actions(readCode(t, "./functions/easreport"))
	if err != nil {
		t.Fatal(err)
	}
	needed = append(needed, withoutSDK)
	for _, command := range runbookCommands(t) {
		what, known := byHand[command]
		if !known {
			t.Errorf("the runbook has aws %s: what must the operator be allowed?", command)
		}
		needed = append(needed, what.action)
	}
	needed = slices.AppendSeq(needed, maps.Keys(byEye))
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
