package notify

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"unicode/utf8"
)

// Message returns a body that Parse reads as the creation of this object. It has
// the shape of S3's own, for objects of which the notification was lost or sent
// to nobody.
func Message(bucket, key string) string {
	type fields map[string]any
	body, _ := json.Marshal(fields{"Records": []fields{{ // texts in maps: cannot fail
		"eventVersion": "2.1",
		"eventSource":  "aws:s3",
		"eventName":    "ObjectCreated:Backfill",
		"s3":           fields{"bucket": fields{"name": bucket}, "object": fields{"key": encodeKey(key)}},
	}}})
	return string(body)
}

// decodeKey undoes how S3 writes a key in a notification: as in a form, a space is
// a plus and a plus is %2B.
func decodeKey(key string) (string, error) {
	decoded, err := url.QueryUnescape(key)
	if err == nil && !utf8.ValidString(decoded) {
		err = errors.New("key is not UTF-8")
	}
	return decoded, err
}

// encodeKey writes a key as S3 does.
func encodeKey(key string) string { return strings.ReplaceAll(url.QueryEscape(key), "%2F", "/") }
