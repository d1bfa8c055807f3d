package finding

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/easreport/easreport/internal/report"
)

// Step is something to do about a finding.
type Step struct {
	// Text says what to do, in a sentence.
	Text string
	// Command, if there is one, is for the Exchange Management Shell, or for PowerShell
	// with the Active Directory module. In a Rule it has the placeholders USER and DEVICE
	// and the cmdlets of Exchange 2013 and later; in a Finding it is ready to be pasted.
	Command string
}

// String returns the step in one line.
func (s Step) String() string {
	if s.Command == "" {
		return s.Text
	}
	return s.Text + " " + s.Command
}

// do makes the steps of a rule: each is a sentence and a command, which may be empty.
func do(pairs ...string) []Step {
	var steps []Step
	for pair := range slices.Chunk(pairs, 2) {
		steps = append(steps, Step{pair[0], pair[1]})
	}
	return steps
}

// Generation is what the logs show of the version of Exchange.
type Generation uint8

// Generations that have cmdlets of their own.
const (
	UnknownExchange Generation = iota
	LaterExchange              // 2013, 2016, 2019, Subscription Edition
	Exchange2010               // or 2007
)

// generationOf goes by who writes Log=: up to 2010 the only row of a request has it, later
// only that of the back end. Where there are both, during a migration or where servers of
// 2010 hand requests on to each other, it is not known which shell commands are for.
func generationOf(p *report.Places) Generation {
	if p == nil || p.OneRow+p.TwoRows == 0 {
		return UnknownExchange
	}
	const few = 5 // percent
	switch one := 100 * p.OneRow / (p.OneRow + p.TwoRows); {
	case one < few:
		return LaterExchange
	case one > 100-few:
		return Exchange2010
	}
	return UnknownExchange
}

// oldNames are the names that cmdlets had before Exchange 2013.
var oldNames = strings.NewReplacer(
	"Get-MobileDeviceStatistics", "Get-ActiveSyncDeviceStatistics",
	"Get-MobileDeviceMailboxPolicy", "Get-ActiveSyncMailboxPolicy",
	"Get-MobileDevice", "Get-ActiveSyncDevice",
	"Remove-MobileDevice", "Remove-ActiveSyncDevice",
	"Clear-MobileDevice", "Clear-ActiveSyncDevice",
)

// newerOnly are cmdlets that Exchange 2010 has not, and nothing in their place.
var newerOnly = regexp.MustCompile(`\b(Get-HealthReport|Get-ServerComponentState)\b`)

// fill puts a user and a device into commands. What is not known, or cannot be pasted
// safely, stays a placeholder. Where the generation is not known, the commands of 2010
// stand beside those of later versions.
func fill(steps []Step, user, device string, g Generation) []Step {
	var filled []Step
	values := map[string]string{"USER": user, "DEVICE": device}
	for _, s := range steps {
		if g == Exchange2010 && newerOnly.MatchString(s.Command) {
			continue
		}
		old := oldNames.Replace(s.Command)
		if g == Exchange2010 {
			s.Command = old
		}
		differs := old != s.Command
		s.Command = replaceWords(s.Command, values)
		filled = append(filled, s)
		if differs && g == UnknownExchange {
			filled = append(filled, Step{"The same on Exchange 2010.", replaceWords(old, values)})
		}
	}
	return filled
}

// replaceWords puts quoted values in place of placeholders.
func replaceWords(command string, values map[string]string) string {
	var pairs []string
	for placeholder, value := range values {
		if quoted, ok := powerShell(value); ok {
			pairs = append(pairs, placeholder, quoted)
		}
	}
	return strings.NewReplacer(pairs...).Replace(command) // in one pass: a value may be called as a placeholder
}

// maxPasted bounds what is pasted, in bytes. An account name has at most 20 letters
// before its domain, a UPN 1024, a device id 32.
const maxPasted = 256

// powerShell quotes a text of a log for PowerShell; ok is false where that is not safe.
// In single quotes nothing is special but the quote, which PowerShell also takes in four
// typographic forms (about_Quoting_Rules).
func powerShell(text string) (quoted string, ok bool) {
	if text == "" || len(text) > maxPasted {
		return "", false
	}
	var b strings.Builder
	b.WriteByte('\'')
	for _, c := range text {
		switch {
		case c == unicode.ReplacementChar || !unicode.IsPrint(c):
			return "", false
		case strings.ContainsRune("'‘’‚‛", c):
			b.WriteRune(c)
		}
		b.WriteRune(c)
	}
	b.WriteByte('\'')
	return b.String(), true
}
