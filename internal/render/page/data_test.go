package page

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/render/rendertest"
	"github.com/easreport/easreport/internal/report"
)

// dataOf reads the rows of a page.
func dataOf(t *testing.T, page string) *data {
	t.Helper()
	var d data
	if err := json.Unmarshal([]byte(partOf(t, page, `<script type="application/json" id="data">`, "</script>")), &d); err != nil {
		t.Fatal(err)
	}
	return &d
}

// text gives a cell of a column of texts, as the page's script does.
func (d *data) text(t *testing.T, column, row int) string {
	t.Helper()
	c := &d.Columns[column]
	var text string
	var words, values []any
	for to, from := range map[any]json.RawMessage{&text: c.All, &words: c.Words, &values: c.Values} {
		if from != nil {
			if err := json.Unmarshal(from, to); err != nil {
				t.Fatal(err)
			}
		}
	}
	switch {
	case c.All != nil:
		return text
	case words != nil:
		return c.Prefix + words[int(values[row].(float64))].(string)
	}
	return c.Prefix + values[row].(string)
}

func TestPacked(t *testing.T) {
	gather := func(kind render.Kind, texts ...string) (d columnData) {
		var g gathering
		for _, text := range texts {
			g.add(text)
		}
		return g.column(&report.Query{}, &column{Column: render.Column{Kind: kind}})
	}
	for name, test := range map[string]struct {
		got                        columnData
		prefix, all, words, values string
		decimals                   int
	}{
		"all alike":       {gather(render.Number, "0", "0", "0"), "", "0", "", "", 0},
		"nothing at all":  {gather(render.Number, "", ""), "", "null", "", "", 0},
		"no rows":         {gather(render.Textual), "", "", "", "", 0},
		"numbers":         {gather(render.Number, "1", "", "3"), "", "", "", "[1,null,3]", 0},
		"seconds":         {gather(render.Number, "", "0.950", "12.000"), "", "", "", "[null,0.950,12.000]", 3},
		"a prefix":        {gather(render.Instant, "2011-12-24 10:00", "2011-12-24 11:00"), "2011-12-24 1", "", "", `["0:00","1:00"]`, 0},
		"repeated":        {gather(render.Textual, "b", "a", "a", "b", "a"), "", "", `["b","a"]`, "[0,1,1,0,1]", 0},
		"some are empty":  {gather(render.Textual, "ab", "", "ac"), "", "", "", `["ab","","ac"]`, 0},
		"a letter is cut": {gather(render.Textual, "xä", "xö", "xü"), "x", "", "", `["ä","ö","ü"]`, 0},
		"hostile":         {gather(render.Textual, "</script>", "\u2028&"), "", "", "", `["\u003c/script\u003e","\u2028\u0026"]`, 0},
	} {
		c := test.got
		if c.Prefix != test.prefix || string(c.All) != test.all || string(c.Words) != test.words || string(c.Values) != test.values || c.Decimals != test.decimals {
			t.Errorf("%s: prefix %q, all %s, words %s, values %s, %d decimals", name, c.Prefix, c.All, c.Words, c.Values, c.Decimals)
		}
	}
}

// TestRowsOfData: the script has each row that the table is about, and what was
// found about it.
func TestRowsOfData(t *testing.T) {
	r, d := rendertest.Estate(t)
	rows := dataOf(t, pageOf(t, r, d, Options{}))
	if rows.Rows != 40 || len(rows.Columns) < 50 || rows.Meanings["507"] == "" {
		t.Errorf("%d rows of %d columns", rows.Rows, len(rows.Columns))
	}
	user := slices.IndexFunc(rows.Columns, func(c columnData) bool { return c.Name == "User" })
	var flagged []string
	for _, f := range rows.Flagged[:3] {
		flagged = append(flagged, fmt.Sprint(rows.text(t, user, f.Row), " ", f.Sheet, " ", rows.Rules[f.Rules[0]].Name))
	}
	want := []string{`contoso\anna.keller 0 mailbox-full-storm`, `contoso\carla.rossi 2 provisioning-loop`, `contoso\bert.lang 3 repeated-full-sync`}
	if diff := cmp.Diff(want, flagged); diff != "" {
		t.Errorf("flagged rows (-want +got):\n%s", diff)
	}
	var shown []string
	for _, c := range rows.Columns {
		if c.Shown {
			shown = append(shown, c.Name)
		}
	}
	if got := strings.Join(shown, " "); !strings.HasPrefix(got, "User Findings DeviceId Hits Usual TimesUsual Failures") || rows.Title != 0 {
		t.Errorf("columns shown: %s", got)
	}
}

func TestPageIsBounded(t *testing.T) {
	page := pageOf(t, rendertest.Large(300), nil, Options{MaxRows: 250, CSVName: "x.csv"})
	says(t, page, "These are the first 250 rows of 300.", "All rows and columns are in x.csv")
	if n := strings.Count(partOf(t, page, `<table id="rows"`, "</table>"), `<tr><th`); n != pageSize+1 { // and the heads
		t.Errorf("page has %d rows without its script", n)
	}
	if rows := dataOf(t, page); rows.Rows != 250 {
		t.Errorf("the script has %d rows", rows.Rows)
	}
}

// TestSizes: a page can be mailed and opened, whatever is in the logs.
func TestSizes(t *testing.T) {
	r, d := rendertest.HostileEstate(t)
	hostile := len(pageOf(t, r, d, Options{}))
	r, d = rendertest.Many(t, 20_000)
	offered := len(pageOf(t, r, d, Options{}))
	r, d = rendertest.Many(t, 50_000)
	many := len(pageOf(t, r, d, Options{}))
	t.Logf("hostile texts %d KB, 20,000 devices and all columns %d KB, 50,000 devices %d KB", hostile>>10, offered>>10, many>>10)
	if hostile > 2<<20 || offered > 15<<20 || many > 15<<20 {
		t.Errorf("pages of %d, %d and %d bytes", hostile, offered, many)
	}
}
