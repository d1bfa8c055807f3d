package engine

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	_ "embed" // the queries

	"github.com/easreport/easreport/internal/lake"
)

// Plan says which rows of a day are added up, and how far.
type Plan struct {
	Day lake.Day
	// Grain and Phase are the spans of time in which rows may be added up, in seconds:
	// a span begins Phase after midnight UTC and every Grain before and after that.
	Grain, Phase int
	// From and To bound the rows that are asked for: From <= bucket < To. The others
	// are added up too, and are left out of the presence.
	From, To time.Time
	// HourShift is how many minutes before midnight UTC the first hour of the presence begins.
	HourShift int
	// Without are keys of activity files of the day that do not count.
	Without []string
	// Devices are device ids in lower case: not nil, the rows of these are given as
	// they are, and perhaps those of others.
	Devices []string
}

var (
	//go:embed summed.sql
	summedSQL string
	//go:embed rows.sql
	rowsSQL string
	//go:embed presence.sql
	presenceSQL string
)

// rows is the query of the rows, summed or as they are.
func (p *Plan) rows(url string) string {
	query := summedSQL
	if p.Devices != nil {
		query = rowsSQL
	}
	return p.fill(query, url)
}

// presence is the query of what files hold.
func (p *Plan) presence(url string) string { return p.fill(presenceSQL, url) }

// fill puts the plan into a query: names in braces stand for values, and comments
// are for readers of this package only.
func (p *Plan) fill(query, url string) string {
	paths := make([]string, len(p.Without))
	for i, key := range p.Without {
		paths[i] = url + "/" + key
	}
	var text strings.Builder
	for line := range strings.Lines(query) {
		if !strings.HasPrefix(line, "--") {
			text.WriteString(line)
		}
	}
	return strings.NewReplacer(
		"{day}", quote(p.Day.String()),
		"{next_day}", quote((p.Day + 1).String()),
		"{grain}", strconv.Itoa(p.Grain),
		// of the time in a day, made positive
		"{shift}", strconv.Itoa(p.Grain-p.Phase%p.Grain),
		"{from}", instant(p.From), "{to}", instant(p.To),
		"{hour_shift}", strconv.Itoa(p.HourShift),
		"{without}", list(paths),
		"{devices}", list(p.Devices),
	).Replace(strings.TrimSpace(text.String()))
}

// quote makes a literal of a text.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// list makes what may follow IN, which is never empty.
func list(texts []string) string {
	if len(texts) == 0 {
		texts = []string{""}
	}
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = quote(text)
	}
	return "(" + strings.Join(quoted, ", ") + ")"
}

func instant(t time.Time) string {
	return fmt.Sprintf("timestamp '%s'", t.UTC().Format("2006-01-02 15:04:05.000"))
}
