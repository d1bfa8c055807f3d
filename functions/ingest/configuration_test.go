package main

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/notify"
	"github.com/easreport/easreport/internal/store/readahead"
	"github.com/easreport/easreport/internal/store/s3store"
)

// environ is an environment of these variables, besides the two that are needed.
func environ(pairs ...string) func(string) string {
	set := map[string]string{"EASREPORT_LAKE": "s3://lake", "EASREPORT_LOGS": "s3://logs"}
	for _, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		set[name] = value
	}
	return func(name string) string { return set[name] }
}

func TestConfigure(t *testing.T) {
	at := func(bucket, prefix, owner string) s3store.Location {
		return s3store.Location{Bucket: bucket, Prefix: prefix, Owner: owner}
	}
	plain := configuration{
		lake: at("lake", "", ""), logs: at("logs", "", ""), bucketSeconds: 60,
		stack: "easreport", price: 0.0000133334, memory: 1769 << 20,
	}
	full := configuration{
		lake: at("one", "iis/lake", "123456789012"), logs: at("one", "iis", "123456789012"), bucketSeconds: 300,
		stack: "east", price: 1e-5, memory: 512 << 20,
	}
	elsewhere := full
	elsewhere.logs.Owner, elsewhere.queue = "210987654321", "https://sqs.eu-central-1.amazonaws.com/123456789012/ingest"
	named := plain
	named.stack = "east-ingest"
	for _, c := range []struct {
		name        string
		environment []string
		want        configuration
	}{
		{"defaults", nil, plain},
		{"empty is not set", []string{"EASREPORT_BUCKET_SECONDS=", "EASREPORT_STACK="}, plain},
		{"named by the function", []string{"AWS_LAMBDA_FUNCTION_NAME=east-ingest"}, named},
		{"everything", []string{
			"EASREPORT_LAKE=s3://one/iis/lake/", "EASREPORT_LOGS=s3://one/iis", "EASREPORT_BUCKET_SECONDS=300", "EASREPORT_OWNER=123456789012",
			"EASREPORT_STACK=east", "AWS_LAMBDA_FUNCTION_NAME=f", "EASREPORT_PRICE_GB_SECOND=0.00001", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=512",
		}, full},
		{"logs of another account", []string{
			"EASREPORT_LAKE=s3://one/iis/lake/", "EASREPORT_LOGS=s3://one/iis", "EASREPORT_BUCKET_SECONDS=300", "EASREPORT_OWNER=123456789012",
			"EASREPORT_STACK=east", "EASREPORT_PRICE_GB_SECOND=0.00001", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=512",
			"EASREPORT_LOGS_OWNER=210987654321", "EASREPORT_QUEUE=https://sqs.eu-central-1.amazonaws.com/123456789012/ingest",
		}, elsewhere},
	} {
		got, err := configure(environ(c.environment...))
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(configuration{})); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", c.name, err, diff)
		}
	}
}

// mistaken is an environment with a mistake in each variable.
var mistaken = []string{
	"EASREPORT_LAKE=/var/lake", "EASREPORT_LOGS=", "EASREPORT_BUCKET_SECONDS=7", "EASREPORT_PRICE_GB_SECOND=-1",
	"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=much", "EASREPORT_OWNER=me", "EASREPORT_LOGS_OWNER=them", "EASREPORT_QUEUE=ingest",
}

