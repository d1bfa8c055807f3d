package page

import (
	"html/template"

	"github.com/easreport/easreport/internal/render/chart"
	"github.com/easreport/easreport/internal/story"
)

// headline is what the page says first.
type headline struct {
	Tone      story.Tone
	Sentences [][]phrase
	Remarks   []string
}

// phrase is a part of a sentence. Anchor, if there is one, is what it points at; Sheet is
// the number of a device's sheet, -1 for none.
type phrase struct {
	Text, Anchor string
	Sheet        int
}

func newHeadline(s *story.Story) headline {
	h := headline{Tone: s.Tone, Remarks: s.Remarks}
	for _, sentence := range s.Headline {
		var phrases []phrase
		for _, p := range sentence {
			phrases = append(phrases, newPhrase(p))
		}
		h.Sentences = append(h.Sentences, phrases)
	}
	return h
}

func newPhrase(p story.Phrase) phrase {
	shown := phrase{Text: sentence(p.Text), Sheet: -1}
	switch p.Link.To {
	case story.ToShared:
		shown.Text, shown.Anchor = sentence(p.Text), sharedAnchor(p.Link.Place)
	case story.ToDevice:
		shown.Text, shown.Anchor, shown.Sheet = name(p.Text), deviceAnchor(p.Link.Place), p.Link.Place
	}
	return shown
}

// figure is a headline figure, and a drawing of what is usual.
type figure struct {
	story.Figure
	Drawing template.HTML
}

func newFigures(s *story.Story) (all []figure) {
	for _, f := range s.Figures {
		shown := figure{Figure: f}
		if f.Known {
			shown.Drawing = chart.Habit(f.Text, f.Today, f.Median, f.Spread)
		}
		all = append(all, shown)
	}
	return all
}

// notice is what is missing: the first of each kind, for it stands before all else.
type notice struct {
	story.Missing
	// More says how much else is missing: the coverage has it all.
	More string
}

const maxNoticed = 4

// newNotice is nil where nothing is known to be missing.
func newNotice(m *story.Missing) *notice {
	if m == nil {
		return nil
	}
	n := &notice{Missing: story.Missing{Logs: shortGaps(m.Logs, maxNoticed), Files: shortGaps(m.Files, maxNoticed)}}
	for _, gap := range m.Gaps[:min(len(m.Gaps), maxNoticed)] {
		n.Gaps = append(n.Gaps, sentence(gap))
	}
	left := len(m.Gaps) + len(m.Logs) + len(m.Files) - len(n.Gaps) - len(n.Logs) - len(n.Files)
	if left > 0 {
		n.More = "And " + plural(int64(left), "more fault", "more faults") + "."
	}
	return n
}

// shortGaps are so many gaps at most, and what they quote is bounded.
func shortGaps(all []story.Gap, most int) (short []story.Gap) {
	for _, g := range all[:min(len(all), most)] {
		short = append(short, story.Gap{Name: name(g.Name), Reason: sentence(g.Reason)})
	}
	return short
}

// roll is who is in critical trouble of one kind: on paper the first page names them.
type roll struct {
	Title string
	Names []string
	More  string
}

// maxRoll is how many names a roll has.
const maxRoll = 12

func rolls(s *story.Story) (all []roll) {
	for i := range s.Causes {
		one := roll{Title: s.Causes[i].Title}
		critical := 0
		for _, place := range s.Causes[i].First {
			d := &s.Devices[place]
			if d.Tone != story.Critical {
				continue
			}
			if critical++; critical <= maxRoll {
				one.Names = append(one.Names, name(d.Name()))
			}
		}
		if critical > 0 {
			one.More = andMore(critical, len(one.Names))
			all = append(all, one)
		}
	}
	return all
}
