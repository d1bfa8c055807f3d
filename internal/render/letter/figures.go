package letter

import "github.com/easreport/easreport/internal/story"

// figure is a headline figure.
type figure struct {
	Label, Value string
	Remarks      []string
	Tone         story.Tone
}

// figures are the headline figures, with what is usual.
func figures(s *story.Story) (all []figure) {
	for i := range s.Figures {
		f := &s.Figures[i]
		shown := figure{Label: f.Label, Value: f.Value, Tone: story.Plain}
		for _, remark := range []string{f.Remark, f.Change} {
			if remark != "" {
				shown.Remarks = append(shown.Remarks, remark)
			}
		}
		if f.Alarm {
			shown.Tone = story.Critical
		}
		all = append(all, shown)
	}
	return all
}
