package page

import (
	"html/template"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/render/chart"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
)

// card is a device in trouble, at a glance.
type card struct {
	identity
	// Rules are the names of its findings, for those who look for one.
	Rules       string
	Tone        story.Tone
	Numbers     string
	Found, More []found
	MoreTitle   string
	// Advice is what to do, each step said once.
	Advice []found
	Habit  habit
	Day    *day
	// NoDay says why there is no picture of its day.
	NoDay string
}

// identity is who a device is. ID is the number of its sheet.
type identity struct {
	ID    int
	Agent string
	story.Who
}

func newIdentity(id int, d *story.Device) identity {
	who := identity{id, name(d.Row.UserAgent), d.Who}
	who.User, who.Device, who.Kind = name(who.User), name(who.Device), name(who.Kind)
	return who
}

func newCard(q *report.Query, id int, d *story.Device) card {
	c := card{identity: newIdentity(id, d), Tone: d.Tone, Numbers: strings.TrimSuffix(d.Numbers+", "+d.Met, ", "), Habit: newHabit(d)}
	var rules []string
	said := make(map[string]bool)
	for n := range d.Findings {
		f := newFound(q, &d.Findings[n])
		rules = append(rules, f.Rule)
		c.Advice = append(c.Advice, without(f, said))
		if n < openFindings {
			f.Evidence = f.Evidence[:min(len(f.Evidence), 1)]
			c.Found = append(c.Found, f)
		} else {
			c.More = append(c.More, f)
		}
	}
	c.Rules = strings.Join(rules, " ")
	c.MoreTitle = plural(int64(len(c.More)), "more finding", "more findings")
	c.Day, c.NoDay = newDay(q, d.Detail)
	return c
}

// without leaves out the steps that were said, and notes those that are left.
func without(f found, said map[string]bool) found {
	f.Steps = slices.DeleteFunc(slices.Clone(f.Steps), func(step story.Step) bool {
		before := said[step.String()]
		said[step.String()] = true
		return before
	})
	return f
}

// habit is what is usual for a device.
type habit struct {
	Text    string
	Drawing template.HTML
}

func newHabit(d *story.Device) habit {
	h := habit{Text: d.Habit.Text}
	if d.Habit.Known {
		h.Drawing = chart.Habit("Requests: "+h.Text, d.Habit.Today, d.Habit.Median, d.Habit.Spread)
	}
	return h
}
