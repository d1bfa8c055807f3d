package iislog

import (
	"bytes"
	"strings"
)

// header is what the directives so far say of the rows that follow.
type header struct {
	layout *layout // nil before the first #Fields
	lacks  Reason  // why no row under the layout is read, or accepted
	// day is the date of rows for layouts without one, in milliseconds, and dated
	// whether it is known: that of #Date, or a later one if the log has run past
	// midnight since (see midnights). At is the time of the latest row so far, of #Date
	// to begin with.
	day   int64
	dated bool
	at    int64
	// quoted tells that values may be in quotes. Only Advanced Logging writes
	// them so; elsewhere a quote is a character that some client sent.
	quoted bool
}

// directive is a line that begins with '#'.
type directive struct{ name, value []byte }

// parseDirective reads "#Name: value".
func parseDirective(line []byte) (directive, bool) {
	if len(line) == 0 || line[0] != '#' {
		return directive{}, false
	}
	name, value, _ := bytes.Cut(line[1:], []byte{':'})
	return directive{name: bytes.TrimSpace(name), value: bytes.TrimSpace(value)}, true
}

func (d directive) is(name string) bool { return strings.EqualFold(string(d.name), name) }

// known tells whether the W3C's draft has the directive (WD-logfile-960323).
func (d directive) known() bool {
	for _, name := range []string{"Software", "Version", "Date", "Fields", "Start-Date", "End-Date", "Remark"} {
		if d.is(name) {
			return true
		}
	}
	return false
}

// read takes in a directive. Their order varies, and all but #Fields may be
// absent; those of other names mean nothing here.
func (h *header) read(d directive) {
	switch {
	case d.is("Fields"):
		h.layout = parseLayout(d.value)
	case d.is("Software"):
		h.quoted = bytes.Contains(bytes.ToLower(d.value), []byte("advanced logging"))
	case d.is("Date"), d.is("Start-Date"):
		h.day, h.dated = parseDay(d.value[:min(len(d.value), dayLen)])
		h.at = h.day
		if tod, ok := parseTime(d.value[min(len(d.value), dayLen+1):]); ok {
			h.at += tod
		}
	}
}
