package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/easreport/easreport/internal/notify"
	"github.com/easreport/easreport/internal/queue/sqstest"
)

// TestVerbsOnAWS takes the verbs through a day of an operator: logs in a bucket with
// versions, a lake, and two queues.
func TestVerbsOnAWS(t *testing.T) {
	sqstest.Start(t)
	ctx := t.Context()
	configuration, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		t.Fatal(err)
	}
	buckets, queues := s3.NewFromConfig(configuration), sqs.NewFromConfig(configuration)
	for _, bucket := range []string{"contoso-logs", "contoso-lake"} {
		if _, err := buckets.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: &bucket}); err != nil {
			t.Fatal(err)
		}
	}
	logs := "contoso-logs"
	_, err = buckets.PutBucketVersioning(ctx, &s3.PutBucketVersioningInput{
		Bucket: &logs, VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled},
	})
	if err != nil {
		t.Fatal(err)
	}
	keys := []string{"cas01/W3SVC1/a b+c%2B ü.log", "cas02/W3SVC1/u_ex111224.log"}
	for i, folder := range []string{"cas2007", "cas2010a"} {
		upload(t, buckets, logs, keys[i], filepath.Join(testdata, "logs", folder, "W3SVC1", "u_ex111224.log"))
	}
	url := make(map[string]string)
	for _, name := range []string{"logs", "failed"} {
		out, err := queues.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: &name})
		if err != nil {
			t.Fatal(err)
		}
		url[name] = *out.QueueUrl
	}
	t.Setenv("EASREPORT_LAKE", "s3://contoso-lake/lake")
	t.Setenv("EASREPORT_LOGS", "s3://contoso-logs")
	t.Setenv("EASREPORT_QUEUE", url["logs"])
	t.Setenv("EASREPORT_DLQ", url["failed"])
	easreport := func(want int, args ...string) {
		t.Helper()
		if got := run(context.WithoutCancel(ctx), args); got != want {
			t.Errorf("easreport %q: exit code %d, want %d", args, got, want)
		}
	}
	var c cloud
	depth := func(name string, want int64) {
		t.Helper()
		queue, err := c.queue(ctx, url[name])
		if err != nil {
			t.Fatal(err)
		}
		if d, err := queue.Depth(ctx); err != nil || d.Waiting != want {
			t.Errorf("queue %s: %+v, want %d waiting: %v", name, d, want, err)
		}
	}

	easreport(exitFailed, "status", "--date", "2011-12-24") // nothing there
	easreport(exitOK, "reconcile", "--dry-run")
	depth("logs", 0)
	easreport(exitOK, "reconcile")
	depth("logs", 2)
	easreport(exitOK, "redrive", "--dlq", url["logs"], "--queue", url["failed"], "--dry-run")
	depth("logs", 2)
	easreport(exitOK, "redrive", "--dlq", url["logs"], "--queue", url["failed"])
	depth("logs", 0)
	depth("failed", 2)
	easreport(exitFailed, "status", "--date", "2011-12-24")
	easreport(exitOK, "redrive")
	depth("failed", 0)

	queue, err := c.queue(ctx, url["logs"])
	if err != nil {
		t.Fatal(err)
	}
	messages, err := queue.Receive(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range messages {
		all, err := notify.Parse([]byte(m.Body))
		if err != nil || len(all) != 1 || all[0].Bucket != logs {
			t.Fatalf("message %s: %v", m.Body, err)
		}
		got = append(got, all[0].Key)
		easreport(exitOK, "ingest", "s3://"+logs+"/"+all[0].Key)
	}
	slices.Sort(got)
	if diff := cmp.Diff(keys, got); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	easreport(exitOK, "status", "--date", "2011-12-24")
	easreport(exitOK, "reconcile")
	depth("logs", 0)
	easreport(exitOK, "backfill", "--force", "--prefix", "cas02/")
	depth("logs", 1)

	easreport(exitOK, "compact")
	easreport(exitOK, "compact", "--json")
	easreport(exitOK, "forget", "--user", "anna.keller")
	easreport(exitOK, "compact")
	out := t.TempDir()
	easreport(exitOK, "report", "-o", out)
	csv, err := os.ReadFile(filepath.Join(out, "easreport.csv"))
	if err != nil || bytes.Contains(csv, []byte("anna.keller")) || !bytes.Contains(csv, []byte("marek.zielinski")) {
		t.Errorf("the report after forgetting has the user, or lacks others: %v", err)
	}
	easreport(exitOK, "forget", "--source", keys[0])
	easreport(exitFailed, "forget", "--source", "s3://contoso-logs/nothing")
	easreport(exitOK, "forget", "--day", "2011-12-24")
	easreport(exitFailed, "report", "-o", out) // no day left
	easreport(exitOK, "reconcile")
	depth("logs", 1)
}

func upload(t *testing.T, client *s3.Client, bucket, key, path string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: f}); err != nil {
		t.Fatal(err)
	}
}

// TestLogsOfTheLake: a lake in the bucket of the logs is not read as logs.
func TestLogsOfTheLake(t *testing.T) {
	t.Setenv("AWS_REGION", "us-east-1")
	for lake, want := range map[string]string{
		"s3://contoso/lake": "lake/", "s3://contoso/lake/": "lake/", "s3://other/lake": "", "lake": "",
	} {
		p := places{lake: lake, logs: "s3://contoso/"}
		logs, err := p.openLogs(t.Context())
		if err != nil || logs.Except != want || logs.Prefix != "" || logs.Bucket != "contoso" {
			t.Errorf("%s: %+v, %v", lake, logs, err)
		}
	}
}

// TestSourceOf: a log is named as its ingest named it.
func TestSourceOf(t *testing.T) {
	folder, err := whereabouts(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ logs, source, bucket, key string }{
		{"", "s3://b/cas01/a b+c.log", "b", "cas01/a b+c.log"},
		{"s3://contoso-logs/prefix", "prefix/a.log", "contoso-logs", "prefix/a.log"},
		{"", filepath.Join(folder, "gone", "a.log"), "", filepath.ToSlash(filepath.Join(folder, "gone", "a.log"))},
	} {
		p := places{logs: test.logs}
		bucket, key, err := p.sourceOf(test.source)
		if bucket != test.bucket || key != test.key || err != nil {
			t.Errorf("%s: %q %q, %v", test.source, bucket, key, err)
		}
	}
}
