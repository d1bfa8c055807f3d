package iislog

import (
	"bytes"
	"net/netip"
	"slices"
)

// maxExtra is how many values too many a row may have and still be repaired. Names with
// more blanks than that are not met.
const maxExtra = 16

// landmarks recognise values that no part of a user name is taken for.
var landmarks = [NumFields + 1]func(value []byte) bool{
	Port:     isPort,
	ServerIP: isAddress,
	ClientIP: isAddress,
	Status:   isStatus,
}

// repair reads a row that was rejected for its number of values, if the user name alone
// can be the reason and only one reading of the row is possible.
//
// IIS writes the blanks of a user name as they are (Microsoft Q238382), and sometimes two
// blanks before it, so the name is more values than one; or it is missing. The name's
// neighbours in the header, mostly s-port and c-ip, show where it begins and ends. If
// another pair of values could be those two, the row stays rejected.
func (b *Block) repair(h *header, line []byte, r *Record) bool {
	columns := h.layout.columns
	u := slices.Index(columns, Username)
	if u < 1 || u == len(columns)-1 {
		return false
	}
	begins, ends := landmarks[columns[u-1]], landmarks[columns[u+1]]
	if begins == nil || ends == nil {
		return false
	}
	text, values := b.split(h, line, len(columns)+maxExtra)
	extra := len(values) - len(columns)
	if extra < -1 || extra > maxExtra {
		return false
	}
	before, after := u-1, u+1+extra
	if !onlyAlignment(text, values, before, after, begins, ends) {
		return false
	}
	r.line = text
	for i, f := range columns[:u] {
		r.spans[f] = values[i]
	}
	for i, f := range columns[u+1:] {
		r.spans[f] = values[after+i]
	}
	r.spans[Username] = userSpan(text, values[before].end, values[after].start)
	return b.plausible(h, r)
}

// onlyAlignment tells whether the values at before and after are landmarks, and no other
// two from there to here, with a name between them, are.
func onlyAlignment(text []byte, values []span, before, after int, begins, ends func([]byte) bool) bool {
	is := func(landmark func([]byte) bool, i int) bool { return landmark(text[values[i].start:values[i].end]) }
	if !is(begins, before) || !is(ends, after) {
		return false
	}
	for i := before + 1; i < after-1; i++ {
		if is(begins, i) || is(ends, i+1) {
			return false
		}
	}
	return true
}

// userSpan is what lies between two values, without the blanks around it.
func userSpan(text []byte, from, to uint32) span {
	for from < to && text[from] == ' ' {
		from++
	}
	for to > from && text[to-1] == ' ' {
		to--
	}
	return span{from, to}
}

// plausible tells whether everything in a repaired row that can be checked is in order.
func (b *Block) plausible(h *header, r *Record) bool {
	for f, is := range landmarks {
		if v := r.line[r.spans[f].start:r.spans[f].end]; is != nil && h.layout.carries(Field(f)) && !is(v) {
			return false
		}
	}
	var reason Reason
	if r.UnixMilli, reason = b.clock.read(h, r); reason != accepted {
		return false
	}
	return r.readStatus() == accepted && r.whole()
}

// split cuts a line into values, one more than the limit at most. They lie in text in
// their order, with a blank between two.
func (b *Block) split(h *header, line []byte, limit int) (text []byte, values []span) {
	if !h.quoted || bytes.IndexByte(line, '"') < 0 {
		for start := 0; len(values) <= limit; {
			n := bytes.IndexByte(line[start:], ' ')
			if n < 0 {
				return line, append(values, span{uint32(start), uint32(len(line))})
			}
			values = append(values, span{uint32(start), uint32(start + n)})
			start += n + 1
		}
		return line, values
	}
	begin := len(b.scratch)
	for more := true; more && len(values) <= limit; {
		start := len(b.scratch) - begin
		var ok bool
		if line, more, ok = b.value(line); !ok {
			return nil, nil
		}
		values = append(values, span{uint32(start), uint32(len(b.scratch) - begin)})
		b.scratch = append(b.scratch, ' ')
	}
	return b.scratch[begin:], values
}

// isPort recognises 1 to 65535.
func isPort(v []byte) bool {
	n, ok := number(v[:min(len(v), 6)])
	return ok && len(v) <= 5 && n >= 1 && n <= 1<<16-1
}

func isAddress(v []byte) bool {
	if len(v) > 64 { // an address of IPv6 with its zone
		return false
	}
	_, err := netip.ParseAddr(string(v))
	return err == nil
}

// isStatus recognises the status of HTTP, of three digits.
func isStatus(v []byte) bool {
	n, ok := number(v[:min(len(v), 4)])
	return ok && len(v) == 3 && n >= 100
}
