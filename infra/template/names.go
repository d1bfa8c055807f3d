package template

import (
	"slices"
	"strings"
)

// named are the properties that name a resource, by its type, and whether the name is
// one for all regions of the account (of the world, for buckets).
var named = map[string]struct {
	property string
	global   bool
}{
	"AWS::CloudWatch::Dashboard":    {"DashboardName", true},
	"AWS::IAM::Role":                {"RoleName", true},
	"AWS::IAM::ManagedPolicy":       {"ManagedPolicyName", true},
	"AWS::S3::Bucket":               {"BucketName", true},
	"AWS::Athena::WorkGroup":        {"Name", false},
	"AWS::CloudWatch::Alarm":        {"AlarmName", false},
	"AWS::Events::Rule":             {"Name", false},
	"AWS::Glue::Database":           {"DatabaseInput.Name", false},
	"AWS::Lambda::Function":         {"FunctionName", false},
	"AWS::Logs::LogGroup":           {"LogGroupName", false},
	"AWS::SNS::Topic":               {"TopicName", false},
	"AWS::SQS::Queue":               {"QueueName", false},
	"AWS::Scheduler::Schedule":      {"Name", false},
	"AWS::Lambda::Alias":            {"Name", false},
	"AWS::Lambda::LayerVersion":     {"LayerName", false},
	"AWS::KMS::Alias":               {"AliasName", false},
	"AWS::SSM::Parameter":           {"Name", false},
	"AWS::Scheduler::ScheduleGroup": {"Name", false},
}

// Names are those that the stack chooses for resources, as "type name"; all others are
// made by CloudFormation, which never makes one twice. Of a stack in another region only
// the global ones can collide.
func (s Stack) Names(onlyGlobal bool) []string {
	var names []string
	for id, resource := range s.Resources {
		n, known := named[resource.Type]
		if name := s.At(id, n.property); known && name != nil && (n.global || !onlyGlobal) {
			names = append(names, strings.ToLower(resource.Type+" "+text(name)))
		}
	}
	slices.Sort(names)
	return names
}
