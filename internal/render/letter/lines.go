package letter

import (
	"fmt"
	"strings"

	"github.com/easreport/easreport/internal/story/wording"
)

// lines is a text that is being written.
type lines struct{ strings.Builder }

// add writes a text, after so many spaces, in lines of TextWidth letters at most.
func (l *lines) add(indent int, text string) {
	pad := strings.Repeat(" ", indent)
	l.WriteString(pad + wording.Wrap(text, pad, indent, TextWidth) + "\n")
}

// section begins a part of the letter.
func (l *lines) section(title string) {
	l.WriteString("\n" + strings.ToUpper(title) + "\n")
}

// columns writes a name and what there is to say of it.
func (l *lines) columns(width int, name, text string) {
	pad := strings.Repeat(" ", width+1)
	l.WriteString(strings.TrimRight(fmt.Sprintf("%-*s ", width, name)+wording.Wrap(text, pad, width+1, TextWidth), " ") + "\n")
}