func TestMistakes(t *testing.T) {
	for _, c := range []struct {
		environment []string
		want        []string // begin the lines of the error
	}{
		{[]string{"EASREPORT_LAKE="}, []string{"EASREPORT_LAKE: not set"}},
		{[]string{"EASREPORT_BUCKET_SECONDS=0"}, []string{"EASREPORT_BUCKET_SECONDS:"}},
		{[]string{"EASREPORT_BUCKET_SECONDS=-60"}, []string{"EASREPORT_BUCKET_SECONDS:"}},
		{[]string{"EASREPORT_PRICE_GB_SECOND=NaN"}, []string{"EASREPORT_PRICE_GB_SECOND:"}},
		{[]string{"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=0"}, []string{"AWS_LAMBDA_FUNCTION_MEMORY_SIZE:"}},
		{[]string{"EASREPORT_OWNER=12345678901"}, []string{"EASREPORT_OWNER:"}},
		{[]string{"EASREPORT_LAKE=s3://logs"}, []string{"EASREPORT_LOGS: s3://logs lies in the lake"}},
		{[]string{"EASREPORT_LAKE=s3://logs/iis", "EASREPORT_LOGS=s3://logs/iis"}, []string{"EASREPORT_LOGS: s3://logs/iis lies in the lake"}},
		{[]string{"EASREPORT_LAKE=s3://logs", "EASREPORT_LOGS=s3://logs/iis"}, []string{"EASREPORT_LOGS: s3://logs/iis lies in the lake"}},
		{mistaken, []string{
			"EASREPORT_LAKE:", "EASREPORT_LOGS: not set", "EASREPORT_QUEUE:", "EASREPORT_BUCKET_SECONDS:", "EASREPORT_PRICE_GB_SECOND:",
			"AWS_LAMBDA_FUNCTION_MEMORY_SIZE:", "EASREPORT_OWNER:", "EASREPORT_LOGS_OWNER:",
		}},
	} {
		_, err := configure(environ(c.environment...))
		if err == nil {
			t.Errorf("%q: no error", c.environment)
			continue
		}
		lines := strings.Split(err.Error(), "\n")
		if len(lines) != len(c.want) {
			t.Errorf("%q: %d mistakes, want %d:\n%v", c.environment, len(lines), len(c.want), err)
			continue
		}
		for i, line := range lines {
			if !strings.HasPrefix(line, c.want[i]) {
				t.Errorf("%q: %q, want %q", c.environment, line, c.want[i])
			}
		}
	}
}

func TestAccepts(t *testing.T) {
	for _, c := range []struct {
		logs, lake, bucket, key string
		want                    bool
	}{
		{"s3://logs", "s3://lake", "logs", "a.log", true},
		{"s3://logs", "s3://lake", "lake", "activity/v2/a.parquet", false},
		{"s3://logs", "s3://lake", "other", "a.log", false},
		{"s3://logs/iis", "s3://lake", "logs", "iis/a.log", true},
		{"s3://logs/iis", "s3://lake", "logs", "iis2/a.log", false},
		{"s3://logs/iis", "s3://lake", "logs", "iis", false},
		{"s3://logs", "s3://logs/lake", "logs", "a.log", true},
		{"s3://logs", "s3://logs/lake", "logs", "lake.log", true},
		{"s3://logs", "s3://logs/lake", "logs", "lake/lake.json", false},
	} {
		f, err := configure(environ("EASREPORT_LOGS="+c.logs, "EASREPORT_LAKE="+c.lake))
		if err != nil {
			t.Fatal(err)
		}
		if got := f.accepts(notify.Reference{Bucket: c.bucket, Key: c.key}); got != c.want {
			t.Errorf("logs in %s, lake in %s: s3://%s/%s accepted: %v", c.logs, c.lake, c.bucket, c.key, got)
		}
	}
}

func TestReadAhead(t *testing.T) {
	for memory, want := range map[int64]readahead.Options{
		1769 << 20: {Streams: 4, BufferBytes: 128 << 20, RangeBytes: 64 << 20},
		256 << 20:  {Streams: 4, BufferBytes: 32 << 20, RangeBytes: 16 << 20},
	} {
		if diff := cmp.Diff(want, configuration{memory: memory}.readAhead()); diff != "" {
			t.Errorf("%d MB (-want +got):\n%s", memory>>20, diff)
		}
	}
}

// TestCost is a million milliseconds of a GB, at the list price.
func TestCost(t *testing.T) {
	c := configuration{memory: 1 << 30, price: 0.0000133334}
	if got := c.cost(1000 * 1e9); math.Abs(got-0.0133334) > 1e-12 {
		t.Errorf("%v USD", got)
	}
}
