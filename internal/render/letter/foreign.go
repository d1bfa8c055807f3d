package letter

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/easreport/easreport/internal/story/wording"
)

// What is shown of texts of logs, in letters.
const (
	maxName     = 64  // of users, devices and their kinds
	maxEvidence = 320 // a sentence of a finding
	maxGap      = 240 // something missing, with its reason
)

// Invisible letters. Mail programs do not know <bdi>, but the letters that stand for
// it; what they make links of, they find by the letters alone.
const (
	isolate    = "\u2068"
	endIsolate = "\u2069"
	noLink     = "\u200b" // a zero-width space
)

// short is a name as it can be shown, and copied: only what begins a link is broken.
func short(text string, letters int) string {
	return isolated(unlinked(wording.Clip(wording.Visible(text), letters)))
}

// quoted is a text that quotes a log. In it also the names of hosts are no links.
func quoted(text string, letters int) string {
	text = unlinked(wording.Clip(wording.Visible(text), letters))
	return isolated(hostDots.ReplaceAllString(text, noLink+"$0"))
}

var (
	linkStarts = regexp.MustCompile(`(?i)([a-z]:)(/)|(www)(\.)|(mailto|tel|sms|javascript|data)(:)`)
	hostDots   = regexp.MustCompile(`\.\pL\pL`)
)

// unlinked breaks what mail programs make links of by themselves: a log must not put
// a link into a mail.
func unlinked(text string) string {
	return linkStarts.ReplaceAllString(text, "$1$3$5"+noLink+"$2$4$6")
}

// isolated keeps a text that has letters from right to left from turning its
// surroundings round.
func isolated(text string) string {
	if strings.ContainsFunc(text, rightToLeft) {
		return isolate + text + endIsolate
	}
	return text
}

// rightToLeft tells the blocks of Unicode whose letters are written so.
func rightToLeft(c rune) bool { return unicode.Is(rightToLeftBlocks, c) }

var rightToLeftBlocks = &unicode.RangeTable{
	R16: []unicode.Range16{{0x0590, 0x08ff, 1}, {0xfb1d, 0xfdff, 1}, {0xfe70, 0xfeff, 1}},
	R32: []unicode.Range32{{0x10800, 0x10fff, 1}, {0x1e800, 0x1efff, 1}},
}
