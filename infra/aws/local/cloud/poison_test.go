package cloud_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/infra/aws/local/cloud"
	"github.com/easreport/easreport/internal/lake"
)

// TestPoison: what cannot be read stops nothing, takes nothing along, and is told.
func TestPoison(t *testing.T) {
	box := startMailbox(t)
	c := start(t, func(o *cloud.Options) {
		withMail(o, box.Environment())
		o.Concurrency, o.Visibility = 1, 500*time.Millisecond
	})
	day := "2011-12-24"
	good := []request{{day, "GOOD", 10, 20}, {day, "GOOD", 30, 40}}
	want := make(map[cell]sums)

	// A log that was good once, a thing that never was, and others of all names.
	const spoilt = "CAS01/W3SVC1/u_ex111224.log"
	upload(t, c, spoilt, logOf(good))
	add(want, spoilt, good)
	settle(t, c)
	upload(t, c, spoilt, "%PDF-1.7 no log any more")
	upload(t, c, "CAS02/poison.log.gz", "\x1f\x8b\x08no gzip")
	// Messages that are none.
	letters := []string{"no JSON", `{"Records":[{"eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":{}}]}`, `{"hello":"world"}`}
	for _, letter := range letters {
		c.Queue.Send(letter)
	}
	// Events that need nothing done: S3's test, the lake's own files, a folder, an object that is gone.
	for _, quiet := range []string{`{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"logs"}`, created("lake", "lake.json"), created("logs", "CAS01/"), created("logs", "gone.log")} {
		c.Queue.Send(quiet)
	}
	for _, key := range []string{"a b.log", "a+b.log", "a%2Bb.log", "100%25/ü 日本語 🙂.log", "q?x=1&y=#;.log", strings.Repeat("long/", 200) + "x.log"} {
		upload(t, c, key, logOf(good))
		add(want, key, good)
	}
	settle(t, c)

	store := lakeOf(c)
	if diff := cmp.Diff(want, readLake(t, store), cmp.AllowUnexported(cell{}, sums{})); diff != "" {
		t.Errorf("the lake (-want +got):\n%s", diff)
	}
	if n := len(keysUnder(t, store, lake.QuarantinePrefix)); n != 2 {
		t.Errorf("%d sources in quarantine, want 2", n)
	}
	if told := status(t, c); told.DeadLetters.Waiting != len(letters) || len(told.Quarantined) != 2 {
		t.Errorf("the status: %+v", told)
	}
	var dead []string
	for _, letter := range c.DeadLetters.Receive(t.Context(), 2*len(letters)) {
		dead = append(dead, letter.Body)
	}
	slices.Sort(dead)
	if diff := cmp.Diff(letters, dead); diff != "" {
		t.Errorf("dead letters (-want +got):\n%s", diff)
	}
	m := report(t, c, `{"date":"2011-12-24"}`)
	covered := coverageOf(t, c, m)
	told := make(map[string]bool)
	for _, q := range covered.Quarantined {
		told[q.Key] = q.Reason != ""
	}
	if diff := cmp.Diff(map[string]bool{spoilt: true, "CAS02/poison.log.gz": true}, told); diff != "" || covered.Whole {
		t.Errorf("whole: %v, in quarantine (-want +got):\n%s", covered.Whole, diff)
	}
	if text := mails(t, box, 1)[0].Body.Text; !strings.Contains(text, "poison.log.gz") {
		t.Errorf("the mail does not speak of the quarantine:\n%s", text)
	}
}

// created is an event about an object, as S3 sends it.
func created(bucket, key string) string {
	return `{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"` +
		bucket + `"},"object":{"key":"` + key + `","size":0}}}]}`
}
