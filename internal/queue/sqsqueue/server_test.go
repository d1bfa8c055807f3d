package sqsqueue_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/easreport/easreport/internal/operate"
	"github.com/easreport/easreport/internal/queue/sqsqueue"
	"github.com/easreport/easreport/internal/queue/sqstest"
)

func credentials(context.Context) (aws.Credentials, error) {
	return aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "example"}, nil
}

func newServerQueue(t *testing.T, client *sqs.Client, name string) *sqsqueue.Queue {
	t.Helper()
	out, err := client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: &name})
	if err != nil {
		t.Fatal(err)
	}
	return sqsqueue.New(client, *out.QueueUrl)
}

// TestServerRedrive moves messages between real queues.
func TestServerRedrive(t *testing.T) {
	endpoint := sqstest.Start(t)
	client := sqs.New(sqs.Options{BaseEndpoint: &endpoint, Region: "us-east-1", Credentials: aws.CredentialsProviderFunc(credentials)})
	from, to := newServerQueue(t, client, "failed"), newServerQueue(t, client, "logs")
	var want []string
	for i := range 37 {
		want = append(want, fmt.Sprintf(`{"Records":[%d,"ü <&>"]}`, i))
	}
	if err := from.Send(t.Context(), want...); err != nil {
		t.Fatal(err)
	}
	depths := func(step string, wantFrom, wantTo operate.Depth) {
		t.Helper()
		f, err := from.Depth(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		g, err := to.Depth(t.Context())
		if err != nil || f != wantFrom || g != wantTo {
			t.Errorf("%s: depths %+v and %+v, error %v", step, f, g, err)
		}
	}
	depths("sent", operate.Depth{Waiting: 37}, operate.Depth{})
	moved, err := operate.Redrive(t.Context(), from, to)
	if moved != 37 || err != nil {
		t.Errorf("%d moved, error %v", moved, err)
	}
	depths("moved", operate.Depth{}, operate.Depth{Waiting: 37})
	var got []string
	for {
		messages, err := to.Receive(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(messages) == 0 {
			break
		}
		for _, m := range messages {
			got = append(got, m.Body)
		}
	}
	depths("received", operate.Depth{}, operate.Depth{Hidden: 37})
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
