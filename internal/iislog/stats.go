package iislog

import (
	"bytes"
	"maps"
	"slices"
	"strings"
)

// Reason tells why a line was rejected.
type Reason uint8

// The reasons. Their names for people are in Reason.String.
const (
	accepted     Reason = iota
	NoFields            // a row stands before the first #Fields
	FewerFields         // fewer values than the header has names
	MoreFields          // more values than the header has names
	BrokenQuotes        // Advanced Logging: a quoted value does not end, or goes on after its end
	BadTime             // no date and time can be made of the row
	StrangeTime         // dated before there was an IIS, or after Reader.Latest
	BadStatus           // sc-status is not a number of one to three digits
	LongLine            // longer than 1 MiB (IIS: maxLogLineLength is 64 KiB at most)
	CutLine             // the last line lacks its end, and values or parts of them
	NoStem              // Reader.Needs cs-uri-stem, and the header lacks it
	NoQuery             // Reader.Needs cs-uri-query, and the header lacks it
	NumReasons
)

var reasonTexts = [NumReasons]string{
	accepted:     "accepted",
	NoFields:     "no #Fields yet",
	FewerFields:  "fewer fields than the header",
	MoreFields:   "more fields than the header",
	BrokenQuotes: "broken quotes",
	BadTime:      "bad date or time",
	StrangeTime:  "dated in the future or before 1996",
	BadStatus:    "bad status",
	LongLine:     "line over 1 MiB",
	CutLine:      "cut last line",
	NoStem:       "no cs-uri-stem in #Fields",
	NoQuery:      "no cs-uri-query in #Fields",
}

// String is the reason in plain English.
func (r Reason) String() string {
	if r < NumReasons {
		return reasonTexts[r]
	}
	return "unknown reason"
}

// Limits of what Stats keeps of a file's text, which may be hostile.
const (
	maxSamples     = 10
	maxSampleBytes = 200
	maxSoftware    = 100
	maxServer      = 255 // a name in the DNS
)

// Stats is what a Reader has met so far.
type Stats struct {
	// Bytes is how many decompressed bytes were read, in a zip those of logs.
	Bytes int64
	// Lines is the number of lines of all kinds: a row is a record or
	// rejected, the rest are directives and blank.
	Lines, Records, Rejected int64
	// Repaired are those of Records whose user name had blanks around or in it, so that
	// they did not fit the header and were read all the same.
	Repaired int64
	// ByReason splits Rejected; the index is a Reason.
	ByReason [NumReasons]int64
	// RejectedOn counts the rejected lines by their UTC day, in days since 1970: the
	// line's own date if it can be read, else that of #Date. Lines with neither are
	// in none.
	RejectedOn map[int64]int64
	// Samples are the first rejected lines, ten at most.
	Samples []Sample
	// PassedOver is how many files in a zip were not logs, Others how many were logs of
	// other kinds.
	PassedOver int
	Others     map[Kind]int
	// Software is what the last #Software directive says, without characters
	// that do not print, 100 bytes at most.
	Software string
	// Fingerprint tells contents apart, however named or compressed: the first
	// 16 bytes of the SHA-256, in hex, of the first 64 KiB of decompressed
	// bytes (of all, if they are fewer).
	Fingerprint string
	// Checkpoints are hashes of the first 1, 2, 4, 8 … records, and of all of them.
	// A record is here any line that is neither a directive nor blank, rejected ones
	// included, but for a last line that was cut off: Hashed is how many there are.
	// Two logs whose records begin alike have the same checkpoints that far, whatever
	// their line ends, directives and compression; the hashes do not depend on machine
	// or version. Files of a zip follow each other.
	Checkpoints []uint64
	Hashed      int64
	// Blank tells that the log, or one in a zip, has no line but blank ones.
	Blank bool
	// LocalTime tells that times of day were only to be had as time-local (or
	// the date as date-local; Advanced Logging), and were taken as UTC.
	LocalTime bool
	// First and Last are the earliest and the latest record's time,
	// milliseconds since 1970 UTC, 0 while there is no record. IIS writes in
	// order of completion, so they need not be the first and the last line's.
	First, Last int64
}

