package iislog

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const plainHeader = "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query sc-status time-taken\r\n"

// value is what a record says, to be compared.
type value struct {
	Line, UnixMilli int64
	Status          int
	Values          [NumFields]string
}

// values parses a text block by block. Unless it is plain, each row is parsed as if it
// were the first of its second.
func values(t *testing.T, text []byte, plain bool) (all []value, stats Stats, plainRows int) {
	t.Helper()
	r := NewReader("plain.log", bytes.NewReader(text))
	defer func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}()
	var b Block
	for r.Next(&b) == nil {
		for i := range b.sections {
			s := &b.sections[i]
			if b.mark(s); !plain {
				b.marks = nil
			}
			for s.at < len(s.rows) {
				var record Record
				at := s.at
				if b.plainRow(s, &record) {
					plainRows++
				}
				s.at = at
				if !b.parseRow(s, &record) {
					continue
				}
				v := value{Line: record.Line, UnixMilli: record.UnixMilli, Status: record.Status}
				for f := range NumFields {
					v.Values[f] = string(record.Value(f))
				}
				all = append(all, v)
			}
		}
		r.Done(&b)
	}
	return all, r.Stats(), plainRows
}

// FuzzPlainRow holds the short way through a row against the long one.
func FuzzPlainRow(f *testing.F) {
	row := "2011-12-24 00:00:01 10.1.1.1 POST /a Cmd=Sync&User=anna 200 62"
	f.Add([]byte(row))
	for _, odd := range []string{
		"", " ", "  ", "\t", "\x00", "\r\r", " more", "\x00" + row, "\r\n\r\n", strings.TrimPrefix(row, "2011"),
	} {
		f.Add([]byte(row + odd + "\r\n" + row + "\n" + odd + row + "\r\n" + strings.Repeat(row+"\r\n", 3)))
		f.Add([]byte(row + "\r\n" + strings.Replace(row, "POST", odd, 1) + "\r\n" + row[:len(row)-3] + odd + "\r\n" + row))
	}
	f.Fuzz(func(t *testing.T, rows []byte) {
		// Twice, so that what the first time gives is there for the second.
		text := append(append([]byte(plainHeader), rows...), "\r\n"...)
		text = append(text, rows...)
		want, wantStats, _ := values(t, text, false)
		got, stats, _ := values(t, text, true)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-long +short):\n%s", text, diff)
		}
		if diff := cmp.Diff(wantStats, stats); diff != "" {
			t.Errorf("stats of %q (-long +short):\n%s", text, diff)
		}
	})
}

// TestPlainRows: nearly all rows of a log take the short way.
func TestPlainRows(t *testing.T) {
	const n = 500
	text := plainHeader + strings.Repeat("2011-12-24 00:00:01 10.1.1.1 POST /a Cmd=Sync&User=anna 200 62\r\n", n)
	all, _, plain := values(t, []byte(text), true)
	if len(all) != n || plain != n-1 {
		t.Errorf("%d records of %d, of which %d the short way", len(all), n, plain)
	}
}
