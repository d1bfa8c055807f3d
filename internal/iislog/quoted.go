package iislog

import "bytes"

// cutQuoted splits a line of Advanced Logging, where a value with blanks in it
// stands in quotes and a quote in such a value is doubled. The values are put
// one after the other into the scratch buffer, to which the record then points.
func (p *parser) cutQuoted(line []byte) Reason {
	columns := p.layout.columns
	if bytes.IndexByte(line, '"') < 0 {
		return cut(columns, line, &p.record)
	}
	p.scratch = p.scratch[:0]
	more := true
	for _, f := range columns {
		if !more {
			return FewerFields
		}
		start := len(p.scratch)
		var ok bool
		if line, more, ok = p.value(line); !ok {
			return BrokenQuotes
		}
		p.record.spans[f] = span{uint32(start), uint32(len(p.scratch))}
	}
	if more {
		return MoreFields
	}
	p.record.line = p.scratch
	return accepted
}

// value appends the first value of a line to the scratch buffer, and tells
// whether a blank, so another value, follows.
func (p *parser) value(line []byte) (rest []byte, more, ok bool) {
	if len(line) == 0 || line[0] != '"' {
		value, rest, more := bytes.Cut(line, []byte{' '})
		p.scratch = append(p.scratch, value...)
		return rest, more, true
	}
	line = line[1:]
	for {
		i := bytes.IndexByte(line, '"')
		if i < 0 {
			return nil, false, false
		}
		p.scratch = append(p.scratch, line[:i]...)
		line = line[i+1:]
		switch {
		case len(line) == 0:
			return nil, false, true
		case line[0] == ' ':
			return line[1:], true, true
		case line[0] != '"':
			return nil, false, false
		}
		p.scratch = append(p.scratch, '"')
		line = line[1:]
	}
}
