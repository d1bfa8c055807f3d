package activesync

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestDecodeQuery(t *testing.T) {
	f := func(raw, want string) {
		t.Helper()
		if got := DecodeQuery([]byte(raw)); got != want {
			t.Errorf("DecodeQuery(%q) = %q, want %q", raw, got, want)
		}
	}
	f("", "")
	f("jo", "jo")
	f("contoso%5Cjo", `contoso\jo`)
	f("jo%40contoso.com", "jo@contoso.com")
	f("jo+mail@contoso.com", "jo+mail@contoso.com")
	f("a%20b%2bc", "a b+c")
	f("%c3%89lodie", "Élodie")
	f("Élodie", "Élodie")

	// A '%' that begins no escape stays.
	f("%5POLICY", "%5POLICY")
	f("User%domain.com", "User%domain.com")
	f("100%", "100%")
	f("a%4", "a%4")
	f("%%41", "%A")
	f("%g0%0g", "%g0%0g")
	f("%u00e9", "%u00e9")

	// What is not UTF-8 is Windows-1252.
	f("M\xfcller", "Müller")
	f("M%fcller", "Müller")
	f("\x80%C0%80", "€À€")
	f("\x81", "\ufffd") // not assigned there

	// Control characters.
	f("a%00b%0d%0ac%7f", "a\ufffdb\ufffd\ufffdc\ufffd")
	f("a\tb", "a\ufffdb")
	f("%c2%85", "\ufffd")
}

func TestDecodeForm(t *testing.T) {
	f := func(raw, want string) {
		t.Helper()
		if got := DecodeForm([]byte(raw)); got != want {
			t.Errorf("DecodeForm(%q) = %q, want %q", raw, got, want)
		}
	}
	f("a+b%2bc", "a b+c")
	f("CorruptSyncState%5F1%5f2", "CorruptSyncState_1_2")
	f("AllowedG", "AllowedG")
	f("%", "%")
}

func TestText(t *testing.T) {
	f := func(raw, want string) {
		t.Helper()
		if got := Text([]byte(raw)); got != want {
			t.Errorf("Text(%q) = %q, want %q", raw, got, want)
		}
	}
	f("Apple-iPhone/1+(x)", "Apple-iPhone/1+(x)")
	f("100%25", "100%25")
	f("Ger\xe4t", "Gerät")
	f("a\x1bb", "a\ufffdb")
}

func TestIsText(t *testing.T) {
	for raw, want := range map[string]bool{
		"": true, "jo+mail@contoso.com": true, "a%20b": false, "Ger\xe4t": false, "a\tb": false,
		strings.Repeat("x", MaxText): true, strings.Repeat("x", MaxText+1): false,
	} {
		if got := IsText([]byte(raw)); got != want {
			t.Errorf("IsText(%q) = %v, want %v", raw, got, want)
		}
	}
}

func TestTextIsBounded(t *testing.T) {
	long := func(s string) []byte { return []byte(strings.Repeat(s, 3000)) }
	if got := Text(long("x")); len(got) != MaxText {
		t.Errorf("ASCII: %d bytes", len(got))
	}
	if got := UserAgentText(long("x")); len(got) != MaxUserAgent {
		t.Errorf("user agent: %d bytes", len(got))
	}
	for _, char := range []string{"é", "€", "𝄞", "\xe9", "\x00", "%e2%82%ac"} {
		got := DecodeQuery(long(char))
		if len(got) > MaxText || len(got) <= MaxText-4 || !utf8.ValidString(got) {
			t.Errorf("%q: %d bytes, valid %v", char, len(got), utf8.ValidString(got))
		}
	}
	// Cut in the middle of a UTF-8 sequence, the rest is still read as UTF-8.
	if got := Text([]byte("x" + strings.Repeat("é", 300))); got != "x"+strings.Repeat("é", 255) {
		t.Errorf("got %q", got)
	}
}

func FuzzDecodeQuery(f *testing.F) {
	for _, seed := range []string{"", "jo", "a%20b", "%", "%4", "M%fcller", "\xff\xfe", "%c3%89", "\x00\x81", "a+b"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		check := func(name, got string, limit int) {
			if !utf8.ValidString(got) || len(got) > limit {
				t.Errorf("%s(%q): %d bytes, valid %v", name, raw, len(got), utf8.ValidString(got))
			}
			if i := strings.IndexFunc(got, unicode.IsControl); i >= 0 {
				t.Errorf("%s(%q) has a control character at %d", name, raw, i)
			}
		}
		check("DecodeQuery", DecodeQuery(raw), MaxText)
		check("DecodeForm", DecodeForm(raw), MaxText)
		check("Text", Text(raw), MaxText)
		check("UserAgentText", UserAgentText(raw), MaxUserAgent)

		same := DecodeQuery(raw) == string(raw) && Text(raw) == string(raw) && UserAgentText(raw) == string(raw)
		if IsText(raw) && !same {
			t.Errorf("%q is said to be its own text", raw)
		}

		// Escaping every byte changes nothing that is not cut.
		var escaped []byte
		for _, c := range raw {
			escaped = append(escaped, '%', "0123456789ABCDEF"[c>>4], "0123456789abcdef"[c&15])
		}
		if got, want := DecodeQuery(escaped), Text(raw); got != want {
			t.Errorf("escaped %q reads %q, want %q", raw, got, want)
		}
	})
}
