package bridge

import (
	"encoding/json"
	"fmt"
)

// bridged is the event of EventBridge about the object of a notification. Its key is as
// it is, not encoded as in a notification.
func bridged(record map[string]any, bucket, key string, object map[string]any) (string, error) {
	type fields map[string]any
	event, err := json.Marshal(fields{
		"version":     "0",
		"id":          object["sequencer"],
		"detail-type": "Object Created",
		"source":      "aws.s3",
		"account":     "123456789012",
		"time":        record["eventTime"],
		"region":      record["awsRegion"],
		"resources":   []string{"arn:aws:s3:::" + bucket},
		"detail": fields{
			"version": "0",
			"bucket":  fields{"name": bucket},
			"object": fields{
				"key": key, "size": object["size"], "etag": object["eTag"],
				"version-id": object["versionId"], "sequencer": object["sequencer"],
			},
			"requester": "123456789012",
			"reason":    "PutObject",
		},
	})
	if err != nil {
		return "", fmt.Errorf("writing an event: %w", err)
	}
	return string(event), nil
}
