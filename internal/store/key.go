package store

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// MaxKey is the length of the longest key in bytes.
const MaxKey = 1024

// ValidKey returns nil, or an ErrInvalidKey that says why no store could hold
// the key safely: it is empty, longer than MaxKey, not UTF-8, has a NUL or a
// backslash, or a segment that is empty, "." or "..".
func ValidKey(key string) error {
	if reason := keyFault(key); reason != "" {
		return fmt.Errorf("%w %.80q: %s", ErrInvalidKey, key, reason)
	}
	return nil
}

func keyFault(key string) string {
	switch {
	case key == "":
		return "empty"
	case len(key) > MaxKey:
		return fmt.Sprintf("%d bytes long, over %d", len(key), MaxKey)
	case !utf8.ValidString(key):
		return "not UTF-8"
	case strings.ContainsRune(key, 0):
		return "contains NUL"
	case strings.ContainsRune(key, '\\'):
		return "contains a backslash"
	}
	for segment := range strings.SplitSeq(key, "/") {
		switch segment {
		case "":
			return "has an empty segment"
		case ".", "..":
			return fmt.Sprintf("has a segment %q", segment)
		}
	}
	return ""
}
