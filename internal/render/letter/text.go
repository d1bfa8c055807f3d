package letter

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/easreport/easreport/internal/story/wording"
)

// text writes the content for mail programs and tickets without HTML.
func (c *content) text() string {
	var l lines
	for i, line := range c.Missing {
		l.add(2*min(i, 1), line)
	}
	for _, note := range c.Notes {
		l.add(0, note)
	}
	if l.Len() > 0 {
		l.WriteByte('\n')
	}
	l.add(0, c.Heading+", "+c.When)
	l.WriteByte('\n')
	l.add(0, strings.Join(c.Verdict, " "))
	for _, remark := range c.Remarks {
		l.add(0, remark)
	}
	if len(c.Figures) > 0 {
		l.WriteByte('\n')
	}
	for _, f := range c.Figures {
		l.columns(10, f.Label, strings.Join(append([]string{f.Value}, f.Remarks...), ", "))
	}
	listed(&l, "Devices", c.Alarms)
	if left := c.AlarmsLeft(); left != "" {
		l.add(0, left)
	}
	if len(c.Shared) > 0 {
		l.section("Servers and others that devices share")
	}
	for i := range c.Shared {
		c.Shared[i].write(&l, 0)
	}
	c.found(&l)
	if c.Hours != nil {
		c.Hours.write(&l)
	}
	c.devices(&l)
	listed(&l, "Why requests failed", c.Statuses)
	listed(&l, "Most requests", c.Busiest)
	listed(&l, "Servers", c.Servers)
	listed(&l, "Systems", c.Systems)
	c.end(&l)
	return l.String()
}

func (c *content) found(l *lines) {
	if len(c.Kinds) > 0 {
		l.section("What was found")
	}
	for i := range c.Kinds {
		k := &c.Kinds[i]
		l.columns(9, k.Label(), k.Title+": "+k.Count())
	}
	if c.MoreKinds > 0 {
		l.add(0, c.KindsLeft())
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
		l.add(0, left)
	}
}

func (d *device) write(l *lines, n int) {
	l.add(0, fmt.Sprintf("%d. %s", n, d.text()))
	l.add(2, d.Numbers)
	for i := range d.Findings {
		d.Findings[i].write(l, 2)
	}
	if d.More != "" {
		l.add(2, d.More)
	}
}

func (f *found) write(l *lines, indent int) {
	l.add(indent, f.Label()+" "+f.Title)
	l.add(indent+2, f.Evidence)
	if f.Do != "" {
		l.add(indent+2, "Do: "+f.Do)
	}
	if f.Command != "" {
		l.WriteString(strings.Repeat(" ", indent+4) + f.Command + "\n") // in one line, to be copied
	}
	l.add(indent+2, "More: easreport explain "+f.Name)
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
			failed = fmt.Sprintf(", %s failed", wording.Number(c.Failures))
		}
		fmt.Fprintf(&l.Builder, "%-*s  %-*s %7s%s\n", label, c.Label, width, strings.Repeat("x", bad)+strings.Repeat("=", long-bad),
			wording.Number(c.Hits), failed)
	}
	l.add(0, "One line for each "+h.Each+" with requests; x is what failed. "+h.Peak)
}

// listed writes a list that is ordered by size.
func listed(l *lines, title string, bars []bar) {
	if len(bars) == 0 {
		return
	}
	l.section(title)
	for _, b := range bars {
		l.add(0, strings.TrimSuffix(b.Label+", "+b.Detail, ", ")+": "+b.Value)
		for _, note := range b.Notes {
			l.add(2, note)
		}
	}
}

// end writes where the files are, what the numbers rest on, and the footer.
func (c *content) end(l *lines) {
	if len(c.Files)+len(c.Links) > 0 {
		l.section("Files")
	}
	for _, f := range c.Files {
		l.add(0, strings.TrimSuffix(f.Name+" ("+f.Use+")", " ()"))
	}
	if len(c.Links) > 0 {
		l.add(0, "The files are too large for a mail. They are at:")
		for _, link := range c.Links {
			l.WriteString(link + "\n") // a link that is broken is none
		}
	}
	l.section("Coverage")
	l.add(0, c.Coverage)
	l.WriteByte('\n')
	for _, line := range c.Footer {
		l.add(0, line)
	}
}
