package iislog

import "bytes"

// batch is how many records are given out at a time: enough for their user to
// do a step for all of them before the next step, few enough to stay in the
// processor's nearest cache.
const batch = 32

// Block is a run of whole lines, and all that is needed to parse them: blocks of
// one file may be parsed side by side. It is used again for run after run. The
// zero Block is ready for use.
type Block struct {
	entry    string // the quoted name of the file in a zip
	buf      []byte
	sections []section
	section  int // that is being parsed
	stats    Stats
	hashes   []uint64 // of the records so far

	marks   []uint64 // of the section's blanks and line ends
	clock   clock
	scratch []byte // the values of lines with quotes
	records [batch]Record
}

// section is the rows of a block between two directives.
type section struct {
	header header
	rows   []byte
	at     int   // where the next row begins
	line   int64 // the number of the line before that
	cut    bool  // the last row has no line end
}

// reset makes the block ready for the next run.
func (b *Block) reset(entry string) {
	clear(b.sections) // headers of a file that is done need not be kept
	b.entry, b.sections, b.section = entry, b.sections[:0], 0
	b.stats = Stats{Samples: b.stats.Samples[:0]}
	b.hashes = b.hashes[:0]
}

// Records returns the next records, at most 32, which hold until the call after
// or until the block is used again; none at the block's end. Lines that make no
// record are counted.
func (b *Block) Records() []Record {
	n := 0
	b.scratch = b.scratch[:0]
	for ; b.section < len(b.sections); b.section++ {
		s := &b.sections[b.section]
		if s.at == 0 {
			b.mark(s)
		}
		for s.at < len(s.rows) {
			if !b.parseRow(s, &b.records[n]) {
				continue
			}
			if n++; n == len(b.records) {
				return b.records[:]
			}
		}
	}
	return b.records[:n]
}

// parseRow makes a record of a section's next row, if it is one.
func (b *Block) parseRow(s *section, r *Record) bool {
	s.line++
	if b.plainRow(s, r) {
		b.hash(r, r.line)
	} else if !b.parseLine(s, r) {
		return false
	}
	r.Line = s.line
	b.stats.accept(r.UnixMilli)
	return true
}

// parseLine is parseRow for a row of any kind.
func (b *Block) parseLine(s *section, r *Record) bool {
	line, rest := cutLine(s.rows[s.at:])
	s.at = len(s.rows) - len(rest)
	if len(line) == 0 {
		return false
	}
	reason := LongLine
	if len(line) <= maxLine {
		reason = b.parse(&s.header, line, r)
	}
	switch {
	case s.cut && s.at == len(s.rows):
		reason = lastRow(r, reason)
	case (reason == FewerFields || reason == MoreFields) && b.repair(&s.header, line, r):
		reason = accepted
		b.stats.Repaired++
	}
	if reason != CutLine { // the log, once it has grown, has the whole line
		b.hash(r, line)
	}
	if reason != accepted {
		b.reject(&s.header, s.line, reason, line)
		return false
	}
	return true
}

// hash takes a line in that is a record or was rejected.
func (b *Block) hash(r *Record, line []byte) {
	r.Hash = hashRecord(line)
	b.hashes = append(b.hashes, r.Hash)
}

// lastRow judges a row without a line end: it may have been cut anywhere.
func lastRow(r *Record, reason Reason) Reason {
	if reason == accepted && r.whole() || reason == NoFields || reason == LongLine {
		return reason
	}
	return CutLine
}

// nextDirective is where the next line begins that is a directive, the run's
// length if there is none. '#' is rare in rows, so this looks at little more
// than each byte, and the loop over rows need not look for directives.
func nextDirective(run []byte) int {
	for at := 0; ; {
		i := bytes.IndexByte(run[at:], '#')
		if i < 0 {
			return len(run)
		}
		at += i
		if start, ok := lineStart(run, at); ok {
			return start
		}
		at++
	}
}

// lineStart tells whether only what trimLead drops stands between place at and
// the start of its line, and where that is.
func lineStart(run []byte, at int) (int, bool) {
	for {
		switch {
		case at == 0 || run[at-1] == '\n':
			return at, true
		case run[at-1] == 0:
			at--
		case bytes.HasSuffix(run[:at], []byte(byteOrderMark)):
			at -= len(byteOrderMark)
		default:
			return 0, false
		}
	}
}
