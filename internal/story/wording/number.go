package wording

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Grouped writes a number, digits with or without a fraction, with commas between
// thousands: 1,234.5.
func Grouped(number string) string {
	whole, fraction, found := strings.Cut(number, ".")
	var b strings.Builder
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(digit)
	}
	if found {
		b.WriteString("." + fraction)
	}
	return b.String()
}

// Number writes a whole number by thousands.
func Number(n int64) string {
	return Grouped(strconv.FormatInt(n, 10))
}

// Percent writes a share with one decimal, and never rounds something to nothing
// or nearly all to all.
func Percent(part, whole int64) string {
	if whole == 0 {
		return "0 %"
	}
	share := 100 * float64(part) / float64(whole)
	switch {
	case part == 0 || part == whole:
		return strconv.FormatFloat(share, 'f', 0, 64) + " %"
	case share < 0.05:
		return "< 0.1 %"
	case share >= 99.95:
		return "> 99.9 %"
	}
	return strconv.FormatFloat(share, 'f', 1, 64) + " %"
}

// Plural gives a number with its noun.
func Plural(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Number(n) + " " + many
}

// Visible replaces what cannot be seen or would turn text around, such as
// control characters and direction marks.
func Visible(text string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsPrint(c) {
			return c
		}
		return unicode.ReplacementChar
	}, text)
}

// Clip cuts a text to so many letters.
func Clip(text string, letters int) string {
	if utf8.RuneCountInString(text) <= letters {
		return text
	}
	return string([]rune(text)[:letters-1]) + "…"
}
