package letter

import (
	"fmt"

	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
	"github.com/easreport/easreport/internal/story/wording"
)

// maxSubjectName is how many letters a name has in a subject.
const maxSubjectName = 40

// subject is the line by which a mail is known in a list of many. The zone is not in
// it: the day is the reader's own.
func subject(r *report.Report, s *story.Story, o Options) string {
	return subjectOf("[easreport]", wording.Span(&r.Query), laid(s.Brief, maxSubjectName), s, o)
}

// subjectOf puts a subject together.
func subjectOf(line, when, text string, s *story.Story, o Options) string {
	if s.Missing != nil {
		line += " INCOMPLETE"
	}
	if prefix := short(o.Prefix, maxName); prefix != "" {
		line += " " + prefix
	}
	if when != "" {
		line += " " + when
	}
	line += ": " + text
	if o.Revision > 1 {
		line += fmt.Sprintf(", revision %d", o.Revision)
	}
	return wording.Clip(line, MaxSubject)
}