// Sample is a rejected line. It holds text of users, so it belongs in reports
// for those who own the log and in no log of ours.
type Sample struct {
	// File is the quoted name of the file in a zip, else empty.
	File string
	// Line is its number in the decompressed file, from 1.
	Line   int64
	Reason Reason
	// Text is the line, quoted as in Go, cut after 200 bytes of it.
	Text string
	// Server is what stands in the place of s-computername, or else of s-ip: no value
	// before it is a client's, so it is right in lines that are out of step, too.
	Server string
}

// accept counts a record.
func (s *Stats) accept(milli int64) {
	switch {
	case s.Records == 0:
		s.First, s.Last = milli, milli
	case milli > s.Last:
		s.Last = milli
	case milli < s.First:
		s.First = milli
	}
	s.Records++
}

// reject counts a line that makes no record.
func (b *Block) reject(h *header, line int64, reason Reason, text []byte) {
	s := &b.stats
	s.Rejected++
	s.ByReason[reason]++
	if day, ok := b.clock.rejectedOn(h, text); ok {
		if s.RejectedOn == nil {
			s.RejectedOn = make(map[int64]int64)
		}
		s.RejectedOn[day]++
	}
	if len(s.Samples) < maxSamples {
		s.Samples = append(s.Samples, Sample{
			File: b.entry, Line: line, Reason: reason, Text: quote(text, maxSampleBytes), Server: h.server(text),
		})
	}
}

// server is the server's name, or else its address, in a line that need not fit the
// header; "" where neither stands before the first value of a client's.
func (h *header) server(line []byte) string {
	if h.layout == nil || !h.timed(line) {
		return ""
	}
	for _, f := range []Field{ComputerName, ServerIP} {
		i := slices.Index(h.layout.columns, f)
		if i < 0 || slices.ContainsFunc(h.layout.columns[:i], func(f Field) bool { return f >= Method }) {
			continue
		}
		if v := valueAt(line, i); len(v) > 0 && len(v) <= maxServer && string(v) != "-" && !bytes.ContainsFunc(v, unprintable) {
			return string(v)
		}
	}
	return ""
}

// timed tells whether a line has a date and a time where the header says.
func (h *header) timed(line []byte) bool {
	for i, f := range h.layout.columns {
		switch f {
		case Date:
			if _, ok := parseDay(valueAt(line, i)); !ok {
				return false
			}
		case Time:
			if _, ok := parseTime(valueAt(line, i)); !ok {
				return false
			}
		}
	}
	return h.layout.carries(Time)
}

func unprintable(r rune) bool { return r <= ' ' || r > '~' }

// merge takes in what was met in the lines that follow.
func (s *Stats) merge(o *Stats) {
	if o.Records > 0 {
		if s.Records == 0 {
			s.First, s.Last = o.First, o.Last
		}
		s.First, s.Last = min(s.First, o.First), max(s.Last, o.Last)
	}
	s.Records += o.Records
	s.Repaired += o.Repaired
	s.Rejected += o.Rejected
	for reason, n := range o.ByReason {
		s.ByReason[reason] += n
	}
	if s.RejectedOn == nil && len(o.RejectedOn) > 0 {
		s.RejectedOn = make(map[int64]int64)
	}
	for day, n := range o.RejectedOn {
		s.RejectedOn[day] += n
	}
	s.Samples = append(s.Samples, o.Samples[:min(len(o.Samples), maxSamples-len(s.Samples))]...)
}

// clone is a copy that the reader will not change.
func (s *Stats) clone() Stats {
	c := *s
	c.Samples, c.RejectedOn = slices.Clone(s.Samples), maps.Clone(s.RejectedOn)
	return c
}

// printable makes the value of #Software safe in a line of a report.
func printable(text []byte) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, string(text[:min(len(text), maxSoftware)]))
}
