package page

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/render/chart"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// card is a device in trouble, at a glance.
type card struct {
	identity
	// Rules are the names of its findings, for those who look for one.
	Rules, Severity string
	Hits, Failures  string
	Found, More     []found
	MoreTitle       string
	// Advice is what to do, each step said once.
	Advice []advice
	Habit  habit
	Day    *day
	// NoDay says why there is no picture of its day.
	NoDay string
}

// identity is who a device is. ID is the number of its sheet.
type identity struct {
	ID                           int
	User, Device, Kind, Agent    string
	MissingUser, MissingDeviceID bool
}

func newIdentity(id int, row *report.Row) identity {
	who := identity{ID: id, User: name(row.User), Device: name(row.DeviceID), Kind: name(row.DeviceType), Agent: name(row.UserAgent)}
	if who.User == "" {
		who.User, who.MissingUser = "(no user)", true
	}
	if who.Device == "" {
		who.Device, who.MissingDeviceID = "(no device id)", true
	}
	return who
}

func newCard(q *report.Query, d *finding.Diagnosis, i int) card {
	device := &d.Devices[i]
	c := card{
		identity: newIdentity(i, &device.Row), Severity: device.Severity().String(),
		Hits: count(device.Row.Hits), Habit: newHabit(q, d, &device.Row),
	}
	if device.Row.Failures > 0 {
		c.Failures = count(device.Row.Failures)
	}
	var rules []string
	said := make(map[string]bool)
	for n := range device.Findings {
		f := newFound(q, &device.Findings[n])
		rules = append(rules, f.Name)
		if n < openFindings {
			f.Evidence = f.Evidence[:min(len(f.Evidence), 1)]
			c.Found = append(c.Found, f)
		} else {
			c.More = append(c.More, f)
		}
		c.Advice = append(c.Advice, f.Advice.without(said))
	}
	c.Rules = strings.Join(rules, " ")
	c.MoreTitle = plural(int64(len(c.More)), "more finding", "more findings")
	c.Day, c.NoDay = newDay(q, &device.Detail)
	return c
}

// without leaves out the steps that were said, and notes those that are left.
func (a advice) without(said map[string]bool) advice {
	a.Steps = slices.DeleteFunc(slices.Clone(a.Steps), func(step finding.Step) bool {
		before := said[step.String()]
		said[step.String()] = true
		return before
	})
	return a
}

// habit is what is usual for a device.
type habit struct {
	Text  string
	Chart template.HTML
}

func newHabit(q *report.Query, d *finding.Diagnosis, row *report.Row) habit {
	n := days(q)
	if n == 0 || d.Baseline.Days == 0 {
		return habit{}
	}
	usual, seen := d.Baseline.Device(row.User, row.DeviceID)
	if !seen || usual.Days == 0 {
		return habit{Text: fmt.Sprintf("not seen on %s before", plural(int64(d.Baseline.Days), "whole day", "whole days"))}
	}
	today := float64(row.Hits) / float64(n)
	h := habit{Text: wording.Change(today, usual.Hits.Median) + " a day"}
	h.Chart = chart.Habit(fmt.Sprintf("%s requests a day, usually %s, give or take %s", wording.Rounded(today),
		wording.Rounded(usual.Hits.Median), wording.Rounded(usual.Hits.MAD)), today, usual.Hits.Median, usual.Hits.MAD)
	return h
}
