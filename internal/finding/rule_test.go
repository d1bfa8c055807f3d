package finding

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTable: each rule tells all that a person needs, and each threshold has a rule.
func TestTable(t *testing.T) {
	usual := DefaultThresholds()
	if err := usual.Validate(); err != nil {
		t.Error(err)
	}
	unused := make(map[string]bool)
	for _, limit := range usual.Limits() {
		unused[limit.Name] = true
		if limit.Unit == "" || limit.Value != limit.Default {
			t.Errorf("threshold %+v", limit)
		}
	}
	known := make(map[string]bool)
	for name := range unused {
		known[name] = true
	}
	names := make(map[string]bool)
	for _, r := range Rules() {
		if !regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`).MatchString(r.Name) || names[r.Name] {
			t.Errorf("name %q", r.Name)
		}
		names[r.Name] = true
		if r.Title == "" || !strings.HasSuffix(r.What, ".") && !strings.HasSuffix(r.What, ")") || strings.Contains(r.Explained(&usual), "{") || len(r.Do) == 0 || r.Source == "" {
			t.Errorf("%s: %+v", r.Name, r)
		}
		if strings.Contains(r.Do[0].Command, "Clear-") {
			t.Errorf("%s: to wipe a phone is no first step", r.Name)
		}
		for _, under := range r.Under {
			if _, known := Find(under); !known || under == r.Name {
				t.Errorf("%s: no rule %s to be under", r.Name, under)
			}
		}
		for _, limit := range r.Limits {
			if !known[limit] {
				t.Errorf("%s: no threshold %s", r.Name, limit)
			}
			delete(unused, limit)
		}
		if found, ok := Find(r.Name); !ok || found.Name != r.Name {
			t.Errorf("%s is not found", r.Name)
		}
	}
	for name := range unused {
		t.Errorf("threshold %s is of no rule", name)
	}
}

func TestFind(t *testing.T) {
	for _, rule := range Rules() {
		if found, ok := Find(rule.Name); !ok || found.Name != rule.Name {
			t.Errorf("%s is not found", rule.Name)
		}
	}
	if _, found := Find("nope"); found {
		t.Error("found nope")
	}
}

func TestParseThresholds(t *testing.T) {
	want := DefaultThresholds()
	want.Burst, want.CommandFailingPart = 90, 100
	got, err := ParseThresholds([]byte(`{"burst": 90, "command_failing_percent": 100}`))
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("thresholds (-want +got):\n%s, error %v", diff, err)
	}
	_, err = ParseThresholds([]byte(`{"burst": 1.5, "overload": 0, "nope": 1, "throttled": null, "command_failing_percent": 101,
		"high_usage": 2000, "suspicious_usage_without_ping": 10, "also": {}}`))
	if err == nil {
		t.Fatal("no error")
	}
	for _, mistake := range []string{
		"burst is 1.5: want a whole number", "overload is 0: want 1 or more", `"nope" is no threshold`, `"also" is no threshold`,
		"throttled is null", "command_failing_percent is 101", "suspicious_usage is below high_usage", "suspicious_usage_without_ping is below",
	} {
		if !strings.Contains(err.Error(), mistake) {
			t.Errorf("not told: %s\n%v", mistake, err)
		}
	}
	for _, text := range []string{"", "[]", `{"burst": 90} {}`, "{"} {
		if _, err := ParseThresholds([]byte(text)); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
}

func FuzzParseThresholds(f *testing.F) {
	f.Add([]byte(`{"burst": 90}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if limits, err := ParseThresholds(text); err == nil && limits.Validate() != nil {
			t.Errorf("%q was taken: %v", text, limits.Validate())
		}
	})
}
