package letter

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/easreport/easreport/internal/render/wording"
)

// lines is a text that is being written.
type lines struct{ strings.Builder }

// add writes a text, after so many spaces, in lines of TextWidth letters at most.
func (l *lines) add(indent int, format string, values ...any) {
	pad := strings.Repeat(" ", indent)
	l.WriteString(pad + wording.Wrap(fmt.Sprintf(format, values...), pad, indent, TextWidth) + "\n")
}

// section begins a part of the letter.
func (l *lines) section(title string) {
	l.WriteString("\n" + strings.ToUpper(title) + "\n")
}

// text writes the content for mail programs and tickets without HTML.
func (c *content) text() string {
	var l lines
	for i, line := range c.Missing {
		l.add(2*min(i, 1), "%s", line)
	}
	for _, note := range c.Notes {
		l.add(0, "%s", note)
	}
	if l.Len() > 0 {
		l.WriteByte('\n')
	}
	l.add(0, "%s, %s", c.Heading, c.When)
	l.WriteByte('\n')
	l.add(0, "%s", c.Verdict)
	for _, remark := range c.Remarks {
		l.add(0, "%s", remark)
	}
	if len(c.Figures) > 0 {
		l.WriteByte('\n')
	}
	for _, f := range c.Figures {
		l.columns(10, f.Label, strings.Join(append([]string{f.Value}, f.Remarks...), ", "))
	}
	if c.Alarm != nil {
		c.Alarm.write(&l)
	}
	c.found(&l)
	if c.Hours != nil {
		c.Hours.write(&l)
	}
	c.devices(&l)
	listed(&l, "Why requests failed", c.Statuses)
	listed(&l, "Most requests", c.Busiest)
	c.end(&l)
	return l.String()
}

// columns writes a name and what there is to say of it.
func (l *lines) columns(width int, name, text string) {
	pad := strings.Repeat(" ", width+1)
	l.WriteString(strings.TrimRight(fmt.Sprintf("%-*s ", width, name)+wording.Wrap(text, pad, width+1, TextWidth), " ") + "\n")
}

func (c *content) found(l *lines) {
	if len(c.Kinds) > 0 {
		l.section("What was found")
	}
	for i := range c.Kinds {
		k := &c.Kinds[i]
		l.columns(9, k.Label(), fmt.Sprintf("%s (%s): %s", k.Title, k.Name, k.Count()))
	}
	if c.MoreKinds > 0 {
		l.add(0, "%s", c.KindsLeft())
	}
}

func (c *content) devices(l *lines) {
	if len(c.Devices) > 0 {
		l.section("Devices that need attention")
	}
	for i := range c.Devices {
		if i > 0 {
			l.WriteByte('\n')
		}
		c.Devices[i].write(l, i+1)
	}
	if left := c.DevicesLeft(); left != "" {
		l.WriteByte('\n')
		l.add(0, "%s", left)
	}
}

func (d *device) write(l *lines, n int) {
	l.add(0, "%d. %s", n, d.text())
	l.add(2, "%s", d.Numbers)
	for i := range d.Findings {
		f := &d.Findings[i]
		l.add(2, "%s %s (easreport explain %s)", f.Label(), f.Title, f.Name)
		l.add(4, "%s", f.Evidence)
		if f.Do != "" {
			l.add(4, "Do: %s", f.Do)
		}
	}
	if d.More != "" {
		l.add(2, "%s", d.More)
	}
}

// write draws the timeline with letters.
func (h *hours) write(l *lines) {
	const width = 36
	l.section("Requests and failures")
	label := utf8.RuneCountInString(h.Columns[0].Label)
	for i := range h.Columns {
		c := &h.Columns[i]
		if c.Hits == 0 {
			continue
		}
		long := max(1, width*c.Percent/100)
		bad := 0
		if c.Failures > 0 {
			bad = int(max(1, int64(long)*c.Failures/c.Hits))
		}
		failed := ""
		if c.Failures > 0 {
			failed = fmt.Sprintf(", %s failed", wording.Number(c.Failures, wording.Comma))
		}
		fmt.Fprintf(l, "%-*s  %-*s %7s%s\n", label, c.Label, width, strings.Repeat("x", bad)+strings.Repeat("=", long-bad),
			wording.Number(c.Hits, wording.Comma), failed)
	}
	l.add(0, "One line for each %s with requests; x is what failed. %s", h.Each, h.Peak)
}

// listed writes a list that is ordered by size.
func listed(l *lines, title string, bars []bar) {
	if len(bars) == 0 {
		return
	}
	l.section(title)
	for _, b := range bars {
		l.add(0, "%s", strings.TrimSuffix(b.Label+", "+b.Detail, ", ")+": "+b.Value)
	}
}

func (a *alarm) write(l *lines) {
	l.section("Devices")
	for i := range a.Rows {
		row := &a.Rows[i]
		l.add(0, "%s %s", row.Hour, row.who.text())
		l.add(2, "%s", row.Numbers)
		if row.Commands != "" {
			l.add(2, "%s", row.Commands)
		}
	}
	if left := a.Left(); left != "" {
		l.add(0, "%s", left)
	}
}

// end writes where the files are, what the numbers rest on, and the footer.
func (c *content) end(l *lines) {
	if len(c.Files)+len(c.Links) > 0 {
		l.section("Files")
	}
	for _, f := range c.Files {
		l.add(0, "%s", strings.TrimSuffix(f.Name+" ("+f.Use+")", " ()"))
	}
	if len(c.Links) > 0 {
		l.add(0, "The files are too large for a mail. They are at:")
		for _, link := range c.Links {
			l.WriteString(link + "\n") // a link that is broken is none
		}
	}
	l.section("Coverage")
	l.add(0, "%s", c.Coverage)
	l.WriteByte('\n')
	for _, line := range c.Footer {
		l.add(0, "%s", line)
	}
}
