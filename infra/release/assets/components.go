package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// bill is a list of components in CycloneDX 1.5 (ECMA-424).
type bill struct {
	Format      string      `json:"bomFormat"`
	SpecVersion string      `json:"specVersion"`
	Version     int         `json:"version"`
	Metadata    metadata    `json:"metadata"`
	Components  []component `json:"components"`
}

type metadata struct {
	Timestamp string    `json:"timestamp"`
	Component component `json:"component"`
}

type component struct {
	Type    string `json:"type"`
	Name    string `json:"name"`
	Version string `json:"version"`
	PURL    string `json:"purl,omitempty"`
}

// components lists the Go modules that the programs are built of, on all systems together.
func (m *maker) components() error {
	found := make(map[component]bool)
	for _, system := range []string{"linux", "windows", "darwin"} {
		list := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}", "./functions/...")
		list.Dir = m.root
		list.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
		out, err := list.Output()
		if err != nil {
			return fmt.Errorf("listing the modules: %w", err)
		}
		for line := range strings.Lines(string(out)) {
			if name, version, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
				found[component{"library", name, version, "pkg:golang/" + name + "@" + version}] = true
			}
		}
	}
	version, err := exec.Command("go", "env", "GOVERSION").Output()
	if err != nil {
		return fmt.Errorf("asking Go for its version: %w", err)
	}
	golang := strings.TrimPrefix(strings.TrimSpace(string(version)), "go")
	found[component{"library", "std", golang, "pkg:golang/std@" + golang}] = true
	b := bill{
		Format: "CycloneDX", SpecVersion: "1.5", Version: 1,
		Metadata: metadata{m.time.Format(time.RFC3339), component{"application", "easreport", m.version, "pkg:golang/github.com/easreport/easreport@v" + m.version}},
	}
	for c := range found {
		b.Components = append(b.Components, c)
	}
	slices.SortFunc(b.Components, func(x, y component) int { return strings.Compare(x.PURL, y.PURL) })
	text, err := json.MarshalIndent(b, "", "  ")
	if err == nil {
		err = os.WriteFile(m.path("assets/easreport_"+m.version+".cdx.json"), append(text, '\n'), 0o644)
	}
	return err
}
