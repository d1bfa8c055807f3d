package sqsqueue_test

import (
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/easreport/easreport/internal/operate"
	"github.com/easreport/easreport/internal/queue/sqsqueue"
)

// standIn answers as SQS is documented to, and writes down what it is asked.
type standIn struct {
	t       *testing.T
	waiting []string
	refuse  string // a body or handle that fails in a batch
	denied  bool
	asked   []string
	hidden  []string
}

// request has the fields of all requests that matter here.
type request struct {
	QueueUrl            string
	MaxNumberOfMessages int
	WaitTimeSeconds     int
	VisibilityTimeout   int
	AttributeNames      []string
	ReceiptHandle       string
	Entries             []struct{ Id, MessageBody, ReceiptHandle string }
}

func sum(text string) string {
	b := md5.Sum([]byte(text))
	return hex.EncodeToString(b[:])
}

func (s *standIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, action, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	var in request
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		s.t.Errorf("%s: %v", action, err)
	}
	s.asked = append(s.asked, fmt.Sprint(action, " ", max(len(in.Entries), in.MaxNumberOfMessages)))
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	if in.QueueUrl != "https://queues.example/1/logs" || s.denied {
		w.WriteHeader(http.StatusBadRequest)
		s.answer(w, map[string]string{"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "no such queue"})
		return
	}
	type object map[string]any
	var good, bad []object
	for _, e := range in.Entries {
		if e.MessageBody+e.ReceiptHandle == s.refuse {
			bad = append(bad, object{"Id": e.Id, "Code": "InternalError", "Message": "try again", "SenderFault": false})
			continue
		}
		good = append(good, object{"Id": e.Id, "MessageId": "m", "MD5OfMessageBody": sum(e.MessageBody)})
		if action == "SendMessageBatch" {
			s.waiting = append(s.waiting, e.MessageBody)
		}
	}
	switch action {
	case "SendMessageBatch", "DeleteMessageBatch":
		s.answer(w, object{"Successful": good, "Failed": bad})
	case "ReceiveMessage":
		if in.WaitTimeSeconds == 0 || in.VisibilityTimeout < 60 {
			s.t.Errorf("received without waiting, or not hidden: %+v", in)
		}
		n := min(in.MaxNumberOfMessages, len(s.waiting))
		for _, body := range s.waiting[:n] {
			good = append(good, object{"MessageId": "m", "Body": body, "MD5OfBody": sum(body), "ReceiptHandle": "handle of " + body})
		}
		s.waiting = s.waiting[n:]
		s.answer(w, object{"Messages": good})
	case "ChangeMessageVisibility":
		s.hidden = append(s.hidden, fmt.Sprintf("%s for %d s", in.ReceiptHandle, in.VisibilityTimeout))
		s.answer(w, object{})
	case "GetQueueAttributes":
		s.answer(w, object{"Attributes": object{
			"ApproximateNumberOfMessages": "3", "ApproximateNumberOfMessagesNotVisible": "2", "ApproximateNumberOfMessagesDelayed": "1",
		}})
	default:
		s.t.Errorf("asked for %q", action)
	}
}

func (s *standIn) answer(w http.ResponseWriter, body any) {
	if err := json.NewEncoder(w).Encode(body); err != nil {
		s.t.Error(err)
	}
}

func newQueue(t *testing.T, s *standIn) *sqsqueue.Queue {
	t.Helper()
	s.t = t
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return sqsqueue.New(sqs.New(sqs.Options{
		BaseEndpoint: &server.URL, Region: "us-east-1", RetryMaxAttempts: 1,
		Credentials: aws.CredentialsProviderFunc(credentials),
	}), "https://queues.example/1/logs")
}

func TestSendReceiveDelete(t *testing.T) {
	s := new(standIn)
	q := newQueue(t, s)
	var want []string
	for i := range 23 {
		want = append(want, fmt.Sprintf("body %d <&>\"é", i))
	}
	if err := q.Send(t.Context(), want...); err != nil {
		t.Fatal(err)
	}
	var got []string
	for {
		messages, err := q.Receive(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(messages) == 0 {
			break
		}
		for _, m := range messages {
			got = append(got, m.Body)
		}
		if err := q.Delete(t.Context(), messages...); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("bodies (-want +got):\n%s", diff)
	}
	asked := []string{
		"SendMessageBatch 10", "SendMessageBatch 10", "SendMessageBatch 3",
		"ReceiveMessage 10", "DeleteMessageBatch 10", "ReceiveMessage 10", "DeleteMessageBatch 10", "ReceiveMessage 10", "DeleteMessageBatch 3", "ReceiveMessage 10",
	}
	if diff := cmp.Diff(asked, s.asked); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	if err := q.Send(t.Context()); err != nil {
		t.Errorf("sending nothing: %v", err)
	}
}

// TestFailuresInside: a batch of which one message failed is an error.
func TestFailuresInside(t *testing.T) {
	q := newQueue(t, &standIn{refuse: "b"})
	if err := q.Send(t.Context(), "a", "b", "c"); err == nil || !strings.Contains(err.Error(), "InternalError: try again") {
		t.Errorf("send: %v", err)
	}
	if err := q.Delete(t.Context(), operate.Message{Handle: "a"}, operate.Message{Handle: "b"}); err == nil || !strings.Contains(err.Error(), "InternalError") {
		t.Errorf("delete: %v", err)
	}
}

func TestHide(t *testing.T) {
	s := new(standIn)
	if err := newQueue(t, s).Hide(t.Context(), "handle", 90*time.Second); err != nil || !slices.Equal(s.hidden, []string{"handle for 90 s"}) {
		t.Errorf("hidden %q, error %v", s.hidden, err)
	}
}

func TestDepth(t *testing.T) {
	d, err := newQueue(t, new(standIn)).Depth(t.Context())
	if want := (operate.Depth{Waiting: 3, Hidden: 3}); d != want || err != nil {
		t.Errorf("depth %+v, error %v", d, err)
	}
}

func TestNoQueue(t *testing.T) {
	q := newQueue(t, &standIn{denied: true})
	_, receive := q.Receive(t.Context())
	_, depth := q.Depth(t.Context())
	for i, err := range []error{q.Hide(t.Context(), "a", time.Minute), q.Send(t.Context(), "a"), receive, q.Delete(t.Context(), operate.Message{Handle: "a"}), depth} {
		if err == nil || !strings.Contains(err.Error(), "no such queue") || !strings.Contains(err.Error(), "https://queues.example/1/logs") {
			t.Errorf("call %d: %v", i, err)
		}
	}
}

func TestURLs(t *testing.T) {
	for url, region := range map[string]string{
		"https://sqs.eu-central-1.amazonaws.com/123456789012/logs":  "eu-central-1",
		"https://sqs.cn-north-1.amazonaws.com.cn/123456789012/logs": "cn-north-1",
		"http://127.0.0.1:5000/123456789012/logs":                   "",
		"https://sqs.eu-central-1.amazonaws.com.evil.example/1/q":   "",
	} {
		if err := sqsqueue.CheckURL(url); err != nil || sqsqueue.Region(url) != region {
			t.Errorf("%s: region %q, error %v", url, sqsqueue.Region(url), err)
		}
	}
	for _, url := range []string{"", "logs", "arn:aws:sqs:eu-central-1:123456789012:logs", "https://sqs.eu-central-1.amazonaws.com/", "s3://a/b", "https://%"} {
		if sqsqueue.CheckURL(url) == nil {
			t.Errorf("%q passes for the URL of a queue", url)
		}
	}
}
