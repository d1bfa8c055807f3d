package settings_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/settings"
	"github.com/easreport/easreport/internal/store/s3store"
)

func environment(pairs ...string) *settings.Environment {
	values := make(map[string]string)
	for _, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		values[name] = value
	}
	return settings.Of(func(name string) string { return values[name] })
}

func TestRead(t *testing.T) {
	e := environment("A=7", "EMPTY=", "LAKE=s3://lake/p", "OWNER=123456789012", "TWO=second")
	if n := settings.Read(e, "A", "1", strconv.Atoi); n != 7 {
		t.Errorf("set: %d", n)
	}
	for _, name := range []string{"EMPTY", "MISSING"} {
		if n := settings.Read(e, name, "1", strconv.Atoi); n != 1 {
			t.Errorf("%s: %d", name, n)
		}
	}
	if at := settings.Read(e, "LAKE", "", settings.Location); at != (s3store.Location{Bucket: "lake", Prefix: "p"}) {
		t.Errorf("location %+v", at)
	}
	if owner := settings.Read(e, "OWNER", "", settings.Account); owner != "123456789012" {
		t.Errorf("account %q", owner)
	}
	if text := e.Text("ONE", "TWO", "A"); text != "second" {
		t.Errorf("text %q", text)
	}
	if err := e.Err(); err != nil {
		t.Error(err)
	}
}

// TestMistakes: each is told, with its name.
func TestMistakes(t *testing.T) {
	e := environment("A=seven", "OWNER=12")
	settings.Read(e, "A", "1", strconv.Atoi)
	settings.Read(e, "LAKE", "", settings.Location)
	settings.Read(e, "OWNER", "", settings.Account)
	e.Note("FINE", nil)
	err := e.Err()
	if err == nil || strings.Count(err.Error(), "\n") != 2 || strings.Contains(err.Error(), "FINE") {
		t.Fatalf("error %v", err)
	}
	for _, name := range []string{"A: ", "LAKE: ", "OWNER: "} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not in %v", name, err)
		}
	}
}
