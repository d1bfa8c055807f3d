package story

import (
	"strconv"
	"strings"

	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// Asked is a part of the question that the report answers.
type Asked struct{ Label, Value string }

// asked says what the report was asked for; the time is its title.
func asked(q *report.Query) []Asked {
	rows := "device and user"
	if q.ByUserAgent {
		rows = "device, user and user agent"
	}
	if q.BucketSeconds > 0 {
		rows += ", every " + wording.Bucket(q.BucketSeconds)
	}
	list := []Asked{
		{"One row for each", rows},
	}
	switch {
	case q.Newest && q.Unfinished():
		list = append(list, Asked{"Day", "the newest in the lake, not over yet"})
	case q.Newest:
		list = append(list, Asked{"Day", "the newest finished day in the lake"})
	case q.Unfinished():
		list = append(list, Asked{"Time", "not over yet"})
	}
	list = append(list, only("device", q.DeviceIDs)...)
	list = append(list, only("user", q.Users)...)
	if q.MinimumHits > 0 {
		list = append(list, Asked{"At least", wording.Plural(q.MinimumHits, "hit", "hits")})
	}
	if q.TopHits > 0 {
		list = append(list, Asked{"Only the", wording.Plural(int64(q.TopHits), "device", "devices") + " with the most hits"})
	}
	if q.Sources != nil {
		list = append(list, Asked{"Logs", wording.Number(int64(len(q.Sources)))})
	}
	return list
}

// only says to which devices or users a report is kept, nothing for all. It names the
// first few.
func only(thing string, names []string) []Asked {
	const named = 3
	if len(names) == 0 {
		return nil
	}
	if len(names) > 1 {
		thing += "s"
	}
	shown := make([]string, 0, named)
	for _, name := range names[:min(len(names), named)] {
		shown = append(shown, wording.Visible(name))
	}
	text := strings.Join(shown, ", ")
	if more := len(names) - len(shown); more > 0 {
		text += " and " + strconv.Itoa(more) + " more"
	}
	return []Asked{{"Only " + thing, text}}
}
