package iislog_test

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/easreport/easreport/internal/iislog"
)

func TestKindOfIIS(t *testing.T) {
	tests := map[string]struct {
		object string
		want   bool
	}{
		"each directive": {"#end-date: x", true},
		"software":       {"#Software: x\n", true},
		"start":          {"\xEF\xBB\xBF\r\n \n\x00#Start-Date: x\nrest", true},
		"cut gzip":       {string(gzipped(t, generate(1<<20))[:20000]), true},
		"zip of no log":  {string(zipped(t, entry{"a", []byte("x")})), false},
		"empty":          {"", false},
		"blank":          {"\n\n", false},
		"rows only":      {otherRow, false},
		"other name":     {"#Title: x\n#Software: x\n", false},
		"shell":          {"#!/bin/sh\n", false},
		"text":           {"x\n#Software: x\n", false},
		"bad gzip":       {"\x1f\x8bxx", false},
		"UTF-32":         {"\xFF\xFE\x00\x00#\x00\x00\x00", false},
		"blanks for ever": {
			strings.Repeat("\n", 100<<10) + smallLog, false,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := iislog.KindOf(name, strings.NewReader(test.object)); (got == iislog.IIS) != test.want {
				t.Errorf("KindOf is %q, want IIS: %t", got, test.want)
			}
		})
	}
	if iislog.KindOf("broken", iotest.ErrReader(io.ErrClosedPipe)) != "" {
		t.Error("a source that fails has a kind")
	}
}

func TestKindOfReadsLittle(t *testing.T) {
	for name, object := range map[string][]byte{"log": generate(1 << 20), "other": bytes.Repeat([]byte("x"), 1<<20)} {
		r := bytes.NewReader(object)
		iislog.KindOf(name, r)
		if read := r.Size() - int64(r.Len()); read > 64<<10 {
			t.Errorf("%s: read %d bytes, want 64 KiB at most", name, read)
		}
	}
}
