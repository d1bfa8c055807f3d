package engine

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	_ "embed" // the queries

	"github.com/easreport/easreport/internal/lake"
)

// Plan says which rows of a day are merged.
type Plan struct {
	Day lake.Day
	// From and To bound the rows of the presence: From <= bucket < To. All others are
	// merged too: what they are of decides on requests of the span.
	From, To time.Time
	// HourShift is how many minutes before midnight UTC the first hour of the presence begins.
	HourShift int
	// Without are keys of activity files of the day that do not count.
	Without []string
	// Devices are device ids in lower case: not nil, only the rows of these are wanted,
	// and those of others may be there.
	Devices []string
}

var (
	//go:embed merged.sql
	mergedSQL string
	//go:embed presence.sql
	presenceSQL string
)

// rows is the query of the rows.
func (p *Plan) rows(url string) string { return p.fill(mergedSQL, url) }

// presence is the query of what files hold.
func (p *Plan) presence(url string) string { return p.fill(presenceSQL, url) }

// fill puts the plan into a query: names in braces stand for values, and comments
// are for readers of this package only.
func (p *Plan) fill(query, url string) string {
	paths := make([]string, len(p.Without))
	for i, key := range p.Without {
		paths[i] = url + "/" + key
	}
	devices := "true"
	if p.Devices != nil {
		devices = "(lower(coalesce(device_id, '')) IN " + list(p.Devices) + " OR regexp_like(device_id, '[^ -~]'))"
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
		"{from}", instant(p.From), "{to}", instant(p.To),
		"{hour_shift}", strconv.Itoa(p.HourShift),
		"{without}", list(paths),
		"{devices}", devices,
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
