package disorder

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/easreport/easreport/infra/aws/local/chance"
)

func TestStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 1000
		var got []string
		shares := Shares{Twice: 0.1, Late: 0.1, Lost: 0.05, Delay: time.Second}
		var s *Stream
		messages := make(chan string, 2*n)
		s = New(shares, chance.New(7), func(m string) { messages <- m })
		for i := range n {
			s.Give(fmt.Sprint("key", i%300), fmt.Sprintf("%04d", i))
			time.Sleep(time.Millisecond)
		}
		s.Wait()
		close(messages)
		for m := range messages {
			got = append(got, m)
		}
		c := s.Counts()
		if c.Given != n || len(got) != n+c.Twice-c.Lost {
			t.Errorf("%d passed on of %+v", len(got), c)
		}
		for what, count := range map[string]int{"twice": c.Twice, "late": c.Late, "lost": 2 * c.Lost} {
			if count < 60 || count > 140 {
				t.Errorf("%d %s", count, what)
			}
		}
		if slices.IsSorted(got) {
			t.Error("nothing was overtaken")
		}
	})
}
