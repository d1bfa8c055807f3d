package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/aws/aws-lambda-go/lambda"

	"github.com/easreport/easreport/internal/version"
)

// deployment answers CloudFormation, which asks after each change of the settings
// whether they are right (template.yaml, resource Settings), and hands every other event
// on. A mistake then fails the deployment, and is not found by the first report.
type deployment struct {
	mistakes error // in the settings; nil if there are none
	next     lambda.Handler
	log      *slog.Logger
}

var _ lambda.Handler = (*deployment)(nil)

// Invoke is called by Lambda.
func (d *deployment) Invoke(ctx context.Context, event []byte) ([]byte, error) {
	var e cfn.Event
	if json.Unmarshal(event, &e) == nil && e.ResponseURL != "" {
		if reason, err := cfn.LambdaWrap(d.answer)(ctx, e); err != nil {
			d.log.ErrorContext(ctx, "deployment", "error", reason)
			return nil, fmt.Errorf("answering CloudFormation: %w", err)
		}
		return []byte("null"), nil
	}
	if d.mistakes != nil {
		return nil, d.mistakes
	}
	return d.next.Invoke(ctx, event)
}

// mostReason bounds the text that CloudFormation shows, so that its answer is under the
// 4,096 bytes that it takes.
const mostReason = 3000

// answer is what CloudFormation is told: the version, or what is wrong. Nothing is there
// to delete.
func (d *deployment) answer(_ context.Context, e cfn.Event) (id string, data map[string]any, err error) {
	if d.mistakes != nil && e.RequestType != cfn.RequestDelete {
		text := d.mistakes.Error()
		err = fmt.Errorf("change these parameters and deploy again: %s", text[:min(len(text), mostReason)])
	}
	return "settings", map[string]any{"Version": version.Current()}, err
}
