package wording

import (
	"strconv"
	"time"

	"github.com/easreport/easreport/internal/report"
)

// Asked is a part of the question that the report answers.
type Asked struct{ Label, Value string }

// Question says what the report was asked for, but for the time, which is its title.
func Question(q *report.Query, separator string) []Asked {
	rows := "device and user"
	if q.ByUserAgent {
		rows = "device, user and user agent"
	}
	if q.BucketSeconds > 0 {
		rows += ", every " + Bucket(q.BucketSeconds)
	}
	list := []Asked{
		{"One row for each", rows},
	}
	if q.Newest {
		list = append(list, Asked{"Day", "the newest in the lake"})
	}
	if q.DeviceID != "" {
		list = append(list, Asked{"Only device", Visible(q.DeviceID)})
	}
	if q.User != "" {
		list = append(list, Asked{"Only user", Visible(q.User)})
	}
	if q.MinimumHits > 0 {
		list = append(list, Asked{"At least", Plural(q.MinimumHits, "hit", "hits", separator)})
	}
	if q.TopHits > 0 {
		list = append(list, Asked{"Only the", Plural(int64(q.TopHits), "device", "devices", separator) + " with the most hits"})
	}
	if q.Sources != nil {
		list = append(list, Asked{"Logs", Number(int64(len(q.Sources)), separator)})
	}
	return list
}

// Bucket writes a length of time in the largest unit that fits.
func Bucket(seconds int) string {
	d := time.Duration(seconds) * time.Second
	for _, unit := range []struct {
		length time.Duration
		name   string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}} {
		if n := int(d / unit.length); d%unit.length == 0 && n == 1 {
			return unit.name
		} else if d%unit.length == 0 {
			return strconv.Itoa(n) + " " + unit.name + "s"
		}
	}
	return d.String()
}
