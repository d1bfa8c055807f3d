package store_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/store"
)

func TestValidKey(t *testing.T) {
	for _, key := range []string{"a", "a/b", "...", "dt=2011-12-24/x", "a:b", "é", strings.Repeat("x", store.MaxKey)} {
		if err := store.ValidKey(key); err != nil {
			t.Error(err)
		}
	}
	for key, reason := range map[string]string{
		"":                       "empty",
		strings.Repeat("é", 513): "1026 bytes",
		"\xff":                   "UTF-8",
		"a\x00":                  "NUL",
		`a\b`:                    "backslash",
		"/a":                     "empty segment",
		"a/":                     "empty segment",
		"a//b":                   "empty segment",
		"a/./b":                  `"."`,
		"..":                     `".."`,
	} {
		err := store.ValidKey(key)
		if !errors.Is(err, store.ErrInvalidKey) || !strings.Contains(err.Error(), reason) {
			t.Errorf("%.20q: error %v, want one that says %s", key, err, reason)
		}
	}
}

func FuzzRangeWithin(f *testing.F) {
	f.Add(int64(-3), int64(2), int64(10))
	f.Add(int64(math.MinInt64), int64(math.MaxInt64), int64(math.MaxInt64))
	f.Fuzz(func(t *testing.T, offset, length, size int64) {
		if size < 0 {
			t.Skip()
		}
		o, n := store.Range{Offset: offset, Length: length}.Within(size)
		if o < 0 || n < 0 || o > size-n || (length > 0 && n > length) {
			t.Errorf("bytes %d+%d of %d for %d+%d", o, n, size, offset, length)
		}
	})
}
