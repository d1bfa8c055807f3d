package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/easreport/easreport/internal/story"
	"github.com/easreport/easreport/internal/story/wording"
)

// textFindings is how many findings of a device are written as text.
const textFindings = 3

// Findings writes what is wrong for a terminal: what devices share, how many devices
// have findings, and those that need attention, so many at most. No line has more than
// 100 letters.
func Findings(w io.Writer, s *story.Story, top int) error {
	out := bufio.NewWriter(w)
	line := func(format string, args ...any) {
		fmt.Fprintln(out, wording.Clip(fmt.Sprintf(format, args...), textWidth)) //nolint:errcheck // Flush tells
	}
	for i := range s.Shared {
		textFinding(out, "", &s.Shared[i].Finding)
	}
	if len(s.Shared) > 0 {
		line("")
	}
	line("%-10s %s, %s, %s", "Findings", wording.Plural(int64(s.CountDevices(story.Critical)), "device critical", "devices critical"),
		wording.Number(int64(s.CountDevices(story.Warning)))+" with warnings", wording.Number(int64(s.CountDevices(story.Info)))+" with notes")
	line("%-10s %s", "Baseline", s.Baseline)
	for i := range s.Devices[:min(len(s.Devices), max(top, 0))] {
		device := &s.Devices[i]
		if device.Tone == story.Info {
			break
		}
		line("")
		line("%s", textWho(&device.Who)+"  "+device.Numbers)
		if device.Met != "" {
			line("  %s", device.Met)
		}
		for n := range device.Findings {
			if n == textFindings {
				line("  and %s", wording.Plural(int64(len(device.Findings)-n), "more finding", "more findings"))
				break
			}
			textFinding(out, "  ", &device.Findings[n])
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing findings: %w", err)
	}
	return nil
}

// textFinding writes a finding with the first of its evidence.
func textFinding(w io.Writer, indent string, f *story.Finding) {
	fmt.Fprintf(w, "%s%s: %s (%s)\n", indent, f.Tone, f.Title, f.Rule) //nolint:errcheck // Flush tells
	textSentence(w, indent+"  ", "", f.Evidence[0])
}

// textSentence writes a sentence that may quote a log, its later lines further in.
func textSentence(w io.Writer, indent, further, sentence string) {
	fmt.Fprintf(w, "%s%s\n", indent, wording.Wrap(wording.Visible(sentence), indent+further, len(indent), textWidth)) //nolint:errcheck // Flush tells
}

// textWho names a device.
func textWho(who *story.Who) string {
	return strings.TrimRight(wording.Visible(who.User)+"  "+wording.Visible(who.Device)+"  "+wording.Visible(who.Kind), " ")
}
