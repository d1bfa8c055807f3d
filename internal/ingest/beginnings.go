package ingest

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/easreport/easreport/internal/iislog"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// beginnings are how logs begin. Copies of a log begin with the same two lines, or else they
// are not taken for copies (package copies). So the rows of a log that begins like no other
// need not be kept apart. All logs are looked at before the first of them is read.
type beginnings struct {
	mu     sync.Mutex
	looked map[lake.SourceID]string // the hash of the first two lines
	shared map[string]int           // how many logs that were looked at begin with these
	pooled map[string]bool          // of logs whose rows are not kept apart
	begun  map[string]int           // of all logs that were read
}

func newBeginnings() beginnings {
	return beginnings{looked: make(map[lake.SourceID]string), shared: make(map[string]int), pooled: make(map[string]bool), begun: make(map[string]int)}
}

// look notes how a log begins.
func (b *beginnings) look(id lake.SourceID, hash string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.looked[id] = hash
	b.shared[hash]++
}

// read notes how a log began when it was read, and reports whether its rows may go where
// they cannot be told from those of others, if that is wanted.
func (b *beginnings) read(id lake.SourceID, r *lake.Reading, wanted bool) (alone bool) {
	hash := beginningOf(r.Hashes)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.begun[hash]++
	looked, known := b.looked[id]
	alone = wanted && known && (hash == "" || looked == hash && b.shared[hash] == 1)
	b.pooled[hash] = b.pooled[hash] || alone
	return alone
}

// check makes sure that no log began otherwise when it was read, and like one whose rows are
// not kept apart.
func (b *beginnings) check() error {
	for hash := range b.pooled {
		if hash != "" && b.pooled[hash] && b.begun[hash] > 1 {
			return errors.New("logs changed while they were read, and became copies of others: run this again")
		}
	}
	return nil
}

// beginningOf is the hash of the first two lines, "" if there are none: see lake.Reading.
func beginningOf(hashes []string) string {
	if len(hashes) < leastLines {
		return ""
	}
	return hashes[leastLines-1]
}

// leastLines is how many lines of copies agree at least.
const leastLines = 2

// Look looks at how a log begins, for the Gathering. What is wrong with it is found out when
// it is read; one that was not looked at is kept apart.
func (in *Ingester) Look(ctx context.Context, key string) {
	g, err := in.Gathering.take(ctx)
	if err != nil {
		return
	}
	defer in.Gathering.give(g, 0)
	body, o, err := in.Source.Get(ctx, key, store.Range{}, "")
	if err != nil {
		return
	}
	defer body.Close() //nolint:errcheck // it was only read
	log := g.reader(o.Key, newMeter(body, nil).reader())
	defer log.Close() //nolint:errcheck // as above
	log.Needs = []iislog.Field{iislog.Stem, iislog.Query}
	b := &g.parsedBlocks(blocksAtOnce())[0].block
	for {
		err := log.Next(b)
		if err != nil && !errors.Is(err, io.EOF) {
			return
		}
		if err == nil {
			b.Records()
			log.Done(b)
		}
		if s := log.Stats(); err != nil || s.Hashed >= leastLines {
			in.Gathering.begins.look(lake.NewSourceID(in.Bucket, key), beginningOf(hashesOf(s.Checkpoints)))
			return
		}
	}
}
