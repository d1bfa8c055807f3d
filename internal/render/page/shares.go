package page

import (
	"fmt"
	"html/template"

	"github.com/easreport/easreport/internal/render/chart"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// shares are the names that a device's requests have, such as servers.
type shares struct {
	Title string
	Rows  []share
	More  string
}

type share struct {
	Name, Hits, Part, When string
	Chart                  template.HTML
}

func newShares(title string, s *report.Shares, hits int64, q *report.Query) shares {
	list := shares{Title: title}
	for i := range s.Top {
		top := &s.Top[i]
		list.Rows = append(list.Rows, share{
			sentence(top.Name), count(top.Hits), wording.Percent(top.Hits, hits), between(q, top.First, top.Last),
			chart.Share(float64(top.Hits) / float64(max(hits, 1))),
		})
	}
	if more := s.Names - len(s.Top); more > 0 {
		list.More = fmt.Sprintf("and %s with %s", plural(int64(more), "more", "more"), plural(s.OtherHits, "request", "requests"))
	}
	return list
}
