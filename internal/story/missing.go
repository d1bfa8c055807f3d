package story

import (
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// Missing is what is known to be missing, or doubled.
type Missing struct {
	// Line says it in a line without a full stop.
	Line string
	// Logs and Files (of the lake) could not be read. Gaps are sentences about the rest.
	Logs, Files []Gap
	Gaps        []string
}

// Gap is something that could not be read, and why.
type Gap struct{ Name, Reason string }

// newMissing is nil where nothing is known to be missing.
func newMissing(c *report.Coverage) *Missing {
	if c.Whole() {
		return nil
	}
	m := &Missing{}
	for _, q := range c.Quarantined {
		m.Logs = append(m.Logs, newGap(SourceName(q.Bucket, q.Key), q.Reason))
	}
	for _, d := range c.Damaged {
		reason := ""
		if d.Err != nil {
			reason = d.Err.Error()
		}
		m.Files = append(m.Files, newGap(wording.Visible(d.Key), reason))
	}
	for _, problem := range c.Gaps() {
		m.Gaps = append(m.Gaps, upper(wording.Visible(problem))+".")
	}
	m.Line = m.line()
	return m
}

// newGap leaves out the name where the reason begins with it.
func newGap(name, reason string) Gap {
	return Gap{name, strings.TrimPrefix(wording.Visible(reason), name+": ")}
}

func (m *Missing) line() string {
	var unread []string
	if n := len(m.Logs); n > 0 {
		unread = append(unread, wording.Plural(int64(n), "log", "logs"))
	}
	if n := len(m.Files); n > 0 {
		unread = append(unread, wording.Plural(int64(n), "file", "files")+" of the lake")
	}
	if len(unread) > 0 {
		return "INCOMPLETE: " + strings.Join(unread, " and ") + " could not be read"
	}
	text := "INCOMPLETE: " + lower(strings.TrimSuffix(m.Gaps[0], "."))
	if more := len(m.Gaps) - 1; more > 0 {
		text += ", and " + wording.Number(int64(more)) + " more"
	}
	return text
}

// Sentences are about the logs and files, and the gaps.
func (m *Missing) Sentences() (all []string) {
	for _, of := range []struct {
		what string
		gaps []Gap
	}{{"Log ", m.Logs}, {"File of the lake ", m.Files}} {
		for _, g := range of.gaps {
			all = append(all, strings.TrimSuffix(of.what+g.Name+": "+g.Reason, ": "))
		}
	}
	return slices.Concat(all, m.Gaps)
}

// SourceName is a source as people know it: its bucket and key.
func SourceName(bucket, key string) string {
	if bucket != "" {
		key = bucket + "/" + key
	}
	return wording.Visible(key)
}
