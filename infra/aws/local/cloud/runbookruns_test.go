package cloud_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/easreport/easreport/infra/aws/local/cloud"
	"github.com/easreport/easreport/infra/aws/local/ses"
	"github.com/easreport/easreport/internal/lake"
)

// Lines of the runbook with the AWS CLI.
const (
	invokeLine  = "aws lambda invoke --function-name REPORT-FUNCTION --cli-binary-format raw-in-base64-out --cli-read-timeout 900 --payload file://event.json result.json"
	receiveLine = "aws sqs receive-message --queue-url REPORT-DLQ --visibility-timeout 0 --max-number-of-messages 10"
	tailLine    = "aws logs tail LOG-GROUP --since 1d --filter-pattern ERROR"
	purgeLine   = "aws sqs purge-queue --queue-url REPORT-DLQ"
)

// deadLetterScenes: each way to a dead-letter queue, from the failure to where all is well again.
var deadLetterScenes = []scene{
	{"what failed, and why", []string{tailLine}, keepLog, func(t *testing.T, r *reader) {
		correct := newerLog(t, r)
		r.ship(t)
		correct()
		upload(t, r.Cloud, "CAS02/W3SVC1/u_ex.log", logOf(requestsOf("A2")))
		settle(t, r.Cloud)
		server := httptest.NewServer(logEvents(t, r.said, "mail-IngestLogGroup-1X2Y"))
		t.Cleanup(server.Close)
		r.logs = server.URL
		told := r.do(t, tailLine, "LOG-GROUP", "mail-IngestLogGroup-1X2Y")
		if !strings.Contains(told, aLog) || !strings.Contains(told, "newer version of easreport") || strings.Contains(told, "CAS02") {
			t.Errorf("the errors of the log are:\n%s", told)
		}
	}},
	{"a log that failed twelve times", []string{"easreport status", "easreport redrive"}, nil, func(t *testing.T, r *reader) {
		// What a newer version has written the function leaves alone: it fails, each time.
		correct := newerLog(t, r)
		r.ship(t)
		r.has(t)
		correct()
		r.says(t, "messages that failed too often: 1 (find out why, then easreport redrive)")
		r.do(t, "easreport redrive")
		settle(t, r.Cloud)
		r.has(t, requestsOf("A1")...)
		r.says(t, well)
	}},
	{"an event that did not reach the queue", []string{"easreport status", "easreport redrive"}, losesEvents, func(t *testing.T, r *reader) {
		r.ship(t)
		r.DeadLetters.Send(created(cloud.Logs, aLog)) // as the target's DeadLetterConfig has it
		r.says(t, "messages that failed too often: 1")
		r.do(t, "easreport redrive")
		settle(t, r.Cloud)
		r.has(t, requestsOf("A1")...)
		r.says(t, well)
	}},
	{"a report that failed three times", []string{"easreport status", receiveLine, invokeLine, purgeLine}, refusingMail, func(t *testing.T, r *reader) {
		r.ship(t)
		event := `{"mode":"report","scheduled_time":"` + time.Now().UTC().Format(time.RFC3339) + `"}`
		r.Run(t.Context(), r.Report, event)
		r.says(t, "reports, alerts or reconciles that failed: 1")
		for range 2 { // they stay in the queue
			asked, failure := r.letter(t)
			if asked != event || !strings.Contains(failure, "MessageRejected") {
				t.Errorf("the dead letter has event %s and error %s", asked, failure)
			}
		}
		verify(t, r.ses)
		if made := r.invoke(t, "report", event); made["mailed"] != true {
			t.Errorf("the report function answers %v", made)
		}
		sent, err := r.ses.Mails(t.Context())
		if err != nil || len(sent) != 1 {
			t.Errorf("%d mails, error %v", len(sent), err)
		}
		r.purge(t)
		r.says(t, well)
	}},
	{"a reconcile that failed three times", []string{"easreport status", receiveLine, invokeLine, purgeLine}, losesEvents, func(t *testing.T, r *reader) {
		r.ship(t)
		hours := time.Now().Add(-2 * time.Hour) // later ones are still on their way
		if err := os.Chtimes(filepath.Join(r.S3.Root, cloud.Logs, aLog), hours, hours); err != nil {
			t.Fatal(err)
		}
		correct := newerLog(t, r)
		r.Run(t.Context(), r.Ingest, nightly)
		correct()
		r.says(t, "reports, alerts or reconciles that failed: 1")
		if asked, failure := r.letter(t); asked != nightly || failure == "" {
			t.Errorf("the dead letter has event %s and error %s", asked, failure)
		}
		r.invoke(t, "ingest", nightly)
		settle(t, r.Cloud)
		r.has(t, requestsOf("A1")...)
		r.purge(t)
		r.says(t, well)
	}},
	{"a run that was not started", []string{"easreport status", receiveLine, invokeLine, purgeLine}, nil, func(t *testing.T, r *reader) {
		r.ship(t)
		event := `{"mode":"report","scheduled_time":"` + time.Now().UTC().Format(time.RFC3339) + `"}`
		r.FailedRuns.Send(event) // as the Scheduler's DeadLetterConfig has it
		r.says(t, "reports, alerts or reconciles that failed: 1")
		asked, _ := r.letter(t)
		if made := r.invoke(t, "report", asked); made["devices"] != 1.0 {
			t.Errorf("the report function answers %v", made)
		}
		r.purge(t)
		r.says(t, well)
	}},
}

