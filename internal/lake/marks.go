package lake

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/easreport/easreport/internal/store"
)

// Mark is a marker: the word of a source that it may have rows of a day. Each has a file,
// if need be one without rows, once the ingest that put it has ended.
type Mark struct {
	Source SourceID
	Day    Day
	// At is when the marker was put, Done when the source was last applied in full; zero
	// if it never was.
	At, Done time.Time
}

// OnTheWay is how long the file of a marker may take to come: longer than an ingest takes
// from one to the other.
const OnTheWay = time.Hour

// Due reports whether the file of the marker must be there at a time.
func (m *Mark) Due(now time.Time) bool {
	return !m.Done.Before(m.At) || now.Sub(m.At) > OnTheWay
}

// ErrManyMarks says that a lake has more marks than somebody wanted to read.
var ErrManyMarks = errors.New("too many sources to compare all of them")

// Marks lists the markers of all sources, of the days that are wanted. It takes a request
// for each thousand objects of the index, of which a source has three or more. If the
// index has more than so many objects it ends with ErrManyMarks; 0 is no bound.
func Marks(ctx context.Context, s store.Reader, wanted func(Day) bool, bound int) ([]Mark, error) {
	l := &markList{wanted: wanted, bound: bound}
	const digits = "0123456789abcdef" // ids begin with any: parts of the index that are listed side by side
	errs := make([]error, len(digits))
	var workers sync.WaitGroup
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for i := range digits {
		workers.Go(func() {
			if errs[i] = l.part(ctx, s, IndexPrefix+digits[i:i+1]); errs[i] != nil {
				cancel()
			}
		})
	}
	workers.Wait()
	var first error
	for _, err := range errs {
		if err != nil && (first == nil || errors.Is(first, context.Canceled)) {
			first = err
		}
	}
	return l.marks, first
}

// markList is a list of the index under way.
type markList struct {
	wanted func(Day) bool
	bound  int

	mu    sync.Mutex
	seen  int // objects
	marks []Mark
}

// part lists a part of the index. Objects of one source come one after the other, the
// markers before done.
func (l *markList) part(ctx context.Context, s store.Reader, prefix string) error {
	var source []Mark
	for o, err := range s.List(ctx, prefix) {
		if err != nil {
			return fmt.Errorf("listing the lake's index: %w", err)
		}
		id, ok := sourceOfIndex(o.Key)
		if !ok {
			continue
		}
		if len(source) > 0 && source[0].Source != id {
			l.add(source)
			source = source[:0]
		}
		if output, marks := ParseMarkerKey(o.Key, id); marks && l.wanted(output.Day) {
			source = append(source, Mark{Source: id, Day: output.Day, At: o.Modified})
		}
		if _, done := ParseDoneKey(o.Key); done {
			for i := range source {
				source[i].Done = o.Modified
			}
		}
		if l.more() {
			return ErrManyMarks
		}
	}
	l.add(source)
	return nil
}

func (l *markList) add(source []Mark) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.marks = append(l.marks, source...)
}

// more counts an object, and reports whether it is one too many.
func (l *markList) more() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seen++
	return l.bound > 0 && l.seen > l.bound
}

// sourceOfIndex returns the source that an object of the index is of.
func sourceOfIndex(key string) (SourceID, bool) {
	at, end := len(IndexPrefix), len(IndexPrefix)+2*sourceIDBytes
	if len(key) <= end || key[end] != '/' || !isSourceID(key[at:end]) {
		return "", false
	}
	return SourceID(key[at:end]), true
}

// keptAtLeast is how long any sensible retention keeps rows.
const keptAtLeast = 30 * 24 * time.Hour

// Unexpired returns those of some markers whose files should be there and are not. Rows may
// be deleted after a time (markers are not): so the days before the oldest one with files
// lack nothing, unless they were marked not long ago.
func Unexpired(ctx context.Context, s store.Reader, marks []Mark, there func(Day, SourceID) bool, now time.Time) ([]Mark, error) {
	var gone []Mark
	old := false
	for _, m := range marks {
		if !there(m.Day, m.Source) && m.Due(now) {
			gone = append(gone, m)
			old = old || now.Sub(m.At) > keptAtLeast
		}
	}
	if !old {
		return gone, nil
	}
	days, err := Days(ctx, s)
	if err != nil || len(days) == 0 {
		return gone, err
	}
	return slices.DeleteFunc(gone, func(m Mark) bool { return m.Day < days[0] && now.Sub(m.At) > keptAtLeast }), nil
}
