package notify_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/notify"
)

// created is a notification as S3 sends it, with all of its fields.
const created = `{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-central-1","eventTime":"2011-12-24T00:10:00.123Z",
"eventName":"ObjectCreated:Put","userIdentity":{"principalId":"AWS:AIDA"},"requestParameters":{"sourceIPAddress":"203.0.113.9"},
"responseElements":{"x-amz-request-id":"R","x-amz-id-2":"H"},"s3":{"s3SchemaVersion":"1.0","configurationId":"logs",
"bucket":{"name":"logs","ownerIdentity":{"principalId":"A3"},"arn":"arn:aws:s3:::logs"},
"object":{"key":"CAS01/W3SVC1/u_ex111224.log","size":1024,"eTag":"d41d8","versionId":"v1","sequencer":"0055AED6DCD90281E5"}}}]}`

const testEvent = `{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2011-12-24T00:10:00.123Z","Bucket":"logs","RequestId":"R","HostId":"H"}`

var first = notify.Reference{Bucket: "logs", Key: "CAS01/W3SVC1/u_ex111224.log", Version: "v1", Sequencer: "0055AED6DCD90281E5"}

// put is a record of S3 with this key, as it stands.
func put(key string) string {
	return fmt.Sprintf(`{"eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"logs"},"object":{"key":%q,"size":1}}}`, key)
}

func of(records ...string) string { return `{"Records":[` + strings.Join(records, ",") + `]}` }

func bridge(kind, key string) string {
	return fmt.Sprintf(`{"version":"0","id":"I","detail-type":%q,"source":"aws.s3","account":"1","time":"2011-12-24T00:10:00Z","resources":["arn:aws:s3:::logs"],
"detail":{"version":"0","bucket":{"name":"logs"},"object":{"key":%q,"size":5,"etag":"e","version-id":"v2","sequencer":"00"},"reason":"PutObject"}}`, kind, key)
}

// topic wraps a body as SNS does for a queue.
func topic(body string) string {
	wrapped, _ := json.Marshal(map[string]string{"Type": "Notification", "MessageId": "M", "TopicArn": "arn:aws:sns:eu-central-1:1:t", "Message": body})
	return string(wrapped)
}

// topicRecord wraps a body as SNS does for a function.
func topicRecord(body string) string {
	wrapped, _ := json.Marshal(map[string]any{"EventSource": "aws:sns", "EventVersion": "1.0", "Sns": map[string]string{"Type": "Notification", "Message": body}})
	return string(wrapped)
}

