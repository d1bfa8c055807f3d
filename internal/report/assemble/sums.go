package assemble

import (
	"fmt"
	"slices"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/pairing"
	"github.com/easreport/easreport/internal/report"
)

// key is what sums are about, below their unit.
type key struct {
	start int64     // of the report's bucket, seconds since 1970 UTC
	agent lake.Word // 0 unless rows are split by user agent
}

// sums add up rows. Texts are words.
type sums struct {
	// senders are of the requests; at the end of the day, of all that the unit did on it,
	// in its first sums.
	senders report.Tally[uint32]
	outcomes

	commands          report.Tally[lake.Word]
	statuses          report.Tally[int32]
	sent, recv, taken activity.Total
	times             activity.Histogram
	waiting           int64
	throttled         activity.Total
	syncState         int64 // the largest, in KB
	uploaded          int64 // items
	servers, clients  wordSet
	agents            wordSet // at the end of the day
	minutes           []minute
	peak              int64 // at the end of the day; activity.Absent where minutes are not known
	latest            latest
	first, last       int64 // milliseconds since 1970 UTC
}

// minute counts hits, or failures, of a minute of the day.
type minute struct{ minute, hits int64 }

// addMinute counts; rows of one minute mostly come after each other.
func addMinute(minutes []minute, of, hits int64) []minute {
	if n := len(minutes); n > 0 && minutes[n-1].minute == of {
		minutes[n-1].hits += hits
		return minutes
	}
	return append(minutes, minute{of, hits})
}

func newSums() *sums { return &sums{peak: activity.Absent} }

// reset forgets all but the memory.
func (s *sums) reset() {
	*s = sums{
		senders: s.senders[:0], outcomes: s.empty(),
		commands: s.commands[:0], statuses: s.statuses[:0], times: s.times[:0],
		servers: wordSet{all: s.servers.all[:0]}, clients: wordSet{all: s.clients.all[:0]}, agents: wordSet{all: s.agents.all[:0]},
		minutes: s.minutes[:0], peak: activity.Absent,
	}
}

// add adds request i of a batch, of a minute of the day.
func (s *sums) add(b *activity.Batch, i int, sender uint32, minuteOfDay int64, words *lake.Words, commands *commandWords) {
	failed := s.addCounts(b, i, sender, words, commands)
	s.servers.add(b.Server[i])
	s.clients.add(b.ClientAddress[i])
	s.addMinute(minuteOfDay, b.Hits[i], failed)
}

// addMinute counts hits of a minute, which all failed or all did not.
func (s *sums) addMinute(of, hits int64, failed bool) {
	s.minutes = addMinute(s.minutes, of, hits)
	if failed {
		s.failed = addMinute(s.failed, of, hits)
	}
}

// addCounts adds all but what is by minute, server or address, and reports whether the
// requests failed.
func (s *sums) addCounts(b *activity.Batch, i int, sender uint32, words *lake.Words, commands *commandWords) (failed bool) {
	hits := b.Hits[i]
	failed = s.addOutcome(b, i, commands.Of(b, i))
	s.senders.Add(sender, hits)
	s.commands.Add(b.Command[i], hits)
	s.statuses.Add(int32(max(b.Status[i], 0)), hits)
	s.sent.Merge(total(b.BytesSent[i], b.BytesSentMax[i], hits))
	s.recv.Merge(total(b.BytesReceived[i], b.BytesReceivedMax[i], hits))
	s.taken.Merge(total(b.TimeTaken[i], b.TimeTakenMax[i], b.TimedHits[i]))
	s.times.Merge(b.Times[i])
	s.waiting += max(b.WaitingHits[i], 0)
	if held := b.Throttle[i]; held > 0 {
		s.throttled.Merge(activity.Total{Sum: held, Max: b.ThrottleMax[i], Count: hits})
	}
	s.syncState = max(s.syncState, b.SyncStateMax[i])
	s.uploaded += fromClient(b.Items[i])
	s.latest.merge(latest{b.UserAgent[i], b.AccessState[i], b.LastTime[i], b.LastTime[i]}, words)
	s.span(b.FirstTime[i], b.LastTime[i])
	return failed
}

// fromClient is how many items devices sent.
func fromClient(items activity.Histogram) (n int64) {
	for _, kind := range items {
		if activesync.ItemKind(kind.Index).FromClient() {
			n += int64(kind.Count)
		}
	}
	return n
}

