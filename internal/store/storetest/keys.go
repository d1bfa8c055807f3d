package storetest

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/store"
)

func validKeys(t *testing.T, s tester) {
	long := strings.Repeat("l", 255)
	for _, key := range []string{
		"a", "a/b/c/d/e/f", "dt=2011-12-24/x", "with space", " leading", "a+b", "a%2Bb", "a%20b", "100%", "%",
		"a=b", "a&b", "a;b", "a,b", "a@b", "a#b", "a'b", "(a)", "[a]", "{a}", "!", "$HOME", "~", "~root", "-rf",
		"...", "..a", ".hidden", "a.", "a..b", "é", "日本語/ログ", "😀",
		"a?b", "a*b", "a:b", `a"b`, "<a>", "a|b", "line\nfeed", "tab\t", "trailing ", "NUL", "a/con.log",
		strings.Join([]string{long, long, long, long[:254], "x"}, "/"),
	} {
		t.Run(brief(key), func(t *testing.T) {
			s := tester{t, s.Store}
			if _, err := s.putIf(key, "at "+key, always); err != nil {
				if runtime.GOOS == "windows" && errors.Is(err, store.ErrInvalidKey) {
					t.Skip(err)
				}
				t.Fatal(err)
			}
			s.has(key, "at "+key)
			s.lists(key, key)
			is(t, "Delete", s.Delete(t.Context(), key), nil)
			s.hasNot(key)
		})
	}
}

// accents puts one name in both its Unicode spellings.
func accents(t *testing.T, s tester) {
	const composed, decomposed = "caf\u00e9", "cafe\u0301"
	s.put(composed, composed)
	if _, err := s.Head(t.Context(), decomposed); err == nil {
		t.Skip("this file system takes both spellings for the same")
	}
	s.put(decomposed, decomposed)
	s.has(composed, composed)
	s.has(decomposed, decomposed)
	s.lists("", decomposed, composed)
}

func invalidKeys(t *testing.T, s tester) {
	for _, key := range []string{
		"", "/", "/a", "a/", "a//b", ".", "..", "./a", "a/.", "a/./b", "../a", "a/..", "a/../b",
		"a\x00b", `a\b`, `..\a`, "\xff", "a\xc3", "\xed\xa0\x80", strings.Repeat("a/", 512) + "b", strings.Repeat("é", 513),
	} {
		_, err := s.Head(t.Context(), key)
		is(t, "Head of "+brief(key), err, store.ErrInvalidKey)
		_, _, err = s.Get(t.Context(), key, store.Range{}, "")
		is(t, "Get of "+brief(key), err, store.ErrInvalidKey)
		_, err = s.putIf(key, "x", always)
		is(t, "Put of "+brief(key), err, store.ErrInvalidKey)
		is(t, "Delete of "+brief(key), s.Delete(t.Context(), key), store.ErrInvalidKey)
	}
	s.lists("")
}

func cancelled(t *testing.T, s tester) {
	s.put("k", "x")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Head(ctx, "k")
	is(t, "Head", err, context.Canceled)
	_, _, err = s.Get(ctx, "k", store.Range{}, "")
	is(t, "Get", err, context.Canceled)
	_, err = s.Put(ctx, "k", bytes.NewReader(nil), always)
	is(t, "Put", err, context.Canceled)
	is(t, "Delete", s.Delete(ctx, "k"), context.Canceled)
	var yields int
	for o, err := range s.List(ctx, "") {
		yields++
		is(t, "List, yielding "+o.Key, err, context.Canceled)
	}
	if yields != 1 {
		t.Errorf("List yielded %d times, want one error", yields)
	}
	s.has("k", "x")
}

// cancelledBody cancels a Put and a Get in mid-body.
func cancelledBody(t *testing.T, s tester) {
	s.put("k", "old")
	ctx, cancel := context.WithCancel(t.Context())
	body := &interruptedBody{strings.NewReader(strings.Repeat("x", 100_000)), func() error {
		cancel()
		return nil
	}}
	_, err := s.Put(ctx, "k", body, always)
	is(t, "Put", err, context.Canceled)
	s.has("k", "old")

	s.put("k", strings.Repeat("x", 8<<20))
	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	r, _, err := s.Get(ctx, "k", store.Range{}, "")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	if _, err := r.Read(make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	cancel()
	var n int
	for err = nil; err == nil; {
		var m int
		m, err = r.Read(make([]byte, 1<<20))
		n += m
	}
	is(t, "reading on", err, context.Canceled)
	if n > 4<<20 {
		t.Errorf("read %d bytes after ctx was cancelled", n)
	}
}
