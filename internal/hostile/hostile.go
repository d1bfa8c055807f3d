// Package hostile makes what somebody who means harm may send, for tests, and knows the right
// answer. Seeds are new in each run and printed: EASREPORT_HOSTILE_SEED runs one again.
//
// It knows nothing of the code that it checks.
package hostile

import (
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
)

// Random makes hostile things.
type Random struct{ *rand.Rand }

// New is of a new seed, which the test logs.
func New(t testing.TB) Random {
	t.Helper()
	seed := rand.Uint64()
	if given, err := strconv.ParseUint(os.Getenv("EASREPORT_HOSTILE_SEED"), 10, 64); err == nil {
		seed = given
	}
	t.Logf("EASREPORT_HOSTILE_SEED=%d", seed)
	return Random{rand.New(rand.NewPCG(seed, 15))}
}

// Pick is one of some texts.
func (r Random) Pick(from ...string) string { return from[r.IntN(len(from))] }

var (
	// unseen is what nobody sees at the beginning of a cell: blanks of all widths, marks
	// of byte order, of joining and of direction.
	unseen = strings.Split(" |\u00a0|\u1680|\u2000|\u2003|\u2009|\u202f|\u205f|\u3000|\ufeff|\u200b|\u200c|\u200d|\u2060|\u00ad|\u200e|\u202e|\u2066|\u061c|\u180e|\u3164|\u2028", "|")
	// signs begin a formula (OWASP, "CSV Injection").
	signs = strings.Split("=|+|-|@|＝|＋|－|＠", "|")
	names = strings.Split("anna|Ünal|משה|APPL0K1|x;y|a\"b|l,ine|two\nlines|'|ž", "|")
	turns = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)

// Cell is a text for a cell, and whether some spreadsheet may take it for a formula.
func (r Random) Cell() (text string, formula bool) {
	var b strings.Builder
	for range r.IntN(4) {
		b.WriteString(r.Pick(unseen...))
	}
	if formula = r.IntN(2) == 0; formula {
		b.WriteString(r.Pick(signs...))
	}
	b.WriteString(r.Pick(names...))
	for range r.IntN(3) {
		b.WriteString(r.Pick(unseen...) + r.Pick(names...) + r.Pick(signs...))
	}
	return b.String(), formula
}

// Turns reports whether a text has marks that change the direction of text (Unicode, UAX 9).
func Turns(text string) bool { return strings.ContainsAny(text, turns) }
