// Package bridge makes of what versitygw tells of its objects, by a webhook, what
// Amazon S3 sends to a queue: by itself, or by Amazon EventBridge.
//
// The differences: versitygw's keys are as they are, S3's encoded as in a form but for
// the slash; its names of events begin with "s3:"; its ETags have quotes; the ARN of
// its bucket goes on with the key; its sequencers begin at 1 after each start; and it
// tells of Glacier, with a time that is empty.
//
// It also tells late: by then bucket and key may be those of another request that the
// server has had since. So the server that tells is to be asked for nothing but uploads,
// and for the next one only after it has told.
//
// It must not know who reads the notifications.
package bridge

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Notification is what S3 says of one object that was created.
type Notification struct {
	Bucket, Key string
	// Body is what S3 sends to a queue itself, Event what it sends by EventBridge.
	Body, Event string
}

// Handler is the webhook. It gives each creation of an object on; an error of what
// it is told is told back.
func Handler(give func(Notification)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hook, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		notifications, err := Translate(hook, time.Now())
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		for _, n := range notifications {
			give(n)
		}
		// versitygw closes no answer's body: one without keeps its connection.
		w.WriteHeader(http.StatusNoContent)
	})
}

// Translate makes a notification of each record that tells of an object created, as
// of now.
func Translate(hook []byte, now time.Time) ([]Notification, error) {
	var told struct{ Records []map[string]any }
	if err := json.Unmarshal(hook, &told); err != nil {
		return nil, fmt.Errorf("reading what the webhook was told: %w", err)
	}
	var all []Notification
	for _, record := range told.Records {
		name, _ := record["eventName"].(string)
		if !strings.Contains(name, "ObjectCreated") {
			continue
		}
		s3, _ := record["s3"].(map[string]any)
		bucket, _ := s3["bucket"].(map[string]any)
		object, _ := s3["object"].(map[string]any)
		bucketName, _ := bucket["name"].(string)
		key, _ := object["key"].(string)
		if bucketName == "" || key == "" {
			return nil, fmt.Errorf("reading what the webhook was told: a record names no object: %s", hook)
		}
		delete(record, "glacierEventData")
		record["eventName"] = strings.TrimPrefix(name, "s3:")
		record["eventTime"] = now.UTC().Format("2006-01-02T15:04:05.000Z")
		bucket["arn"] = "arn:aws:s3:::" + bucketName
		object["key"] = strings.ReplaceAll(url.QueryEscape(key), "%2F", "/")
		object["sequencer"] = fmt.Sprintf("%016X", now.UnixNano())
		if etag, ok := object["eTag"].(string); ok {
			object["eTag"] = strings.Trim(etag, `"`)
		}
		body, err := json.Marshal(map[string]any{"Records": []any{record}})
		if err != nil {
			return nil, fmt.Errorf("writing a notification: %w", err)
		}
		event, err := bridged(record, bucketName, key, object)
		if err != nil {
			return nil, err
		}
		all = append(all, Notification{Bucket: bucketName, Key: key, Body: string(body), Event: event})
	}
	return all, nil
}
