package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

// revision is a state of a source: the hits of each day, nil for an object that is
// no log.
type revision map[string]int

const saturday, sunday = "2011-12-24", "2011-12-25"

// history is a source that is uploaded again and again. A day of other content has
// other hits.
type history struct {
	name      string
	revisions []revision
}

var histories = []history{
	{"grow", []revision{{saturday: 1}, {saturday: 2, sunday: 2}}},
	{"shrink", []revision{{saturday: 1, sunday: 1}, {saturday: 2}}},
	{"move", []revision{{saturday: 1}, {sunday: 2}}},
	{"empty", []revision{{saturday: 1}, {}}},
	{"come and go", []revision{{saturday: 1}, {sunday: 2}, {saturday: 3}}},
	{"revert", []revision{{saturday: 1}, {saturday: 2, sunday: 2}, {saturday: 1}}},
	{"revert in a day", []revision{{saturday: 1}, {saturday: 2}, {saturday: 1}}},
	{"drop, back, drop", []revision{{saturday: 1, sunday: 1}, {saturday: 2}, {saturday: 3, sunday: 3}, {saturday: 4}}},
	{"damage", []revision{{saturday: 1}, nil}},
	{"damage and repair", []revision{{saturday: 1}, nil, {sunday: 3}}},
	{"repair and damage", []revision{nil, {saturday: 2}, nil}},
}

// uploads gives the source in each of its states.
func (h history) uploads(t *testing.T) (states []*memstore.Store) {
	t.Helper()
	raw := memstore.New(memstore.WithContentETags())
	for _, days := range h.revisions {
		text := "%PDF-1.7 this is no log"
		if days != nil {
			text = log(days)
		}
		raw = raw.Clone()
		if _, err := raw.Put(t.Context(), source, strings.NewReader(text), store.Condition{}); err != nil {
			t.Fatal(err)
		}
		states = append(states, raw)
	}
	return states
}

// atRest checks that the lake has what it should in a state of the source.
func (h history) atRest(ctx context.Context, state int, s store.Reader) error {
	id := lake.NewSourceID(bucket, source)
	q, _, err := lake.ReadQuarantine(ctx, s, id)
	if err != nil && !errors.Is(err, store.ErrNotExist) {
		return err
	}
	days := h.revisions[state]
	if quarantined := err == nil && !q.Released; quarantined != (days == nil) {
		return fmt.Errorf("in quarantine: %v, want %v", quarantined, days == nil)
	}
	if days == nil {
		return nil // what earlier revisions gave stays
	}
	for _, name := range []string{saturday, sunday} {
		day, err := lake.ParseDay(name)
		if err != nil {
			return err
		}
		hits, err := hitsOf(ctx, s, lake.ActivityKey(day, id))
		if err != nil {
			return err
		}
		if hits != int64(days[name]) {
			return fmt.Errorf("%d hits on %s, want %d", hits, name, days[name])
		}
	}
	return nil
}

// hitsOf adds up the hits of an output, 0 if there is none.
func hitsOf(ctx context.Context, s store.Reader, key string) (hits int64, err error) {
	table, _, err := lake.OpenObject(ctx, s, key)
	if errors.Is(err, store.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	rows := lake.NewReader(lake.NewWords())
	defer rows.Close()
	for group := range table.Groups() {
		if err := rows.Open(group); err != nil {
			return 0, err
		}
		for {
			batch, err := rows.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return 0, err
			}
			for _, n := range batch.Hits {
				hits += n
			}
		}
	}
	return hits, nil
}
