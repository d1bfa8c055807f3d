package compact

import (
	"cmp"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/pairing"
)

// serverHours adds up what servers, and those with the mailboxes, did by hour.
type serverHours struct {
	answers            *pairing.Answers
	midnight           int64 // milliseconds since 1970 UTC
	servers, mailboxes map[serverHour]*hourSums
}

type serverHour struct {
	server activity.Word
	hour   int64
}

type hourSums struct {
	lake.ServerHour
	times activity.Histogram // of requests that neither waited nor failed
}

// maxServerHours bounds what is kept. More servers than that no estate has.
const maxServerHours = 24 * 4096

func newServerHours(day lake.Day, words *lake.Words) *serverHours {
	return &serverHours{
		answers: pairing.NewAnswers(words), midnight: day.Start().UnixMilli(),
		servers: make(map[serverHour]*hourSums), mailboxes: make(map[serverHour]*hourSums),
	}
}

func (s *serverHours) add(b *activity.Batch) {
	for i := range b.Len() {
		failed := s.answers.Of(b, i).Failed()
		s.addTo(s.servers, b.Server[i], b, i, failed)
		if b.MailboxServer[i] != 0 {
			s.addTo(s.mailboxes, b.MailboxServer[i], b, i, failed)
		}
	}
}

func (s *serverHours) addTo(hours map[serverHour]*hourSums, server activity.Word, b *activity.Batch, i int, failed bool) {
	at := serverHour{server, (b.Bucket[i] - s.midnight) / 3_600_000}
	sum := hours[at]
	if sum == nil {
		if len(hours) == maxServerHours {
			return
		}
		sum = new(hourSums)
		hours[at] = sum
	}
	sum.Hits += b.Hits[i]
	if failed {
		sum.Failures += b.Hits[i]
	} else {
		sum.times.Merge(b.Times[i])
	}
	if b.TimeTaken[i] != activity.Absent {
		sum.Timed += b.TimedHits[i]
		sum.TimeTaken += b.TimeTaken[i]
	}
}

// list is in order of name and hour.
func list(hours map[serverHour]*hourSums, words *lake.Words) (all []lake.ServerHour) {
	for at, sum := range hours {
		sum.Server, sum.Hour = words.Text(at.server), int(at.hour)
		sum.Served = sum.times.Count()
		half, _ := sum.times.Quantile(0.5)
		most, _ := sum.times.Quantile(0.95)
		sum.Half, sum.Most = int64(half), int64(most)
		all = append(all, sum.ServerHour)
	}
	slices.SortFunc(all, func(a, b lake.ServerHour) int {
		return cmp.Or(strings.Compare(a.Server, b.Server), cmp.Compare(a.Hour, b.Hour))
	})
	return all
}
