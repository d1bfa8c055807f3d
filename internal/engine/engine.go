package merge

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// Engine runs queries on the activity table of a lake.
type Engine interface {
	// Unload runs a SELECT and writes its rows as Parquet files under a URL that ends
	// with a slash, where nothing lies. It says how many bytes the query has read,
	// also if it failed.
	Unload(ctx context.Context, query, url string) (bytes int64, err error)
}

// Lake is a lake whose days an engine merges. Results stay in it, each under a prefix
// of its own, until somebody deletes them: a rule of the bucket, on AWS.
type Lake struct {
	store.Store
	Engine Engine
	// URL is what the engine calls the lake, such as s3://bucket/prefix.
	URL string

	queries, bytes atomic.Int64
}

// Result is where the results of a Plan are: keys of Parquet files.
type Result struct {
	// Rows are for lake.MergedReader, or where the Plan has Devices for lake.Reader.
	Rows []string
	// Presence is for lake.PresenceReader.
	Presence []string
}

// Work is what engines did.
type Work struct{ Queries, Bytes int64 }

// Work is what the engine did for this Lake so far; Bytes are those that it has read.
func (l *Lake) Work() Work { return Work{l.queries.Load(), l.bytes.Load()} }

// Key is the key of an object that the engine calls by a path.
func (l *Lake) Key(path string) string { return strings.TrimPrefix(path, l.URL+"/") }

// Merge does what a plan says: all queries at once, and if one fails the others are
// stopped. Errors are the engine's and the store's.
func (l *Lake) Merge(ctx context.Context, p Plan) (Result, error) {
	prefix := lake.MergePrefix + "dt=" + p.Day.String() + "/" + rand.Text() + "/"
	var r Result
	var all sync.WaitGroup
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	for _, q := range []struct {
		name, query string
		keys        *[]string
	}{{"rows", p.rows(l.URL), &r.Rows}, {"presence", p.presence(l.URL), &r.Presence}} {
		all.Go(func() {
			var err error
			if *q.keys, err = l.unload(ctx, q.query, prefix+q.name+"/"); err != nil {
				cancel(fmt.Errorf("merging the rows of %s: %w", p.Day, err))
			}
		})
	}
	all.Wait()
	if err := context.Cause(ctx); err != nil {
		return Result{}, err
	}
	return r, nil
}

// unload runs a query and lists its results.
func (l *Lake) unload(ctx context.Context, query, prefix string) (keys []string, err error) {
	bytes, err := l.Engine.Unload(ctx, query, l.URL+"/"+prefix)
	l.queries.Add(1)
	l.bytes.Add(bytes)
	if err != nil {
		return nil, err
	}
	for o, err := range l.List(ctx, prefix) {
		if err != nil {
			return nil, errors.Join(errors.New("listing what the engine has written"), err)
		}
		if o.Size > 0 {
			keys = append(keys, o.Key)
		}
	}
	return keys, nil
}
