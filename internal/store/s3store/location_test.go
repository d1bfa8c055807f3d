package s3store_test

import (
	"testing"

	"github.com/easreport/easreport/internal/store/s3store"
)

func TestParseURL(t *testing.T) {
	for url, want := range map[string]s3store.Location{
		"s3://bucket":                {Bucket: "bucket"},
		"s3://bucket/":               {Bucket: "bucket"},
		"s3://bucket/lake":           {Bucket: "bucket", Prefix: "lake"},
		"s3://bucket/lake/":          {Bucket: "bucket", Prefix: "lake"},
		"s3://my.bucket-1/a/b c/+%2": {Bucket: "my.bucket-1", Prefix: "a/b c/+%2"},
		"s3://bucket/a?b#c":          {Bucket: "bucket", Prefix: "a?b#c"},
	} {
		got, err := s3store.ParseURL(url)
		if got != want || err != nil {
			t.Errorf("ParseURL(%q): %+v, %v", url, got, err)
		}
		if again, err := s3store.ParseURL(got.String()); again != got || err != nil {
			t.Errorf("%q became %q", url, got)
		}
	}
	for _, url := range []string{
		"", "bucket", "s3:bucket", "s3:///lake", "S3://bucket", "https://bucket/lake", "s3://", "s3://ab", "s3://-bucket/x",
		"s3://bucket//", "s3://bucket//lake", "s3://bucket/a//b", "s3://bucket/../x", "s3://user@bucket/x", "s3://bucket:80/x", `s3://bucket/a\b`,
	} {
		if got, err := s3store.ParseURL(url); err == nil {
			t.Errorf("ParseURL(%q): %+v", url, got)
		}
	}
}
