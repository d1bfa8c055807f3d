package bridge

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/notify"
)

const hook = `{"Records":[{"eventVersion":"2.2","eventSource":"aws:s3","awsRegion":"eu-central-1",
"eventTime":"2026-11-23T10:00:00Z","eventName":"s3:ObjectCreated:Put","userIdentity":{"PrincipalId":"test"},
"requestParameters":{"sourceIPAddress":"127.0.0.1"},"responseElements":{"x-amz-request-id":"","x-amz-id-2":""},
"s3":{"s3SchemaVersion":"1.0","configurationId":"webhook-global","bucket":{"name":"logs","ownerIdentity":{"PrincipalId":"test"},
"arn":"arn:aws:s3:::logs/a b"},"object":{"key":"iis/a b+%ü/x.log","size":3,"eTag":"\"abc\"","versionId":"v1","sequencer":"2"}},
"glacierEventData":{"restoreEventData":{"lifecycleRestorationExpiryTime":"","lifecycleRestoreStorageClass":""}}}]}`

// TestTranslate reads the outcome as aws-lambda-go reads S3's own.
func TestTranslate(t *testing.T) {
	now := time.Date(2026, 11, 23, 10, 0, 1, 5e6, time.UTC)
	got, err := Translate([]byte(hook), now)
	if err != nil || len(got) != 1 || got[0].Bucket != "logs" || got[0].Key != "iis/a b+%ü/x.log" {
		t.Fatalf("%+v, error %v", got, err)
	}
	var event events.S3Event
	if err := json.Unmarshal([]byte(got[0].Body), &event); err != nil {
		t.Fatal(err)
	}
	r := event.Records[0]
	want := events.S3EventRecord{
		EventVersion: "2.2", EventSource: "aws:s3", AWSRegion: "eu-central-1", EventTime: now, EventName: "ObjectCreated:Put",
		PrincipalID: events.S3UserIdentity{PrincipalID: "test"}, RequestParameters: events.S3RequestParameters{SourceIPAddress: "127.0.0.1"},
		ResponseElements: map[string]string{"x-amz-request-id": "", "x-amz-id-2": ""},
		S3: events.S3Entity{
			SchemaVersion: "1.0", ConfigurationID: "webhook-global",
			Bucket: events.S3Bucket{Name: "logs", OwnerIdentity: events.S3UserIdentity{PrincipalID: "test"}, Arn: "arn:aws:s3:::logs"},
			Object: events.S3Object{
				Key: "iis/a+b%2B%25%C3%BC/x.log", URLDecodedKey: "iis/a b+%ü/x.log", Size: 3, ETag: "abc", VersionID: "v1",
			},
		},
	}
	want.S3.Object.Sequencer = r.S3.Object.Sequencer
	if len(r.S3.Object.Sequencer) != 16 {
		t.Errorf("sequencer %q", r.S3.Object.Sequencer)
	}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	bridged, err := notify.Parse([]byte(got[0].Event))
	wantBridged := []notify.Reference{{Bucket: "logs", Key: "iis/a b+%ü/x.log", Version: "v1", Sequencer: r.S3.Object.Sequencer}}
	if diff := cmp.Diff(wantBridged, bridged); diff != "" || err != nil {
		t.Errorf("by EventBridge (-want +got):\n%s, error %v", diff, err)
	}
}

func TestHandler(t *testing.T) {
	for _, c := range []struct {
		hook   string
		status int
		given  int
	}{
		{hook, http.StatusNoContent, 1},
		{strings.ReplaceAll(hook, "ObjectCreated:Put", "ObjectRemoved:Delete"), http.StatusNoContent, 0},
		{`{"Service":"S3","Event":"s3:TestEvent"}`, http.StatusNoContent, 0},
		{"{", http.StatusBadRequest, 0},
		{`{"Records":[{"eventName":"s3:ObjectCreated:Put"}]}`, http.StatusBadRequest, 0},
	} {
		given := 0
		answer := httptest.NewRecorder()
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(c.hook))
		Handler(func(Notification) { given++ }).ServeHTTP(answer, request)
		if answer.Code != c.status || given != c.given {
			t.Errorf("%.60s: status %d, %d given", c.hook, answer.Code, given)
		}
	}
}
