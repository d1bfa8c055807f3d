package main

import (
	"errors"
	"strings"
	"testing"
)

// TestJudge: a vulnerable module whose code is called is an error; one that is only imported, and
// Go itself, are not.
func TestJudge(t *testing.T) {
	const osv = `{"osv":{"id":"GO-1","summary":"reads too much"}}`
	for name, c := range map[string]struct {
		found string
		want  error
		says  string
	}{
		"nothing":  {osv, nil, ""},
		"imported": {osv + `{"finding":{"osv":"GO-1","fixed_version":"v2","trace":[{"module":"m","version":"v1","package":"m/p"}]}}`, nil, ""},
		"called": {
			osv + strings.Repeat(`{"finding":{"osv":"GO-1","fixed_version":"v2","trace":[{"module":"m","version":"v1","function":"F"}]}}`, 2),
			errVulnerable, "GO-1 m v1, mended in v2: reads too much\n",
		},
		"Go": {
			osv + `{"finding":{"osv":"GO-1","fixed_version":"v1.2","trace":[{"module":"stdlib","version":"v1.1","function":"F"}]}}`,
			nil, "GO-1 stdlib v1.1, mended in v1.2: reads too much\nGo v1.1 has 1 of these: build releases with a newer one\n",
		},
	} {
		var b strings.Builder
		if err := judge(strings.NewReader(c.found), &b); !errors.Is(err, c.want) || b.String() != c.says {
			t.Errorf("%s: %v, %q", name, err, b.String())
		}
	}
	if err := judge(strings.NewReader("{"), new(strings.Builder)); err == nil {
		t.Error("half a message: no error")
	}
}