func TestParse(t *testing.T) {
	key := func(keys ...string) (all []notify.Reference) {
		for _, k := range keys {
			all = append(all, notify.Reference{Bucket: "logs", Key: k})
		}
		return all
	}
	bridged := func(key string) []notify.Reference {
		return []notify.Reference{{Bucket: "logs", Key: key, Version: "v2", Sequencer: "00"}}
	}
	long := strings.Repeat("ü", 511) + " +"
	for _, c := range []struct {
		name, body string
		want       []notify.Reference
		err        error
	}{
		{"S3", created, []notify.Reference{first}, nil},
		{"S3 over SNS", topic(created), []notify.Reference{first}, nil},
		{"S3 over SNS to a function", of(topicRecord(created)), []notify.Reference{first}, nil},
		{"several records", of(put("a"), put("b")), key("a", "b"), nil},
		{"another server's names", of(strings.NewReplacer("aws:s3", "minio:s3", "Object", "s3:Object").Replace(put("a%2Fb"))), key("a/b"), nil},
		{"a time without a zone", of(strings.Replace(put("a"), `{`, `{"eventTime":"2011-12-24T00:10:00","glacierEventData":{"restoreEventData":{"lifecycleRestorationExpiryTime":""}},`, 1)), key("a"), nil},
		{"space", of(put("a+b")), key("a b"), nil},
		{"space of another kind", of(put("a%20b")), key("a b"), nil},
		{"plus", of(put("a%2Bb")), key("a+b"), nil},
		{"per cent", of(put("100%25+x%252B")), key("100% x%2B"), nil},
		{"Unicode", of(put("%C3%BC/%E6%97%A5.log"), put("ü")), key("ü/日.log", "ü"), nil},
		{"a key of 1024 bytes", of(put(strings.NewReplacer("+", "%2B", " ", "+", "ü", "%C3%BC").Replace(long))), key(long), nil},

		{"EventBridge", bridge("Object Created", "u_ex111224.log"), bridged("u_ex111224.log"), nil},
		{"EventBridge does not encode", bridge("Object Created", "a+b c%2B%"), bridged("a+b c%2B%"), nil},
		{"EventBridge over SNS", topic(bridge("Object Created", "a")), bridged("a"), nil},
		{"EventBridge, deleted", bridge("Object Deleted", "a"), nil, nil},
		{"EventBridge, restored from an archive", bridge("Object Restore Completed", "a"), bridged("a"), nil},
		{"EventBridge, restoring", bridge("Object Restore Initiated", "a"), nil, nil},
		{"restored from an archive", of(strings.Replace(put("a"), "ObjectCreated:Put", "ObjectRestore:Completed", 1)), key("a"), nil},
		{"restoring", of(strings.Replace(put("a"), "ObjectCreated:Put", "ObjectRestore:Post", 1)), nil, nil},

		{"test event", testEvent, nil, nil},
		{"test event over SNS", topic(testEvent), nil, nil},
		{"test event over SNS to a function", of(topicRecord(testEvent)), nil, nil},
		{"no records", `{"Records":[]}`, nil, nil},
		{"removed", of(strings.Replace(put("a"), "Created:Put", "Removed:Delete", 1), put("b")), key("b"), nil},
		{"folder marker", of(strings.Replace(put("CAS01/"), `"size":1`, `"size":0`, 1)), nil, nil},
		{"no folder marker", of(put("CAS01/")), key("CAS01/"), nil},
		{"zero bytes", of(strings.Replace(put("a"), `"size":1`, `"size":0`, 1)), key("a"), nil},

		{"a key that does not decode", of(put("a"), put("100% x"), put("b")), key("a", "b"), notify.ErrRecord},
		{"a key that is not UTF-8", of(put("a%FF")), nil, notify.ErrRecord},
		{"no key", of(put("")), nil, notify.ErrRecord},
		{"no bucket", of(strings.Replace(put("a"), `"name":"logs"`, `"name":""`, 1)), nil, notify.ErrRecord},
		{"a field of another type", of(strings.Replace(put("a"), `"size":1`, `"size":"1"`, 1), put("b")), key("b"), notify.ErrRecord},
		{"EventBridge without an object", `{"source":"aws.s3","detail-type":"Object Created"}`, nil, notify.ErrRecord},
		{"EventBridge without a type", `{"source":"aws.s3"}`, nil, notify.ErrEnvelope},
		{"EventBridge of another service", `{"source":"aws.ec2","detail-type":"Object Created","detail":{}}`, nil, notify.ErrEnvelope},
		{"records of another service", of(`{"eventSource":"aws:dynamodb","eventName":"INSERT"}`), nil, notify.ErrEnvelope},
		{"an empty record", of(`null`), nil, notify.ErrEnvelope},
		{"SNS in SNS", topic(topic(created)), nil, notify.ErrEnvelope},
		{"SNS with something else", topic("hello"), nil, notify.ErrEnvelope},
		{"nothing known", `{"a":1}`, nil, notify.ErrEnvelope},
		{"no object", `[]`, nil, notify.ErrEnvelope},
		{"no JSON", `#Fields: date`, nil, notify.ErrEnvelope},
		{"nothing", ``, nil, notify.ErrEnvelope},
	} {
		got, err := notify.Parse([]byte(c.body))
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
		if !errors.Is(err, c.err) {
			t.Errorf("%s: error %v, want %v", c.name, err, c.err)
		}
	}
}

func TestBatch(t *testing.T) {
	const batch = `{"Records":[{"messageId":"1","receiptHandle":"R","body":"{}","attributes":{"ApproximateReceiveCount":"1"},"messageAttributes":{},
"md5OfBody":"M","eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:eu-central-1:1:q","awsRegion":"eu-central-1"},
{"messageId":"2","body":"no JSON","eventSource":"aws:sqs"}]}`
	items, ok := notify.Batch([]byte(batch))
	if diff := cmp.Diff([]notify.Item{{ID: "1", Body: "{}", Receipt: "R", Receives: 1}, {ID: "2", Body: "no JSON"}}, items); diff != "" || !ok {
		t.Errorf("%v, items (-want +got):\n%s", ok, diff)
	}
	for _, other := range []string{created, testEvent, `{"Records":[]}`, `{}`, `null`, `1`, ``} {
		if items, ok := notify.Batch([]byte(other)); ok {
			t.Errorf("%s is a batch of %v", other, items)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{created, testEvent, topic(created), of(topicRecord(testEvent), put("%")), bridge("Object Created", "a+b")} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		references, err := notify.Parse(body)
		for _, r := range references {
			if r.Bucket == "" || r.Key == "" {
				t.Errorf("reference %+v", r)
			}
		}
		if err != nil && !errors.Is(err, notify.ErrEnvelope) && !errors.Is(err, notify.ErrRecord) {
			t.Errorf("error of no kind: %v", err)
		}
		notify.Batch(body)
	})
}

// FuzzMessage: what Message makes, Parse reads.
func FuzzMessage(f *testing.F) {
	for _, key := range []string{"CAS01/W3SVC1/u_ex111224.log", "a b+c%2B%25", "ü/日本.log", `"\<>&`} {
		f.Add("logs", key)
	}
	f.Fuzz(func(t *testing.T, bucket, key string) {
		if bucket == "" || key == "" || strings.HasSuffix(key, "/") || !utf8.ValidString(bucket) || !utf8.ValidString(key) {
			t.Skip()
		}
		got, err := notify.Parse([]byte(notify.Message(bucket, key)))
		if diff := cmp.Diff([]notify.Reference{{Bucket: bucket, Key: key}}, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	})
}
