package intake

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/pairing"
)

// Intake is the rows of logs by UTC day, and what is known of the logs. Any number of
// goroutines may add to it; it is read when all is there.
type Intake struct {
	// Words numbers the texts of the rows.
	Words *lake.Words

	o     Options
	grid  grid
	store *pairing.Store

	full       atomic.Bool
	mu         sync.Mutex
	rows       map[lake.Day][]source
	files      map[lake.Day][]File
	unreadable []lake.Quarantine
}

// source is the rows of a log on a day, or of several logs none of which is left out.
type source struct {
	id   lake.SourceID // "" of several
	rows *pairing.Collector
}

// Options say what an Intake keeps, and where.
type Options struct {
	// Columns are those of the rows, see pairing.Options.
	Columns []string
	// BucketSeconds is the time span of a row, at most a minute.
	BucketSeconds int
	// From and To are the span that reports will be about, each zero if that is not known
	// yet. Rows of days outside of it are not kept.
	From, To time.Time
	// Memory and TempDir are as in pairing.NewStore.
	Memory  int
	TempDir string
	// Limits are from when on rows would have to be folded: an Intake then is full.
	Limits pairing.Limits
}

// ErrFull says that texts have more bytes than an Intake may hold.
var ErrFull = errors.New("the logs have too many different texts to be held in memory")

// File is what is known of a log on a day, as of a file of the lake.
type File struct {
	ID lake.SourceID
	// Stamp has the Traffic of the day.
	Stamp lake.Stamp
	Presence
}

// New makes an Intake without logs.
func New(o Options) *Intake {
	return &Intake{
		Words: lake.NewWords(), o: o, grid: newGrid(o.From, o.To), store: pairing.NewStore(o.Memory, o.TempDir),
		rows: make(map[lake.Day][]source), files: make(map[lake.Day][]File),
	}
}

// Close removes the scratch file, and gives memory back.
func (in *Intake) Close() { in.store.Close() }

// Full reports whether rows were refused with ErrFull.
func (in *Intake) Full() bool { return in.full.Load() }

// AddFile adds what is known of a log on a day.
func (in *Intake) AddFile(day lake.Day, f File) {
	if !in.wants(day) {
		return
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	in.files[day] = append(in.files[day], f)
}

// AddUnreadable adds a log that cannot be read.
func (in *Intake) AddUnreadable(q lake.Quarantine) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.unreadable = append(in.unreadable, q)
}

// wants reports whether a day is in the span. One whose end depends on the logs may have any.
func (in *Intake) wants(day lake.Day) bool {
	o := &in.o
	return o.From.IsZero() || o.To.IsZero() || lake.DayOf(o.From.Unix()) <= day && day <= lake.DayOf(o.To.Unix()-1)
}

// Days are the days of which there is a file, ascending.
func (in *Intake) Days() []lake.Day { return slices.Sorted(maps.Keys(in.files)) }

// Files are what is known of the logs on a day, in the order in which a lake lists them.
func (in *Intake) Files(day lake.Day) []File {
	return slices.SortedFunc(slices.Values(in.files[day]), func(a, b File) int { return strings.Compare(string(a.ID), string(b.ID)) })
}

// Unreadable are the logs that cannot be read, in the order in which a lake lists them.
func (in *Intake) Unreadable() []lake.Quarantine {
	key := func(q *lake.Quarantine) string { return lake.QuarantineKey(lake.NewSourceID(q.Bucket, q.Key)) }
	return slices.SortedFunc(slices.Values(in.unreadable), func(a, b lake.Quarantine) int { return strings.Compare(key(&a), key(&b)) })
}

// Rows are the rows of a day but for those of some logs: of some devices, by the folded id,
// or of all if keep is nil.
func (in *Intake) Rows(day lake.Day, without map[lake.SourceID]bool, keep func(device string) bool) *pairing.Day {
	var all []*pairing.Collector
	for _, s := range in.rows[day] {
		if !without[s.id] {
			all = append(all, s.rows)
		}
	}
	return pairing.Collected(in.Words, pairing.Options{Columns: in.o.Columns, Keep: keep, Seconds: in.o.BucketSeconds}, in.store, all)
}

// NewestBefore is lake.NewestBefore for a lake of these logs.
func (in *Intake) NewestBefore(end time.Time) (newest time.Time, found bool) {
	for _, day := range slices.Backward(in.Days()) {
		for i := range in.files[day] {
			p := &in.files[day][i].Presence
			if p.First.IsZero() || !p.First.Before(end) {
				continue
			}
			last := p.Last
			if !last.Before(end) {
				last = end.Add(-time.Millisecond)
			}
			if !found || last.After(newest) {
				newest, found = last, true
			}
		}
		if found {
			break
		}
	}
	return newest, found
}
