package sqs_test

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	client "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/easreport/easreport/infra/aws/local/queue"
	"github.com/easreport/easreport/infra/aws/local/sqs"
)

// TestServer asks by the SDK, which checks what it is answered.
func TestServer(t *testing.T) {
	server := httptest.NewServer(sqs.Server{"ingest": queue.New(queue.Rules{Visibility: time.Minute})})
	defer server.Close()
	c := client.New(client.Options{
		BaseEndpoint: &server.URL, Region: "eu-central-1",
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	})
	url, unknown := aws.String(server.URL+"/123456789012/ingest"), aws.String(server.URL+"/123456789012/unknown")
	depth := func(want string) {
		t.Helper()
		out, err := c.GetQueueAttributes(t.Context(), &client.GetQueueAttributesInput{QueueUrl: url})
		if err != nil || out.Attributes["ApproximateNumberOfMessages"]+" "+out.Attributes["ApproximateNumberOfMessagesNotVisible"] != want {
			t.Errorf("attributes %+v, error %v, want %s", out, err, want)
		}
	}
	if _, err := c.SendMessageBatch(t.Context(), &client.SendMessageBatchInput{QueueUrl: url, Entries: []types.SendMessageBatchRequestEntry{
		{Id: aws.String("0"), MessageBody: aws.String(`{"ü":"<&>"}`)},
	}}); err != nil {
		t.Fatal(err)
	}
	depth("1 0")
	out, err := c.ReceiveMessage(t.Context(), &client.ReceiveMessageInput{QueueUrl: url, MaxNumberOfMessages: 10})
	if err != nil || len(out.Messages) != 1 || *out.Messages[0].Body != `{"ü":"<&>"}` {
		t.Fatalf("received %+v, error %v", out, err)
	}
	depth("0 1")
	if _, err := c.ChangeMessageVisibility(t.Context(), &client.ChangeMessageVisibilityInput{QueueUrl: url, ReceiptHandle: out.Messages[0].ReceiptHandle, VisibilityTimeout: 0}); err != nil {
		t.Fatal(err)
	}
	if out, err = c.ReceiveMessage(t.Context(), &client.ReceiveMessageInput{QueueUrl: url}); err != nil || len(out.Messages) != 1 {
		t.Fatalf("received %+v, error %v, after it was hidden no more", out, err)
	}
	if _, err := c.DeleteMessageBatch(t.Context(), &client.DeleteMessageBatchInput{QueueUrl: url, Entries: []types.DeleteMessageBatchRequestEntry{
		{Id: aws.String("0"), ReceiptHandle: out.Messages[0].ReceiptHandle},
	}}); err != nil {
		t.Fatal(err)
	}
	depth("0 0")
	if _, err := c.SendMessageBatch(t.Context(), &client.SendMessageBatchInput{QueueUrl: url, Entries: []types.SendMessageBatchRequestEntry{
		{Id: aws.String("0"), MessageBody: aws.String("purged")},
	}}); err != nil {
		t.Fatal(err)
	}
	depth("1 0")
	if _, err := c.PurgeQueue(t.Context(), &client.PurgeQueueInput{QueueUrl: url}); err != nil {
		t.Fatal(err)
	}
	depth("0 0")
	if _, err := c.GetQueueAttributes(t.Context(), &client.GetQueueAttributesInput{QueueUrl: unknown}); err == nil {
		t.Error("a queue that is none has attributes")
	}
}
