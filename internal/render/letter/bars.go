package letter

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
	"github.com/easreport/easreport/internal/story/wording"
)

// maxBars is how many bars a list has.
const maxBars = 5

// bar is a line of a list that is ordered by size.
type bar struct {
	Label, Detail, Value string
	Notes                []string
	// Good, Bad (what failed) and Rest are lengths of 100 together.
	Good, Bad, Rest int
}

// note adds a line under a bar, if there is anything to say.
func (b *bar) note(text string) {
	if text != "" {
		b.Notes = append(b.Notes, text)
	}
}

// size gives a bar its length, as a part of the longest.
func (b *bar) size(n, failed, longest int64) {
	long := length(n, longest)
	if failed > 0 && n > 0 {
		b.Bad = int(max(1, int64(long)*min(failed, n)/n))
	}
	b.Good, b.Rest = long-b.Bad, 100-long
}

// statuses are the most frequent reasons of failures.
func statuses(r *report.Report) (bars []bar) {
	all := r.Breakdown.FailureStatuses.Ranked()
	for _, c := range all[:min(len(all), maxBars)] {
		line := bar{
			Label: wording.NamedStatus(c.Key),
			Value: fmt.Sprintf("%s (%s)", wording.Number(c.N), wording.Percent(c.N, r.Breakdown.FailureStatuses.Total())),
		}
		line.size(c.N, c.N, all[0].N)
		bars = append(bars, line)
	}
	return bars
}

// busiest are the devices with the most requests.
func busiest(r *report.Report, s *story.Story) (bars []bar) {
	for i := range r.Top[:min(len(r.Top), maxBars)] {
		line := barOf(&r.Top[i], r.Top[0].Hits)
		line.note(beside(story.Besides(&r.Top[i]), s.Habit(&r.Top[i]).Text))
		bars = append(bars, line)
	}
	return bars
}

// barOf is a device with its requests.
func barOf(r *report.Row, longest int64) bar {
	named := story.NewWho(r)
	who := newWho(&named)
	b := bar{Label: who.User, Detail: who.device(), Value: wording.Plural(r.Hits, "request", "requests")}
	b.size(r.Hits, r.Failures, longest)
	return b
}

func length(n, most int64) int {
	if most == 0 {
		return 1
	}
	return int(max(1, 100*n/most))
}

// serverBars are the servers beside each other: those in trouble first.
func serverBars(s *story.Story) (bars []bar) {
	servers := s.ServersByTone()
	if len(servers) < 2 { // there is nobody to compare with
		return nil
	}
	longest := slices.MaxFunc(servers, func(a, b story.Server) int { return cmp.Compare(a.Hits, b.Hits) }).Hits
	for i := range servers[:min(len(servers), maxBars)] {
		v := &servers[i]
		line := bar{Label: short(v.Name, maxName), Value: wording.Plural(v.Hits, "request", "requests")}
		line.note(beside(beside(story.Failed(v.Failed, v.Hits), within(v.Slow)), v.Usual))
		line.size(v.Hits, v.Failed, longest)
		bars = append(bars, line)
	}
	return bars
}

// within says how long most requests took.
func within(slow string) string {
	if slow == "" {
		return ""
	}
	return "95 % of requests within " + slow
}

// systemBars are the systems that user agents name, those with the most requests first.
func systemBars(s *story.Story) (bars []bar) {
	systems := s.Systems()
	if systems == nil {
		return nil
	}
	for _, row := range systems.Rows[:min(len(systems.Rows), maxBars)] {
		hits, failed := row.Values[0], row.Values[1]
		line := bar{Label: short(row.Name, maxName), Value: wording.Plural(hits, "request", "requests")}
		if failed > 0 {
			line.note(story.Failed(failed, hits))
		}
		line.size(hits, failed, systems.Rows[0].Values[0])
		bars = append(bars, line)
	}
	return bars
}
