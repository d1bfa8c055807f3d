package iislog

import (
	"bytes"
	"errors"
	"io"
)

const (
	// maxLine is the longest line that is read. IIS itself writes 64 KiB at
	// most (maxLogLineLength), proxies and converters have other ideas.
	maxLine = 1 << 20
	// startBuffer stays in the L2 cache of a core; reading more at a time gains
	// nothing.
	startBuffer = 256 << 10
	// maxBuffer leaves room for the end of the longest line and for passing
	// over what is too long for it.
	maxBuffer = maxLine + 64<<10

	// padding can surround a line without being of it: blanks, and the NULs
	// that the preallocated file of a crashed or running server ends with.
	padding = "\x00 \t\r"
)

// lineBuffer cuts a text into runs of whole lines. It always fills its buffer,
// however little the reader gives at a time, so that the same text gives the
// same runs.
type lineBuffer struct {
	r          io.Reader
	buf        []byte // of the caller's choice, see swap, or nil
	start, end int    // of what was read and not given out
	err        error  // of r, once it has ended

	growing func() bool // reports whether the last line may be cut; nil if it is not
}

// reset starts a new text in the same buffer.
func (b *lineBuffer) reset(r io.Reader) { *b = lineBuffer{r: r, buf: b.buf} }

// swap gives the buffer another array to go on in, so that the run given out last
// goes on to hold. The array is one that an earlier swap or nobody filled; it may
// be nil.
func (b *lineBuffer) swap(array []byte) []byte {
	rest := b.buf[b.start:b.end]
	if len(array) < max(len(rest), startBuffer) {
		array = make([]byte, max(len(rest), startBuffer))
	}
	b.start, b.end = 0, copy(array, rest)
	b.buf = array
	return array
}

// next returns the next run, which holds until the call after. Only the last
// line of the text may lack its '\n'; padding alone without one is no line. A
// line too long for the buffer is passed over and its beginning returned with
// long set, alone.
func (b *lineBuffer) next() (run []byte, long bool, err error) {
	if b.buf == nil {
		b.buf = make([]byte, startBuffer)
	}
	b.end = copy(b.buf, b.buf[b.start:b.end])
	b.start = 0
	for {
		b.fill()
		text := b.buf[:b.end]
		if i := bytes.LastIndexByte(text, '\n'); i >= 0 {
			b.start = i + 1
			return text[:i+1], false, nil
		}
		switch {
		case errors.Is(b.err, io.EOF) && len(bytes.TrimRight(text, padding)) > 0 && (b.growing == nil || !b.growing()):
			b.start = b.end
			return text, false, nil
		case b.err != nil:
			return nil, false, b.err
		case len(b.buf) < maxBuffer:
			b.grow()
		case b.dropLead():
		case b.passPadding():
		default:
			return b.passLine(), true, nil
		}
	}
}

func (b *lineBuffer) fill() {
	for b.end < len(b.buf) && b.err == nil {
		var n int
		n, b.err = b.r.Read(b.buf[b.end:])
		b.end += n
	}
}

func (b *lineBuffer) grow() {
	larger := make([]byte, min(2*len(b.buf), maxBuffer))
	copy(larger, b.buf[:b.end])
	b.buf = larger
}

// dropLead makes room by dropping NULs in front of an unfinished line.
func (b *lineBuffer) dropLead() bool {
	text := trimLead(b.buf[:b.end])
	dropped := len(text) < b.end
	b.end = copy(b.buf, text)
	return dropped
}

// passPadding makes room by dropping padding behind an unfinished line, up to
// the line's end. It fails if there is more to the line than fits.
func (b *lineBuffer) passPadding() bool {
	line := len(bytes.TrimRight(b.buf[:b.end], padding))
	if line > maxLine {
		return false
	}
	for {
		rest := bytes.TrimLeft(b.buf[line:b.end], padding)
		b.end = line + copy(b.buf[line:], rest)
		if len(rest) > 0 {
			return rest[0] == '\n'
		}
		if b.err != nil {
			return true
		}
		b.fill()
	}
}

// passLine passes over the rest of an unfinished line, and returns its
// beginning.
func (b *lineBuffer) passLine() []byte {
	head, searched := min(b.end, longHead), 0
	for {
		if i := bytes.IndexByte(b.buf[searched:b.end], '\n'); i >= 0 {
			b.start = searched + i + 1
			return b.buf[:min(head, searched+i)]
		}
		b.end, searched = head, head
		if b.err != nil {
			b.start = b.end
			return b.buf[:head]
		}
		b.fill()
	}
}

// cutLine takes the first line off a run, without what is not of it: line end,
// blanks and NULs behind, NULs and byte order marks in front.
func cutLine(run []byte) (line, rest []byte) {
	line = run
	if i := bytes.IndexByte(run, '\n'); i >= 0 {
		line, rest = run[:i], run[i+1:]
	}
	end := len(line)
	for end > 0 && (line[end-1] <= ' ') && isPadding(line[end-1]) {
		end--
	}
	line = line[:end]
	if end > 0 && (line[0] == 0 || line[0] == byteOrderMark[0]) {
		line = trimLead(line)
	}
	return line, rest
}

func isPadding(c byte) bool { return c == '\r' || c == ' ' || c == 0 || c == '\t' }

// trimLead drops the NULs and byte order marks in front of a line. Marks get
// into the middle of a log when files are put together.
func trimLead(line []byte) []byte {
	for {
		switch {
		case len(line) > 0 && line[0] == 0:
			line = line[1:]
		case bytes.HasPrefix(line, []byte(byteOrderMark)):
			line = line[len(byteOrderMark):]
		default:
			return line
		}
	}
}
