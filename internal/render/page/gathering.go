package page

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/report"
)

// gathering is a column whose cells come row by row: the different texts, and which
// of them each row has.
type gathering struct {
	words []string
	place map[string]int32
	cells []int32
}

func (g *gathering) add(text string) {
	if g.place == nil {
		g.place = make(map[string]int32)
	}
	n, known := g.place[text]
	if !known {
		n = int32(len(g.words))
		text = strings.Clone(text)
		g.words = append(g.words, text)
		g.place[text] = n
	}
	g.cells = append(g.cells, n)
}

// column packs what was gathered.
func (g *gathering) column(q *report.Query, c *column) columnData {
	d := columnData{
		Name: c.Name, Heading: c.Heading, Meaning: c.Meaning, Kind: c.Kind, Form: c.Form, Sort: newHead(q, c).Sort,
		Missing: c.Missing, Shown: c.Shown,
	}
	encoded := make([]string, len(g.words))
	if c.Kind == render.Number {
		d.Decimals = decimals(g.words)
	} else {
		d.Prefix = commonPrefix(g.words)
	}
	for i, word := range g.words {
		encoded[i] = encode(c, strings.TrimPrefix(word, d.Prefix))
	}
	switch {
	case len(g.words) <= 1:
		if len(g.words) == 1 {
			d.All = json.RawMessage(encoded[0])
		}
	case c.Kind != render.Number && 2*len(g.words) < len(g.cells):
		d.Words = json.RawMessage("[" + strings.Join(encoded, ",") + "]")
		d.Values = packed(len(g.cells), func(dst []byte, i int) []byte { return strconv.AppendInt(dst, int64(g.cells[i]), 10) })
	default:
		d.Values = packed(len(g.cells), func(dst []byte, i int) []byte { return append(dst, encoded[g.cells[i]]...) })
	}
	return d
}

// encode writes a cell as JSON. The digits of a number are one, and none are null.
func encode(c *column, text string) string {
	switch {
	case c.Kind != render.Number:
		quoted, err := json.Marshal(text)
		if err != nil {
			return `""` // no text does that
		}
		return string(quoted)
	case text == "":
		return "null"
	}
	return text
}

// packed writes a list of so many values.
func packed(n int, appendValue func(dst []byte, i int) []byte) json.RawMessage {
	list := []byte{'['}
	for i := range n {
		if i > 0 {
			list = append(list, ',')
		}
		list = appendValue(list, i)
	}
	return append(list, ']')
}

// commonPrefix is what all texts begin with that are not empty; nothing if some are.
func commonPrefix(texts []string) string {
	if len(texts) < 2 {
		return ""
	}
	prefix := texts[0]
	for _, text := range texts[1:] {
		for !strings.HasPrefix(text, prefix) {
			prefix = prefix[:len(prefix)-1]
		}
	}
	return strings.ToValidUTF8(prefix, "")
}

// decimals is how many digits numbers have behind the point, in a column all as many.
func decimals(numbers []string) int {
	for _, n := range numbers {
		if _, fraction, found := strings.Cut(n, "."); found {
			return len(fraction)
		}
	}
	return 0
}
