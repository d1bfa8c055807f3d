package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

// revision is a state of a source: the hits of each day, nil for an object that is
// no log.
type revision map[string]int

const friday, saturday, sunday = "2011-12-23", "2011-12-24", "2011-12-25"

// history is a source that is uploaded again and again. A day of other content has
// other hits.
type history struct {
	name      string
	revisions []revision
	// files are the names of the files that hold the source in its states, if it is one
	// of a folder: a name that stays is a file that is written to.
	files []string
	// texts are the source's, if not those of its revisions.
	texts []string
	// quick: the search with all faults takes no time worth speaking of; slow: even the
	// one without takes some seconds.
	quick, slow bool
	// inTurn: see bounds.
	inTurn bool
}

var histories = append(foldersHistories, []history{
	{name: "grow", revisions: []revision{{saturday: 1}, {saturday: 2, sunday: 2}}},
	{name: "shrink", revisions: []revision{{saturday: 1, sunday: 1}, {saturday: 2}}},
	{name: "move", revisions: []revision{{saturday: 1}, {sunday: 2}}},
	{name: "empty", quick: true, revisions: []revision{{saturday: 1}, {}}},
	{name: "come and go", revisions: []revision{{saturday: 1}, {sunday: 2}, {saturday: 3}}},
	{name: "revert", revisions: []revision{{saturday: 1}, {saturday: 2, sunday: 2}, {saturday: 1}}},
	{name: "revert in a day", revisions: []revision{{saturday: 1}, {saturday: 2}, {saturday: 1}}},
	{name: "drop, back, drop", slow: true, revisions: []revision{{saturday: 1, sunday: 1}, {saturday: 2}, {saturday: 3, sunday: 3}, {saturday: 4}}},
	{name: "damage", quick: true, revisions: []revision{{saturday: 1}, nil}},
	{name: "damage and repair", slow: true, revisions: []revision{{saturday: 1}, nil, {sunday: 3}}},
	{name: "repair and damage", revisions: []revision{nil, {saturday: 2}, nil}},
}...)

// span is how much of a file's start and end is hashed in a search: more than its header
// and the first date, and more than its last line.
const span = 300

// head is what a log begins with before it is readable: a row before its fields.
const headWithoutFields = "#Software: Microsoft Internet Information Services 7.5\r\n" + saturday + " 10:00:00\r\n"

// foldersHistories are of files that others write to. A row of one day is as long as one
// of another, and the nth of a day is the same in every log.
var foldersHistories = []history{
	{name: "grow in place", files: []string{"file-1", "file-1"}, revisions: []revision{{saturday: 1}, {saturday: 2, sunday: 1}}},
	{name: "grow twice in place", slow: true, files: []string{"file-1", "file-1", "file-1"}, revisions: []revision{{saturday: 1}, {saturday: 2}, {saturday: 2, sunday: 1}}},
	{name: "shrink in place", files: []string{"file-1", "file-1"}, revisions: []revision{{saturday: 2, sunday: 1}, {saturday: 1}}},
	{name: "shrink and grow in place", slow: true, files: []string{"file-1", "file-1", "file-1"}, revisions: []revision{{saturday: 2}, {saturday: 1}, {saturday: 1, sunday: 2}}},
	{name: "another start", files: []string{"file-1", "file-1"}, revisions: []revision{{friday: 1, sunday: 2}, {saturday: 1, sunday: 3}}},
	{name: "another end", files: []string{"file-1", "file-1"}, revisions: []revision{{saturday: 1, sunday: 1}, {saturday: 3}}},
	{name: "another file", slow: true, files: []string{"file-1", "file-2"}, revisions: []revision{{friday: 3, sunday: 2}, {friday: 2, saturday: 1, sunday: 3}}},
	{name: "another middle", slow: true, files: []string{"file-1", "file-1"}, revisions: []revision{{friday: 3, sunday: 2}, {friday: 2, saturday: 1, sunday: 2}}},
	{
		name: "grow readable", quick: true, files: []string{"file-1", "file-1"}, revisions: []revision{nil, {saturday: 1}},
		texts: []string{headWithoutFields, headWithoutFields + log(revision{saturday: 1})},
	},
	{
		name: "grow unreadable", files: []string{"file-1", "file-1", "file-1"}, revisions: []revision{nil, {}, nil},
		texts: []string{"%PDF-1.7 this is no log", headWithoutFields[:56], headWithoutFields},
	},
}

// uploads gives the source in each of its states.
func (h history) uploads(t *testing.T) (states []*memstore.Store) {
	t.Helper()
	for i, days := range h.revisions {
		text := "%PDF-1.7 this is no log"
		switch {
		case h.texts != nil:
			text = h.texts[i]
		case days != nil:
			text = log(days)
		}
		options := []memstore.Option{memstore.WithContentETags()}
		if h.files != nil {
			options = append(options, memstore.WithFile(h.files[i]))
		}
		state := memstore.New(options...)
		for range i + 1 { // each later than the one before
			if _, err := state.Put(t.Context(), source, strings.NewReader(text), store.Condition{}); err != nil {
				t.Fatal(err)
			}
		}
		states = append(states, state)
	}
	return states
}

// atRest checks that the lake has what it should in a state of the source, which is of
// this revision.
func (h history) atRest(ctx context.Context, state int, now string, s store.Reader) error {
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
	done, err := lake.ReadDone(ctx, s, id)
	if err != nil {
		return err
	}
	// One that was taken back says no more than that there may be work left.
	if done.Revision != now && done.Revision != "" {
		return errors.New("another state is said to be applied")
	}
	for _, name := range []string{friday, saturday, sunday} {
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
		n, err := hitsIn(rows.Open(group), rows.Next)
		if err != nil {
			return 0, err
		}
		hits += n
	}
	return hits, nil
}

// hitsIn adds up the hits of a row group that was opened.
func hitsIn(opened error, next func() (*activity.Batch, error)) (hits int64, err error) {
	if opened != nil {
		return 0, opened
	}
	for {
		batch, err := next()
		if errors.Is(err, io.EOF) {
			return hits, nil
		}
		if err != nil {
			return 0, err
		}
		for _, n := range batch.Hits {
			hits += n
		}
	}
}
