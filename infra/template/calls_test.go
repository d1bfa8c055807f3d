package template

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadCode(t *testing.T) {
	code, err := ReadCode(".", "./fixture")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"s3.GetObject", "s3.PutObject"}, code.Calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}