func total(sum, largest, count int64) activity.Total {
	if sum == activity.Absent {
		return activity.Total{}
	}
	return activity.Total{Sum: sum, Max: largest, Count: count}
}

// span widens the times of the first and last request.
func (s *sums) span(first, last int64) {
	if s.first == 0 || first < s.first {
		s.first = first
	}
	s.last = max(s.last, last)
}

// latest is the most recent user agent and access state, the smaller text
// where two come at the same millisecond.
type latest struct {
	userAgent, accessState     lake.Word
	userAgentAt, accessStateAt int64
}

func newest(word *lake.Word, at *int64, other lake.Word, otherAt int64, words *lake.Words) {
	if other == 0 || otherAt < *at || other == *word && otherAt == *at ||
		otherAt == *at && *word != 0 && words.Text(other) >= words.Text(*word) {
		return
	}
	*word, *at = other, otherAt
}

func (l *latest) merge(o latest, words *lake.Words) {
	newest(&l.userAgent, &l.userAgentAt, o.userAgent, o.userAgentAt, words)
	newest(&l.accessState, &l.accessStateAt, o.accessState, o.accessStateAt, words)
}

// outcomes are how many requests there were, and what became of them.
type outcomes struct {
	hits, failures, easFailures int64
	anonymous                   int64
	full, recovery, invalid     int64
	failureStatuses             report.Tally[activesync.Reason]
	errors                      report.Tally[lake.Word] // by all the names of a row's error column
	failed                      []minute                // failures, until the end of the day
}

// addOutcome adds request i of a batch, apart from its minutes, and reports whether it
// failed.
func (w *outcomes) addOutcome(b *activity.Batch, i int, answer activesync.Answer) (failures bool) {
	hits := b.Hits[i]
	w.hits += hits
	if pairing.Anonymous(b, i) {
		w.anonymous += hits
	}
	w.full += max(b.FullSyncs[i], 0)
	w.recovery += max(b.RecoverySyncs[i], 0)
	w.invalid += max(b.InvalidSyncs[i], 0)
	if failures = answer.Failed(); failures {
		w.failures += hits
		w.failureStatuses.Add(answer.Reason(), hits)
	}
	if answer.CommonFailure() {
		w.easFailures += hits
	}
	if b.Error[i] != 0 {
		w.errors.Add(b.Error[i], hits)
	}
	return failures
}

// minuteOf checks a row of a day, given the day's start in milliseconds, and returns its
// minute of the day.
func minuteOf(b *activity.Batch, i int, midnight int64) (int64, error) {
	if b.Hits[i] <= 0 {
		return 0, fmt.Errorf("a row of %d hits: %w", b.Hits[i], lake.ErrDamaged)
	}
	minute := (b.Bucket[i] - midnight) / 60_000
	if minute < 0 || minute >= minutesOfDay {
		return 0, fmt.Errorf("a row of another day: %w", lake.ErrDamaged)
	}
	return minute, nil
}

// empty are no outcomes, in the same memory.
func (w *outcomes) empty() outcomes {
	return outcomes{failureStatuses: w.failureStatuses[:0], errors: w.errors[:0], failed: w.failed[:0]}
}

// troubled reports whether there is more than hits. Most sums have no more.
func (w *outcomes) troubled() bool {
	return w.failures != 0 || w.easFailures != 0 || len(w.errors) != 0 || w.syncs() != 0
}

func (w *outcomes) syncs() int64 { return w.full + w.recovery + w.invalid }

// wordSet holds different words, mostly one or two and now and then very many:
// it is brought in order from time to time, and not with each word.
type wordSet struct {
	all []lake.Word
	// sorted is how many from the start are in order and unique.
	sorted int
}

// add adds a word that is not 0.
func (s *wordSet) add(w lake.Word) {
	const recent = 8
	n := len(s.all)
	if w == 0 || slices.Contains(s.all[max(0, n-recent):], w) {
		return
	}
	s.all = append(s.all, w)
	if n > 2*s.sorted+4*recent {
		s.compact()
	}
}

// compact brings the words in order, each once.
func (s *wordSet) compact() []lake.Word {
	if s.sorted < len(s.all) {
		slices.Sort(s.all)
		s.all = slices.Compact(s.all)
		s.sorted = len(s.all)
	}
	return s.all
}

func (s *wordSet) len() int { return len(s.compact()) }
