package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// message is one of those that govulncheck -format json writes.
type message struct {
	OSV *struct {
		ID, Summary string
	}
	Finding *finding
}

// finding is a vulnerability that the program's code, or what it imports, reaches.
type finding struct {
	OSV          string
	FixedVersion string `json:"fixed_version"`
	// Trace begins with what is vulnerable: a function if it is called, else a package or a
	// module.
	Trace []struct{ Module, Version, Function string }
}

var errVulnerable = errors.New("modules with vulnerable code that is called: take the versions that mend it")

// judge prints the vulnerabilities that are called. Those of Go itself are no error: whoever
// builds a release chooses the Go.
func judge(r io.Reader, w io.Writer) error {
	about := make(map[string]string)
	var ours, gos []string
	version := ""
	for d := json.NewDecoder(r); ; {
		var m message
		err := d.Decode(&m)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("reading what govulncheck found: %w", err)
		}
		if m.OSV != nil {
			about[m.OSV.ID] = m.OSV.Summary
		}
		if m.Finding == nil || len(m.Finding.Trace) == 0 || m.Finding.Trace[0].Function == "" {
			continue
		}
		at := m.Finding.Trace[0]
		line := fmt.Sprintf("%s %s %s, mended in %s: %s", m.Finding.OSV, at.Module, at.Version, m.Finding.FixedVersion, about[m.Finding.OSV])
		to := &ours
		if at.Module == "stdlib" {
			to, version = &gos, at.Version
		}
		if !slices.Contains(*to, line) {
			*to = append(*to, line)
		}
	}
	for _, line := range slices.Concat(gos, ours) {
		_, _ = fmt.Fprintln(w, line)
	}
	if len(gos) > 0 {
		_, _ = fmt.Fprintf(w, "Go %s has %d of these: build releases with a newer one\n", version, len(gos))
	}
	if len(ours) > 0 {
		return errVulnerable
	}
	return nil
}
