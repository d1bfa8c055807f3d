package operate

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// Logs are the logs that a lake is made of.
type Logs struct {
	// Store has them, Bucket is its name ("" for this machine's files).
	Store  store.Reader
	Bucket string
	// Prefix is what their keys begin with.
	Prefix string
	// Except, if not empty, is what keys of other things begin with: those of a lake
	// in the same bucket.
	Except string
}

// Log is a log, and what the lake has of it.
type Log struct {
	store.Object
	ID    lake.SourceID
	State State
}

// State says what a lake has of a log.
type State uint8

const (
	// Current means that the lake has the log as it is now.
	Current State = iota
	// Unreadable means that the log as it is now is in quarantine.
	Unreadable
	// New means that the lake has never had the log.
	New
	// Changed means that the lake has another state of the log.
	Changed
	// Reread means that the lake has the log as an older version of easreport read it.
	Reread
	// Broken means that files of the lake that are of the log are missing or damaged.
	Broken
	gone // deleted since it was listed
)

// String says it in a word.
func (s State) String() string {
	return [...]string{"current", "unreadable", "new", "changed", "reread", "broken", "gone"}[s]
}

// Wanting tells that an ingest of the log has something to do.
func (s State) Wanting() bool { return s == New || s == Changed || s == Reread || s == Broken }

// Comparison compares logs with what a lake has of them.
type Comparison struct {
	Logs Logs
	Lake store.Reader
	// Parser is the version of reading that is wanted.
	Parser int
	// Broken are sources whose files in the lake are missing or damaged, see Inspected.
	Broken map[lake.SourceID]bool
	// Wanted, if not nil, reports whether a log is to be compared.
	Wanted func(Log) bool
}

// Between reports whether a log was last modified in a time: from <= time < to. Zero is no
// bound.
func (l *Log) Between(from, to time.Time) bool {
	return !l.Modified.Before(from) && (to.IsZero() || l.Modified.Before(to))
}

// chunk is how many logs are compared before any of them is told of.
const chunk = 1000

// All yields the logs, ascending by key. For each it takes a GET of what the lake
// says of it; and where the bucket keeps versions, of which a listing says nothing,
// a HEAD of each log whose size and time are those that the lake knows.
func (c *Comparison) All(ctx context.Context) iter.Seq2[Log, error] {
	return func(yield func(Log, error) bool) {
		quarantined, err := quarantine(ctx, c.Lake)
		if err != nil {
			yield(Log{}, err)
			return
		}
		logs := make([]Log, 0, chunk)
		compared := func() bool {
			err := each(ctx, len(logs), func(ctx context.Context, i int) error { return c.compare(ctx, &logs[i], quarantined.records) })
			if err != nil {
				yield(Log{}, err)
				return false
			}
			for _, log := range logs {
				if log.State != gone && !yield(log, nil) {
					return false
				}
			}
			logs = logs[:0]
			return true
		}
		for o, err := range c.Logs.Store.List(ctx, c.Logs.Prefix) {
			if err != nil {
				yield(Log{}, fmt.Errorf("listing the logs: %w", err))
				return
			}
			log := Log{Object: o, ID: lake.NewSourceID(c.Logs.Bucket, o.Key)}
			if !c.asked(log) {
				continue
			}
			logs = append(logs, log)
			if len(logs) == chunk && !compared() {
				return
			}
		}
		compared()
	}
}

func (c *Comparison) asked(log Log) bool {
	return (c.Logs.Except == "" || !strings.HasPrefix(log.Key, c.Logs.Except)) && (c.Wanted == nil || c.Wanted(log))
}

// compare finds the state of a listed log.
func (c *Comparison) compare(ctx context.Context, log *Log, quarantined map[lake.SourceID]lake.Quarantine) error {
	done, err := lake.ReadDone(ctx, c.Lake, log.ID)
	known := err == nil
	if err != nil && !errors.Is(err, store.ErrNotExist) && !errors.Is(err, lake.ErrDamaged) {
		return err
	}
	q, unread := quarantined[log.ID]
	if !known && !unread {
		log.State = New
		return nil
	}
	// A listing has no versions: where it gives the revision that the lake knows, or
	// a size or time that the lake does not know, there is nothing to ask.
	o := log.Object
	listed := lake.Revision(o)
	settled := known && (done.Revision == listed || !unread && (done.Size != o.Size || !done.Modified.Equal(o.Modified))) ||
		unread && q.Revision == listed
	if !settled {
		o, err = c.Logs.Store.Head(ctx, o.Key)
		switch {
		case errors.Is(err, store.ErrNotExist):
			log.State = gone
			return nil
		case err != nil:
			return fmt.Errorf("looking at a log: %w", err)
		}
		listed = lake.Revision(o)
	}
	switch {
	case known && done.Revision == listed && done.Parser >= c.Parser && c.Broken[log.ID]:
		log.State = Broken
	case known && done.Revision == listed && done.Parser >= c.Parser:
		log.State = Current
	case unread && q.Revision == listed && q.Parser >= c.Parser:
		log.State = Unreadable
	case known && done.Revision == listed || unread && q.Revision == listed:
		log.State = Reread
	default:
		log.State = Changed
	}
	return nil
}
