package iislog

// parse reads a line, trimmed and not empty, into a record, whatever that held.
func (b *Block) parse(h *header, line []byte, r *Record) Reason {
	l := h.layout
	if l == nil {
		return NoFields
	}
	if r.layout != l {
		*r = Record{layout: l}
	}
	r.line = line
	if reason := b.cut(h, line, r); reason != accepted {
		return reason
	}
	if l.carries(Status) {
		var ok bool
		s := r.raw(Status)
		if r.Status, ok = number(s); !ok || len(s) < 1 || len(s) > 3 {
			return BadStatus
		}
	}
	return accepted
}

// cut splits the line and reads its time.
func (b *Block) cut(h *header, line []byte, r *Record) Reason {
	l := h.layout
	if l.stamped && !h.quoted && b.clock.shows(line) {
		r.spans[Date], r.spans[Time] = span{0, dayLen}, span{dayLen + 1, bothLen}
		r.UnixMilli = b.clock.milli
		return cut(l.columns, line, 2, bothLen+1, r)
	}
	var reason Reason
	if h.quoted {
		reason = b.cutQuoted(line, r)
	} else {
		reason = cut(l.columns, line, 0, 0, r)
	}
	if reason != accepted {
		return reason
	}
	var ok bool
	if r.UnixMilli, ok = b.clock.read(h, r); !ok {
		return BadTime
	}
	return accepted
}
