package iislog

// parser makes records of lines. What it keeps from one line for the next only
// saves time, so that any parser may take any block.
type parser struct {
	record  Record
	layout  *layout // that the record was last cut by
	clock   clock
	scratch []byte // the values of a line with quotes
}

// parse reads a line, trimmed and not empty, into p.record.
func (p *parser) parse(h *header, line []byte) Reason {
	l, r := h.layout, &p.record
	if l == nil {
		return NoFields
	}
	if p.layout != l {
		p.layout = l
		*r = Record{carried: l.carried}
	}
	r.line = line
	var reason Reason
	if h.quoted {
		reason = p.cutQuoted(line)
	} else {
		reason = cut(l.columns, line, r)
	}
	if reason != accepted {
		return reason
	}
	var ok bool
	if r.UnixMilli, ok = p.clock.read(h, r); !ok {
		return BadTime
	}
	if l.carries(Status) {
		s := r.raw(Status)
		if r.Status, ok = number(s); !ok || len(s) < 1 || len(s) > 3 {
			return BadStatus
		}
	}
	return accepted
}

// whole tells whether the numbers at a row's end are numbers, which the last one
// of a row that was cut off need not be.
func (p *parser) whole() bool {
	for _, f := range []Field{Substatus, Win32Status, BytesSent, BytesReceived, TimeTaken} {
		for _, c := range p.record.Value(f) {
			if c < '0' || c > '9' {
				return false
			}
		}
	}
	return true
}
