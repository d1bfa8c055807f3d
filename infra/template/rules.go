package template

import (
	"fmt"
	"slices"
	"strings"
)

// Problems are what a stack does wrong, whatever its functions do; none if it is well.
func Problems(s Stack) []string {
	p := problems{stack: s}
	p.functions()
	p.queues()
	p.buckets()
	p.policies()
	p.schedules()
	p.alarms()
	p.parameters()
	return p.found
}

type problems struct {
	stack Stack
	found []string
}

func (p *problems) check(ok bool, format string, arguments ...any) {
	if !ok {
		p.found = append(p.found, fmt.Sprintf(format, arguments...))
	}
}

// equal checks a value of a resource.
func (p *problems) equal(id, path string, want any) {
	got := p.stack.At(id, path)
	p.check(text(got) == text(want), "%s: %s is %v, not %v", id, path, got, want)
}

func (p *problems) functions() {
	s := p.stack
	for _, id := range s.Of("AWS::Lambda::Function") {
		p.equal(id, "Runtime", "provided.al2023")
		p.equal(id, "Architectures", []any{"arm64"})
		p.equal(id, "LoggingConfig.LogFormat", "JSON")
		p.check(s.Resources[text(s.At(id, "LoggingConfig.LogGroup"))].Type == "AWS::Logs::LogGroup", "%s: has no log group of the stack", id)
	}
	for _, id := range s.Of("AWS::Logs::LogGroup") {
		p.check(number(s.At(id, "RetentionInDays")) > 0, "%s: is kept for ever", id)
	}
	for _, id := range s.Of("AWS::Lambda::EventSourceMapping") {
		function, queue := text(s.At(id, "FunctionName")), strings.TrimPrefix(text(s.At(id, "EventSourceArn")), "arn:")
		p.check(number(s.At(queue, "VisibilityTimeout")) >= 6*number(s.At(function, "Timeout")),
			"%s: messages show up again before %s can be done with them, six times its timeout", queue, function)
		p.check(s.At(queue, "RedrivePolicy.deadLetterTargetArn") != nil, "%s: has no dead-letter queue", queue)
		p.check(number(s.At(queue, "RedrivePolicy.maxReceiveCount")) >= 5, "%s: gives up before five attempts", queue)
		p.equal(id, "FunctionResponseTypes", []any{"ReportBatchItemFailures"})
		p.equal(id, "BatchSize", 1)
		p.check(number(s.At(id, "ScalingConfig.MaximumConcurrency")) >= 2, "%s: has no brake", id)
	}
}

func (p *problems) queues() {
	s := p.stack
	for _, id := range s.Of("AWS::SQS::Queue") {
		p.equal(id, "SqsManagedSseEnabled", true)
		if target := strings.TrimPrefix(text(s.At(id, "RedrivePolicy.deadLetterTargetArn")), "arn:"); s.Resources[target].Type != "" {
			p.check(number(s.At(target, "MessageRetentionPeriod")) > number(s.At(id, "MessageRetentionPeriod")),
				"%s: dead letters are lost as soon as they come", target)
		}
		p.check(p.secure("AWS::SQS::QueuePolicy", id), "%s: no policy refuses what is not TLS", id)
	}
}

func (p *problems) buckets() {
	s := p.stack
	for _, id := range s.Of("AWS::S3::Bucket") {
		for _, block := range []string{"BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"} {
			p.equal(id, "PublicAccessBlockConfiguration."+block, true)
		}
		p.check(len(list(s.At(id, "BucketEncryption.ServerSideEncryptionConfiguration"))) > 0, "%s: is not encrypted", id)
		p.check(p.secure("AWS::S3::BucketPolicy", id), "%s: no policy refuses what is not TLS", id)
		p.check(slices.ContainsFunc(list(s.At(id, "LifecycleConfiguration.Rules")), func(rule any) bool {
			return at(rule, "AbortIncompleteMultipartUpload") != nil
		}), "%s: broken uploads are kept for ever", id)
	}
	for _, id := range s.Of("AWS::Athena::WorkGroup") {
		p.equal(id, "WorkGroupConfiguration.EnforceWorkGroupConfiguration", true)
		p.check(s.At(id, "WorkGroupConfiguration.ResultConfiguration.EncryptionConfiguration.EncryptionOption") != nil, "%s: results are not encrypted", id)
		p.check(number(s.At(id, "WorkGroupConfiguration.BytesScannedCutoffPerQuery")) > 0, "%s: a query may read without end", id)
	}
}

// secure tells whether a policy of this kind, on this bucket or queue, refuses all
// that does not come by TLS.
func (p *problems) secure(kind, id string) bool {
	for _, policy := range p.stack.Of(kind) {
		if p.stack.At(policy, "Bucket") != id && !slices.Contains(texts(p.stack.At(policy, "Queues")), id) {
			continue
		}
		for _, s := range p.stack.Statements(policy) {
			if s.Effect == "Deny" && text(at(s.Condition, "Bool.aws:SecureTransport")) == "false" &&
				strings.HasSuffix(strings.Join(s.Actions, ""), ":*") && slices.ContainsFunc(s.Resources, func(r string) bool { return strings.Contains(r, id) }) {
				return true
			}
		}
	}
	return false
}
