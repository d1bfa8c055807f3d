package compact

import (
	"cmp"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/pairing"
)

// serverHours adds up what servers did by hour.
type serverHours struct {
	answers  *pairing.Answers
	midnight int64 // milliseconds since 1970 UTC
	hours    map[serverHour]*lake.ServerHour
}

type serverHour struct {
	server activity.Word
	hour   int64
}

// maxServerHours bounds what is kept. More servers than that no estate has.
const maxServerHours = 24 * 4096

func newServerHours(day lake.Day, words *lake.Words) *serverHours {
	return &serverHours{answers: pairing.NewAnswers(words), midnight: day.Start().UnixMilli(), hours: make(map[serverHour]*lake.ServerHour)}
}

func (s *serverHours) add(b *activity.Batch) {
	for i := range b.Len() {
		at := serverHour{b.Server[i], (b.Bucket[i] - s.midnight) / 3_600_000}
		sum := s.hours[at]
		if sum == nil {
			if len(s.hours) == maxServerHours {
				continue
			}
			sum = new(lake.ServerHour)
			s.hours[at] = sum
		}
		sum.Hits += b.Hits[i]
		if s.answers.Of(b, i).Failed() {
			sum.Failures += b.Hits[i]
		}
		if b.TimeTaken[i] != activity.Absent {
			sum.Timed += b.TimedHits[i]
			sum.TimeTaken += b.TimeTaken[i]
		}
	}
}

// list is in order of name and hour.
func (s *serverHours) list(words *lake.Words) (all []lake.ServerHour) {
	for at, sum := range s.hours {
		sum.Server, sum.Hour = words.Text(at.server), int(at.hour)
		all = append(all, *sum)
	}
	slices.SortFunc(all, func(a, b lake.ServerHour) int {
		return cmp.Or(strings.Compare(a.Server, b.Server), cmp.Compare(a.Hour, b.Hour))
	})
	return all
}
