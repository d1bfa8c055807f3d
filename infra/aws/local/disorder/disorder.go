// Package disorder passes messages on as Amazon S3 does its notifications: some twice,
// some so late that others overtake them. Some it loses, which S3 does not promise
// never to do.
//
// It must not know what the messages say.
package disorder

import (
	"math/rand/v2"
	"sync"
	"time"

	"github.com/easreport/easreport/infra/aws/local/chance"
)

// Shares tell what befalls how many messages, each from 0 to 1.
type Shares struct {
	Twice, Late, Lost float64
	// Delay is the longest that a late message, or the second of two, takes.
	Delay time.Duration
}

// Counts tell what befell how many messages.
type Counts struct{ Given, Twice, Late, Lost int }

// Stream passes messages on. It is safe for concurrent use.
type Stream struct {
	shares  Shares
	chance  *chance.Source
	out     func(message string)
	pending sync.WaitGroup
	mu      sync.Mutex
	counts  Counts
}

// New returns a stream that passes messages to out.
func New(shares Shares, accidents *chance.Source, out func(message string)) *Stream {
	return &Stream{shares: shares, chance: accidents, out: out}
}

// Give takes a message about the thing of this name.
func (s *Stream) Give(name, message string) {
	numbers := s.chance.Of(name)
	lost, twice, late := numbers.Float64() < s.shares.Lost, numbers.Float64() < s.shares.Twice, numbers.Float64() < s.shares.Late
	s.count(lost, twice, late)
	if lost {
		return
	}
	if twice {
		s.pass(message, s.delay(numbers))
	}
	if late {
		s.pass(message, s.delay(numbers))
	} else {
		s.out(message)
	}
}

func (s *Stream) delay(numbers *rand.Rand) time.Duration {
	return time.Duration(numbers.Float64() * float64(s.shares.Delay))
}

func (s *Stream) pass(message string, after time.Duration) {
	s.pending.Add(1)
	time.AfterFunc(after, func() {
		defer s.pending.Done()
		s.out(message)
	})
}

func (s *Stream) count(lost, twice, late bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts.Given++
	switch {
	case lost:
		s.counts.Lost++
		return
	case twice:
		s.counts.Twice++
	}
	if late {
		s.counts.Late++
	}
}

// Counts tells what has befallen the messages so far.
func (s *Stream) Counts() Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts
}

// Wait returns when nothing is held back any more. Nothing may be given meanwhile.
func (s *Stream) Wait() { s.pending.Wait() }