// reportScenes: reports by hand, and one that is overdue.
var reportScenes = []scene{
	{"a report of another day", []string{invokeLine}, nil, func(t *testing.T, r *reader) {
		upload(t, r.Cloud, aLog, logOf([]request{{"2026-11-22", "A1", 1, 2}}))
		settle(t, r.Cloud)
		_, event, found := strings.Cut(read(t, "docs/aws.md"), "```json\n")
		event, _, _ = strings.Cut(event, "\n```")
		if !found {
			t.Fatal("docs/aws.md has no event")
		}
		made := r.invoke(t, "report", event)
		keys, _ := made["keys"].(map[string]any)
		if made["devices"] != 1.0 || made["mailed"] != false || len(keys) < 4 {
			t.Errorf("the report function answers %v", made)
		}
		for _, key := range keys {
			object(t, r.Cloud, key.(string))
		}
	}},
	{"a report that is overdue", []string{invokeLine}, nil, func(t *testing.T, r *reader) {
		r.ship(t)
		overdue := func() string {
			t.Helper()
			return report(t, r.Cloud, `{"mode":"watch"}`).Why
		}
		overdue() // begins to watch
		mark := string(object(t, r.Cloud, "reports/v2/schedule.json"))
		var begun struct{ Begun string }
		if err := json.Unmarshal([]byte(mark), &begun); err != nil {
			t.Fatal(err)
		}
		put(t, lakeOf(r.Cloud), "reports/v2/schedule.json", strings.Replace(mark, begun.Begun, time.Now().UTC().AddDate(0, 0, -2).Format(time.RFC3339), 1))
		if why := overdue(); !strings.Contains(why, "was not begun") {
			t.Fatalf("the watch says %q", why)
		}
		r.invoke(t, "report", "{}") // as the alarm has it
		if why := overdue(); why != "the schedule is kept" {
			t.Errorf("the watch says %q", why)
		}
	}},
}

// newerLog has the lake say that a newer version has read the log, which the functions leave alone:
// they fail. correct takes that away.
func newerLog(t *testing.T, r *reader) (correct func()) {
	t.Helper()
	done := lake.DoneKey(lake.NewSourceID(cloud.Logs, aLog))
	put(t, lakeOf(r.Cloud), done, `{"schema":99}`)
	return func() { remove(t, lakeOf(r.Cloud), done) }
}

func keepLog(_ *testing.T, r *reader, o *cloud.Options) {
	r.said = new(tail)
	o.Log = io.MultiWriter(o.Log, r.said)
}

// logEvents answers FilterLogEvents of CloudWatch Logs, for one log group and a pattern that is a word.
func logEvents(t *testing.T, said *tail, group string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct {
			LogGroupName, FilterPattern string
			StartTime                   int64
		}
		err := json.NewDecoder(r.Body).Decode(&asked)
		if err != nil || r.Header.Get("X-Amz-Target") != "Logs_20140328.FilterLogEvents" || asked.LogGroupName != group || asked.StartTime == 0 {
			t.Errorf("CloudWatch Logs is asked for %s: %+v, error %v", r.Header.Get("X-Amz-Target"), asked, err)
		}
		type event map[string]any
		found := []event{}
		said.mu.Lock()
		defer said.mu.Unlock()
		for line := range strings.Lines(string(said.text)) {
			if now := time.Now().UnixMilli(); strings.Contains(line, asked.FilterPattern) {
				found = append(found, event{"message": line, "timestamp": now, "ingestionTime": now, "logStreamName": "1", "eventId": strconv.Itoa(len(found))})
			}
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_ = json.NewEncoder(w).Encode(map[string]any{"events": found}) // the client may have gone
	})
}

func refusingMail(t *testing.T, r *reader, o *cloud.Options) {
	t.Helper()
	var err error
	if r.ses, err = ses.StartMoto(t.Context(), program(t, ses.MotoVariable), shownOnFailure(t)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.ses.Close)
	withMail(o, r.ses.Environment())
}

// invoke writes the event into a file and invokes a function with it, and returns its answer.
func (r *reader) invoke(t *testing.T, function, event string) (answer map[string]any) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(r.folder, "event.json"), []byte(event), 0o600); err != nil {
		t.Fatal(err)
	}
	told := r.do(t, invokeLine, "REPORT-FUNCTION", function)
	result, err := os.ReadFile(filepath.Join(r.folder, "result.json"))
	if err != nil || strings.Contains(told, "FunctionError") {
		t.Fatalf("%v\n%s%s", err, told, result)
	}
	if err := json.Unmarshal(result, &answer); err != nil {
		t.Fatalf("%v: %s", err, result)
	}
	return answer
}

// letter reads the one dead letter of a run: the event, and the error if the run was begun.
func (r *reader) letter(t *testing.T) (event, failure string) {
	t.Helper()
	var received struct{ Messages []struct{ Body string } }
	told := r.do(t, receiveLine, "REPORT-DLQ", r.variable("EASREPORT_REPORT_DLQ"))
	if err := json.Unmarshal([]byte(told), &received); err != nil || len(received.Messages) != 1 {
		t.Fatalf("error %v, want one message:\n%s", err, told)
	}
	var record struct{ RequestPayload, ResponsePayload json.RawMessage }
	if err := json.Unmarshal([]byte(received.Messages[0].Body), &record); err != nil {
		t.Fatalf("%v: %s", err, received.Messages[0].Body)
	}
	if record.RequestPayload == nil {
		return received.Messages[0].Body, ""
	}
	return string(record.RequestPayload), string(record.ResponsePayload)
}

func (r *reader) purge(t *testing.T) {
	t.Helper()
	r.do(t, purgeLine, "REPORT-DLQ", r.variable("EASREPORT_REPORT_DLQ"))
	if ready, hidden := r.FailedRuns.Depth(); ready+hidden > 0 {
		t.Errorf("%d messages are left", ready+hidden)
	}
}
