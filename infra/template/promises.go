package template

import (
	"encoding/json"
	"slices"
	"strings"
)

// anywhere are the actions that IAM knows no resource of.
var anywhere = []string{"ses:GetAccount", "ses:GetSuppressedDestination", "lambda:GetAccountSettings"}

func (p *problems) policies() {
	s := p.stack
	for _, kind := range []string{"AWS::IAM::Role", "AWS::IAM::ManagedPolicy"} {
		for _, id := range s.Of(kind) {
			p.check(len(list(s.At(id, "ManagedPolicyArns"))) == 0, "%s: has a policy that is not in the template", id)
			for _, statement := range s.Statements(id) {
				p.statement(id, statement)
			}
		}
	}
}

func (p *problems) statement(id string, s Statement) {
	if s.Effect != "Allow" {
		return
	}
	for _, action := range s.Actions {
		p.check(!strings.Contains(action, "*"), "%s: may do %s", id, action)
		p.check(!strings.Contains(action, "Delete") || !strings.HasPrefix(action, "s3:") || id == "OperatorPolicy", "%s: a function may delete", id)
		for _, resource := range s.Resources {
			p.check(slices.Contains(anywhere, action) || !strings.Contains(strings.Split(resource, "/")[0], "*"), "%s: may do %s to %s", id, action, resource)
		}
		if strings.HasPrefix(action, "ses:Send") {
			p.check(at(s.Condition, "StringEquals.ses:FromAddress") != nil, "%s: may send as anybody", id)
		}
		if strings.HasPrefix(action, "kms:") {
			p.check(at(s.Condition, "StringEquals.kms:ViaService") != nil, "%s: may use the key for anything", id)
		}
	}
}

func (p *problems) schedules() {
	s := p.stack
	for _, id := range s.Of("AWS::Scheduler::Schedule") {
		var event map[string]any
		err := json.Unmarshal([]byte(text(s.At(id, "Target.Input"))), &event)
		p.check(err == nil && event["mode"] != nil && event["scheduled_time"] == "<aws.scheduler.scheduled-time>", "%s: the event does not say its time", id)
		p.check(s.At(id, "Target.DeadLetterConfig.Arn") != nil, "%s: has no dead-letter queue", id)
		p.check(number(s.At(id, "Target.RetryPolicy.MaximumRetryAttempts")) > 0, "%s: is not tried again", id)
		p.check(text(s.At(id, "ScheduleExpressionTimezone")) != "null", "%s: has no time zone", id)
		p.check(s.At(id, "Name") == nil, "%s: its name is that of another stack's", id)
		p.fails(id, strings.TrimPrefix(text(s.At(id, "Target.Arn")), "arn:"))
	}
}

// fails checks where a run ends that was started and failed each time: the Scheduler hands it
// over and is done, and Lambda drops it unless it is told where to put it.
func (p *problems) fails(schedule, function string) {
	s := p.stack
	for _, id := range s.Of("AWS::Lambda::EventInvokeConfig") {
		if text(s.At(id, "FunctionName")) != function {
			continue
		}
		queue := text(s.At(id, "DestinationConfig.OnFailure.Destination"))
		role := strings.TrimPrefix(text(s.At(function, "Role")), "arn:")
		p.check(queue == text(s.At(schedule, "Target.DeadLetterConfig.Arn")), "%s: what fails goes elsewhere than what is not started", schedule)
		p.check(s.Authorize(role, Request{Action: "sqs:SendMessage", Resources: []string{queue}, Context: map[string][]string{"aws:securetransport": {"true"}}}) == "",
			"%s: %s may not say what failed", schedule, role)
		return
	}
	p.check(false, "%s: a run of %s that fails is lost", schedule, function)
}

func (p *problems) alarms() {
	s := p.stack
	for _, id := range s.Of("AWS::CloudWatch::Alarm") {
		p.check(strings.Contains(text(s.At(id, "AlarmDescription")), "Runbook: "), "%s: does not say what to do", id)
		p.check(len(list(s.At(id, "AlarmActions"))) > 0, "%s: tells nobody", id)
		p.check(s.At(id, "TreatMissingData") != nil, "%s: does not say what no data means", id)
		for _, dimension := range list(s.At(id, "Dimensions")) {
			value := text(at(dimension, "Value"))
			p.check(s.Resources[value].Type != "" || value == "mail", "%s: is about %s, which there is not", id, value)
		}
	}
}

func (p *problems) parameters() {
	for name, parameter := range p.stack.Declared {
		p.check(at(parameter, "Description") != nil, "parameter %s: says nothing of itself", name)
		p.check(at(parameter, "Default") != nil, "parameter %s: has no default", name)
		p.check(slices.ContainsFunc([]string{"AllowedPattern", "AllowedValues", "MinValue"}, func(c string) bool { return at(parameter, c) != nil }),
			"parameter %s: takes anything", name)
		p.check(slices.Contains(p.stack.Groups, name), "parameter %s: is in no group", name)
	}
	for _, name := range p.stack.Groups {
		p.check(p.stack.Declared[name] != nil, "parameter %s: there is none", name)
	}
}
