package main

import (
	"bytes"
	"strings"
)

// hopeless are files of which no row can be trusted: a reader refuses them and
// says why.
func hopeless() []fixture {
	whole := gzipped(compose("8.5", iis8, oddRows("ODDLOST1", 19, 40)).Bytes())
	corrupt := bytes.Clone(whole)
	for i := len(corrupt) / 2; i < len(corrupt)/2+16; i++ {
		corrupt[i] ^= 0x5a
	}
	rows := newSheet()
	rows.fields = strings.Fields(iis8)
	for _, r := range oddRows("ODDNOFIELDS1", 19, 4) {
		rows.line(rows.text(r))
	}
	var pdf bytes.Buffer
	pdf.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n")
	r := random(4)
	for range 256 {
		pdf.WriteByte(byte(r.below(256)))
	}
	pdf.WriteString("\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n")
	return []fixture{
		{name: "bad/corrupt.log.gz", what: "gzip whose middle was overwritten", data: corrupt},
		{name: "bad/empty.log", what: "no bytes at all"},
		{name: "bad/no-fields.log", what: "right rows, but no `#Fields` says what they hold", data: rows.Bytes()},
		{name: "bad/not-a-log.log", what: "a text of another kind", data: []byte(strings.Repeat("Dear colleague,\r\nplease find the logs enclosed.\r\n\r\n", 3))},
		{name: "bad/pdf.log", what: "a PDF under the name of a log", data: pdf.Bytes()},
		{name: "bad/truncated.log.gz", what: "gzip that ends too early", data: whole[:len(whole)*2/3]},
	}
}
