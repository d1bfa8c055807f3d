package iislog

// parse reads a line, trimmed and not empty, into a record, whatever that held.
func (b *Block) parse(h *header, line []byte, r *Record) Reason {
	l := h.layout
	if l == nil {
		return NoFields
	}
	if h.lacks != accepted {
		return h.lacks
	}
	if r.layout != l {
		*r = Record{layout: l}
	}
	r.line = line
	if reason := b.cut(h, line, r); reason != accepted {
		return reason
	}
	return r.readStatus()
}

// cut splits the line and reads its time.
func (b *Block) cut(h *header, line []byte, r *Record) Reason {
	var reason Reason
	if h.quoted {
		reason = b.cutQuoted(line, r)
	} else {
		reason = cut(h.layout.columns, line, r)
	}
	if reason != accepted {
		return reason
	}
	r.UnixMilli, reason = b.clock.read(h, r)
	return reason
}
