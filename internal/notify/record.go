package notify

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// record is one of S3, or of SNS where it calls a function.
type record struct {
	EventSource string
	EventName   string
	S3          struct {
		Bucket struct{ Name string }
		Object struct {
			Key       string
			Size      int64
			VersionID string `json:"versionId"`
			Sequencer string
		}
	}
	SNS *struct{ Message string } `json:"Sns"`
}

// readable reports whether an event says that there is an object to read: a new one, or
// one that was restored from an archive.
func readable(event string) bool {
	return strings.HasPrefix(event, "ObjectCreated:") || event == "ObjectRestore:Completed"
}

func records(all []json.RawMessage, wrapped bool) (references []Reference, err error) {
	for i, raw := range all {
		found, fault := one(raw, wrapped)
		references = append(references, found...)
		if fault != nil {
			err = errors.Join(err, fmt.Errorf("record %d: %w", i, fault))
		}
	}
	return references, err
}

func one(raw json.RawMessage, wrapped bool) ([]Reference, error) {
	var r record
	if err := json.Unmarshal(raw, &r); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	switch {
	case r.SNS != nil && wrapped:
		return parse([]byte(r.SNS.Message), false)
	case !strings.HasSuffix(r.EventSource, ":s3") || r.EventName == "": // other servers are minio:s3 and the like
		return nil, ErrEnvelope
	case !readable(strings.TrimPrefix(r.EventName, "s3:")):
		// What else becomes of an object later is no news: logs expire, what was read of
		// them stays.
		return nil, nil
	}
	key, err := decodeKey(r.S3.Object.Key)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	o := r.S3.Object
	return object(Reference{Bucket: r.S3.Bucket.Name, Key: key, Version: o.VersionID, Sequencer: o.Sequencer}, o.Size)
}
