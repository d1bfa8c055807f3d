package notify

import (
	"encoding/json"
	"fmt"
)

// detail is what EventBridge says of an object.
type detail struct {
	Bucket struct{ Name string }
	Object struct {
		Key       string
		Size      int64
		VersionID string `json:"version-id"`
		Sequencer string
	}
}

// bridged reads the detail of an event that S3 gave to EventBridge. Unlike in a
// notification the key stands there as it is: AWS's page on the event's structure
// speaks of no encoding, and keys such as "%2B++ %20.mp3", tried on AWS, arrived
// unchanged (aws-solutions-library-samples/guidance-for-medialake-on-aws, pull
// request 21). Decoding it would make another key of one with a plus.
func bridged(kind string, raw json.RawMessage) ([]Reference, error) {
	switch kind {
	case "Object Created", "Object Restore Completed":
	case "":
		return nil, ErrEnvelope
	default:
		return nil, nil // deleted, archived, tagged
	}
	var d detail
	if err := json.Unmarshal(raw, &d); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	o := d.Object
	return object(Reference{Bucket: d.Bucket.Name, Key: o.Key, Version: o.VersionID, Sequencer: o.Sequencer}, o.Size)
}
