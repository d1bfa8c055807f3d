package engine

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

// SQL runs queries on the activity table of a lake.
type SQL interface {
	// Unload runs a SELECT and writes its rows as Parquet files under a URL that ends
	// with a slash, where nothing lies. It returns how many bytes the query has read,
	// also if it failed.
	Unload(ctx context.Context, query, url string) (bytes int64, err error)
}

// Engine merges the rows of a lake's days. Results stay in the lake, each under a prefix
// of its own, until somebody deletes them: a rule of the bucket, on AWS.
type Engine struct {
	Lake store.Reader
	SQL  SQL
	// URL is what the SQL engine calls the lake, such as s3://bucket/prefix.
	URL string

	queries, bytes atomic.Int64
}

// Result is where the results of a Plan are: keys of Parquet files.
type Result struct {
	// Rows are for lake.NewMergedReader.
	Rows []string
	// Presence is for lake.PresenceReader.
	Presence []string
}

// Work is what an engine did: its queries, and the bytes that they have read.
type Work struct{ Queries, Bytes int64 }

// Work is what the engine did so far.
func (e *Engine) Work() Work { return Work{e.queries.Load(), e.bytes.Load()} }

// Key is the key of an object that the SQL engine calls by a path.
func (e *Engine) Key(path string) string { return strings.TrimPrefix(path, e.URL+"/") }

// Merge does what a plan says: all queries at once, and if one fails the others are
// stopped. Errors are the SQL engine's and the store's.
func (e *Engine) Merge(ctx context.Context, p Plan) (Result, error) {
	prefix := lake.EnginePrefix + "dt=" + p.Day.String() + "/" + rand.Text() + "/"
	var r Result
	var all sync.WaitGroup
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	for _, q := range []struct {
		name, query string
		keys        *[]string
	}{{"rows", p.rows(e.URL), &r.Rows}, {"presence", p.presence(e.URL), &r.Presence}} {
		all.Go(func() {
			var err error
			if *q.keys, err = e.unload(ctx, q.query, prefix+q.name+"/"); err != nil {
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
func (e *Engine) unload(ctx context.Context, query, prefix string) (keys []string, err error) {
	bytes, err := e.SQL.Unload(ctx, query, e.URL+"/"+prefix)
	e.queries.Add(1)
	e.bytes.Add(bytes)
	if err != nil {
		return nil, err
	}
	for o, err := range e.Lake.List(ctx, prefix) {
		if err != nil {
			return nil, errors.Join(errors.New("listing what the engine has written"), err)
		}
		if o.Size > 0 {
			keys = append(keys, o.Key)
		}
	}
	return keys, nil
}
