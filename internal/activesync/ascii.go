package activesync

import "bytes"

// equalFold tells whether text is name, ignoring the case of ASCII letters. Not
// bytes.EqualFold: that takes the Kelvin sign for a k, and Exchange's names are
// ASCII.
func equalFold(text []byte, name string) bool {
	if string(text) == name {
		return true
	}
	if len(text) != len(name) {
		return false
	}
	for i, c := range text {
		if lower(c) != lower(name[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + ('a' - 'A')
	}
	return c
}

// cut splits text at the first separator, which may be missing.
func cut(text []byte, separator byte) (before, after []byte) {
	if i := bytes.IndexByte(text, separator); i >= 0 {
		return text[:i], text[i+1:]
	}
	return text, nil
}

// unhex is the value of a hexadecimal digit, or more than 15.
func unhex(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= lower(c) && lower(c) <= 'f':
		return lower(c) - 'a' + 10
	}
	return 0xff
}
