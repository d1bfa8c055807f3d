package render

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/render/rendertest"
	"github.com/easreport/easreport/internal/story"
)

// TestPlaces: servers, systems and what else devices share are in the summary for programs, with
// the numbers of the report, and on the terminal.
func TestPlaces(t *testing.T) {
	r, d := rendertest.Estate(t)
	s := story.New(r, d)
	p := NewPlacesSummary(s)
	if len(p.Servers) != len(r.Places.Servers) {
		t.Fatalf("%d servers, want %d", len(p.Servers), len(r.Places.Servers))
	}
	var hits int64
	for i, server := range p.Servers {
		place := &r.Places.Servers[i]
		if server.Name != place.Name || server.Requests != place.Span.Hits || server.Devices != place.Span.Devices {
			t.Errorf("%+v, want those of %s", server, place.Name)
		}
		hits += server.Requests
	}
	var systems int64
	for _, row := range p.Shared["systems"] {
		systems += row["requests"].(int64)
	}
	if systems == 0 || systems > hits {
		t.Errorf("systems have %d requests, servers %d", systems, hits)
	}
	if text, err := json.Marshal(p); err != nil || !strings.Contains(string(text), `"user_agents":[{`) {
		t.Errorf("%s, %v", text, err)
	}
	var out strings.Builder
	if err := Text(&out, r, s, 3); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\nServer ", "\nCAS02 ", "\nSystems    iOS 5 ("} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	for line := range strings.Lines(out.String()) {
		if len(line) > 2*textWidth {
			t.Errorf("a line of %d bytes: %q", len(line), line)
		}
	}
}
