// Package notify reads event bodies: which objects does this one report as created,
// or as restored from an archive? It knows S3's notifications, EventBridge's events, both
// wrapped by SNS, the test event that S3 sends when it is configured, and the
// batches in which SQS delivers any of these.
//
// The records are read by structs of our own that hold the few fields wanted, each
// record by itself: one that is at fault does not take its neighbours along, and
// a field that is not wanted cannot spoil anything.
//
// It must not know what is done about an object, nor who asks.
package notify

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

var (
	// ErrEnvelope says that a body is none of the events that this package knows.
	ErrEnvelope = errors.New("not an event about S3 objects")
	// ErrRecord says that a record names no object: a field is missing, or the key
	// cannot be decoded.
	ErrRecord = errors.New("record names no object")
)

// Reference names an object that was created or restored.
type Reference struct {
	Bucket string
	// Key is the object's key, decoded.
	Key string
	// Version is the id of the version that was created, empty in a bucket without
	// versions. It is for the log: what counts is the object as it is now.
	Version string
	// Sequencer orders the events of one key, in ways that have changed over the
	// years. It is for the log.
	Sequencer string
}

// Parse returns the objects that an event body speaks of; none for an event that
// needs nothing done: a test event, a deletion, a folder marker, no records at all.
//
// An error is ErrEnvelope for a body that is not understood, or ErrRecord for each
// record that is not. The references beside it are good all the same.
func Parse(body []byte) ([]Reference, error) { return parse(body, true) }

// envelope has the fields by which the events are told apart.
type envelope struct {
	Records    []json.RawMessage // of S3, and of SNS to a function
	Event      string            // of S3's test
	Source     string            // of EventBridge
	DetailType string            `json:"detail-type"`
	Detail     json.RawMessage
	Type       string // of SNS to a queue
	Message    *string
}

// parse reads a body; that of SNS may hold another one, once.
func parse(body []byte, wrapped bool) ([]Reference, error) {
	var e envelope
	if err := json.Unmarshal(body, &e); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrEnvelope, err)
	}
	switch {
	case e.Records != nil:
		return records(e.Records, wrapped)
	case e.Event == "s3:TestEvent":
		return nil, nil
	case e.Source == "aws.s3":
		return bridged(e.DetailType, e.Detail)
	case e.Type == "Notification" && e.Message != nil && wrapped:
		return parse([]byte(*e.Message), false)
	}
	return nil, ErrEnvelope
}

// object checks a reference, and drops the empty objects that consoles make for
// folders.
func object(r Reference, size int64) ([]Reference, error) {
	switch {
	case r.Bucket == "" || r.Key == "":
		return nil, fmt.Errorf("%w: no bucket or no key", ErrRecord)
	case strings.HasSuffix(r.Key, "/") && size == 0:
		return nil, nil
	}
	return []Reference{r}, nil
}
