package scan_test

import (
	"testing"

	"github.com/easreport/easreport/internal/scan"
)

func FuzzEight(f *testing.F) {
	f.Add([]byte("a_b_\x80\xdf__c"), 0, byte('_'))
	f.Add([]byte("         "), 1, byte(' '))
	f.Add([]byte("1234567"), 0, byte('1'))
	f.Fuzz(func(t *testing.T, text []byte, from int, c byte) {
		if from < 0 || from > len(text) {
			return
		}
		mask := scan.Eight(text, from, c)
		if from+8 > len(text) {
			if mask != 0 {
				t.Fatalf("mask %x with fewer than eight bytes left", mask)
			}
			return
		}
		for i := range 8 {
			if text[from+i] != c {
				continue
			}
			if mask == 0 || scan.First(mask) != i {
				t.Fatalf("mask %x of %q: byte %d is missing", mask, text[from:from+8], i)
			}
			mask &= mask - 1
		}
		if mask != 0 {
			t.Fatalf("%x too much of %q", mask, text[from:from+8])
		}
	})
}
