// Package sqs speaks the protocol of Amazon SQS (JSON, by HTTP) for queues of this
// process: as much of it as those need who look after the queues.
//
// It must not know what the messages say.
package sqs

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/easreport/easreport/infra/aws/local/queue"
)

// Server answers for queues, each by the last part of its URL.
type Server map[string]*queue.Queue

// request has the fields of all requests that are answered.
type request struct {
	QueueURL            string `json:"QueueUrl"`
	Entries             []entry
	MaxNumberOfMessages int
	WaitTimeSeconds     int
	ReceiptHandle       string
	VisibilityTimeout   *int // seconds, nil for the queue's own
}

// visibility is that of the queue on AWS (template.yaml). Time runs faster here: what
// somebody hides for a part of it is hidden for that part of the queue's own.
const visibility = 5400 // seconds

type entry struct {
	ID            string `json:"Id"`
	MessageBody   string
	ReceiptHandle string
}

type fields map[string]any

// ServeHTTP answers a request.
func (s Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var ask request
	if err := json.NewDecoder(r.Body).Decode(&ask); err != nil {
		refuse(w, "InvalidRequest", err.Error())
		return
	}
	q, ok := s[path.Base(ask.QueueURL)]
	if !ok {
		refuse(w, "QueueDoesNotExist", fmt.Sprintf("no queue %q", ask.QueueURL))
		return
	}
	var answer fields
	switch action := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "AmazonSQS."); action {
	case "GetQueueAttributes":
		answer = attributes(q)
	case "SendMessageBatch":
		answer = send(q, ask.Entries)
	case "ReceiveMessage":
		answer = receive(r.Context(), q, ask)
	case "ChangeMessageVisibility":
		hide(q, ask.ReceiptHandle, ask.VisibilityTimeout)
		answer = fields{}
	case "PurgeQueue":
		q.Purge()
		answer = fields{}
	case "DeleteMessageBatch":
		answer = remove(q, ask.Entries)
	default:
		refuse(w, "UnsupportedOperation", action)
		return
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	_ = json.NewEncoder(w).Encode(answer) // the client may have gone
}

func refuse(w http.ResponseWriter, code, message string) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(fields{"__type": "com.amazonaws.sqs#" + code, "message": message})
}

func attributes(q *queue.Queue) fields {
	ready, hidden := q.Depth()
	return fields{"Attributes": fields{
		"ApproximateNumberOfMessages":           strconv.Itoa(ready),
		"ApproximateNumberOfMessagesNotVisible": strconv.Itoa(hidden),
		"ApproximateNumberOfMessagesDelayed":    "0",
	}}
}

func send(q *queue.Queue, entries []entry) fields {
	done := make([]fields, len(entries))
	for i, e := range entries {
		done[i] = fields{"Id": e.ID, "MessageId": q.Send(e.MessageBody), "MD5OfMessageBody": sum(e.MessageBody)}
	}
	return fields{"Successful": done, "Failed": []fields{}}
}

func receive(ctx context.Context, q *queue.Queue, ask request) fields {
	ctx, cancel := context.WithTimeout(ctx, time.Duration(ask.WaitTimeSeconds)*time.Second+time.Millisecond)
	defer cancel()
	received := q.Receive(ctx, max(ask.MaxNumberOfMessages, 1))
	messages := make([]fields, len(received))
	for i, m := range received {
		hide(q, m.Receipt, ask.VisibilityTimeout)
		messages[i] = fields{"MessageId": m.ID, "Body": m.Body, "MD5OfBody": sum(m.Body), "ReceiptHandle": m.Receipt}
	}
	return fields{"Messages": messages}
}

func hide(q *queue.Queue, receipt string, seconds *int) {
	if seconds != nil {
		q.Hide(receipt, q.Visibility()*time.Duration(*seconds)/visibility)
	}
}

func remove(q *queue.Queue, entries []entry) fields {
	done := make([]fields, len(entries))
	for i, e := range entries {
		q.Delete(e.ReceiptHandle)
		done[i] = fields{"Id": e.ID}
	}
	return fields{"Successful": done, "Failed": []fields{}}
}

func sum(body string) string {
	digest := md5.Sum([]byte(body))
	return hex.EncodeToString(digest[:])
}
