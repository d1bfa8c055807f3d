package page

import (
	"encoding/json"
	"fmt"
	"html/template"

	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
	"github.com/easreport/easreport/internal/story/wording"
)

// data are all rows of the table of devices, for the page's script: column by column,
// for a column mostly repeats itself.
type data struct {
	Rows     int               `json:"rows"`
	PageSize int               `json:"pageSize"`
	Title    int               `json:"title"` // the column whose cells name their rows
	Columns  []columnData      `json:"columns"`
	Rules    []ruleData        `json:"rules"`
	Flagged  []flagData        `json:"flagged"`
	Meanings map[string]string `json:"meanings"` // of statuses
}

type ruleData struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	Severity string `json:"severity"`
}

// flagData says which rules found something about a row's device, by their places
// in Rules, and which sheet the device has, -1 for none.
type flagData struct {
	Row   int   `json:"row"`
	Sheet int   `json:"sheet"`
	Rules []int `json:"rules"`
}

// columnData is a column. Its cells are in All, if they are all alike; in Words, each
// by its place there in Values; or in Values. Before each text stands Prefix.
type columnData struct {
	Name    string      `json:"name"`
	Heading string      `json:"heading"`
	Meaning string      `json:"meaning"`
	Kind    render.Kind `json:"kind"`
	Form    form        `json:"form,omitempty"`
	Sort    string      `json:"sort,omitempty"`
	Missing string      `json:"missing,omitempty"`
	// Decimals is how many digits a number has behind the point.
	Decimals int             `json:"decimals,omitempty"`
	Shown    bool            `json:"shown"`
	Prefix   string          `json:"prefix,omitempty"`
	All      json.RawMessage `json:"all,omitempty"`
	Words    json.RawMessage `json:"words,omitempty"`
	Values   json.RawMessage `json:"values,omitempty"`
}

// newData has the rows that the table shows, so many at most.
func newData(r *report.Report, all []column, c *comparison, most int) (template.JS, error) {
	d := data{PageSize: pageSize, Meanings: make(map[string]string), Rules: []ruleData{}, Flagged: []flagData{}}
	gathered := make([]gathering, len(all))
	rules := make(map[string]int)
	var row report.Row
	for i := range r.Rows.Len() {
		if r.Rows.Brief(i, &row); row.Probe || !r.Query.Flagged(&row) {
			continue
		}
		if d.Rows == most {
			break
		}
		r.Rows.Get(i, &row)
		for n := range all {
			gathered[n].add(cellText(&all[n], &row))
		}
		for _, s := range row.FailureStatuses {
			if meaning := wording.Status(s.Key); meaning != "" {
				d.Meanings[s.Key.String()] = meaning
			}
		}
		_, found := c.of(&row)
		if sheet := c.sheet(&row); sheet >= 0 || len(found) > 0 {
			d.Flagged = append(d.Flagged, d.flag(sheet, found, rules))
		}
		d.Rows++
	}
	var shown []column
	for i := range all {
		d.Columns = append(d.Columns, gathered[i].column(&r.Query, &all[i]))
		if all[i].Shown {
			shown = append(shown, all[i])
		}
	}
	d.Title = titleColumn(shown) // those shown come first
	text, err := json.Marshal(d)
	if err != nil {
		return "", fmt.Errorf("writing rows of page: %w", err)
	}
	return template.JS(text), nil //nolint:gosec // json.Marshal escapes what would end the script
}

// flag notes the findings about a row that is about to be counted.
func (d *data) flag(sheet int, found []story.Finding, rules map[string]int) flagData {
	f := flagData{Row: d.Rows, Sheet: sheet, Rules: []int{}}
	for i := range found {
		n, known := rules[found[i].Rule]
		if !known {
			n = len(d.Rules)
			rules[found[i].Rule] = n
			d.Rules = append(d.Rules, ruleData{found[i].Rule, found[i].RuleTitle, string(found[i].Tone)})
		}
		f.Rules = append(f.Rules, n)
	}
	return f
}
