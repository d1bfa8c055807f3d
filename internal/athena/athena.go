// Package athena runs queries on Amazon Athena, and writes what they answer into a
// bucket.
//
// It must not know what is asked, nor where credentials and the region come from: it
// is given a client.
package athena

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/athena"
	"github.com/aws/aws-sdk-go-v2/service/athena/types"
)

// Engine runs queries in a workgroup. It is safe for concurrent use.
type Engine struct {
	Client *athena.Client
	// Workgroup has the query's costs, limits and place for what Athena notes of it.
	Workgroup string
	// Database is that of tables without one.
	Database string
}

// QueryError says that Athena did not run a query to its end.
type QueryError struct {
	// ID is the query's, State FAILED or CANCELLED.
	ID, State string
	// Reason is what Athena says. It may name objects that were read.
	Reason string
}

// Error implements error.
func (e *QueryError) Error() string {
	return fmt.Sprintf("query %s of Athena %s: %s", e.ID, strings.ToLower(e.State), e.Reason)
}

// How long to wait between two looks at a query. Most take some seconds.
const (
	firstLook = 200 * time.Millisecond
	laterLook = 2 * time.Second
)

// Unload runs a SELECT and writes its rows as Parquet files under an s3:// URL that
// ends with a slash, where nothing lies; after an error some may lie there. It says how
// many bytes the query has read, as far as is known also after an error. When ctx is
// done the query is stopped. Errors are *QueryError, ctx's and the SDK's.
func (e *Engine) Unload(ctx context.Context, query, url string) (bytes int64, err error) {
	id, err := e.start(ctx, fmt.Sprintf("UNLOAD (%s) TO '%s' WITH (format = 'PARQUET', compression = 'ZSTD')", query, strings.ReplaceAll(url, "'", "''")))
	if err != nil {
		return 0, err
	}
	for wait := firstLook; ; wait = min(2*wait, laterLook) {
		select {
		case <-ctx.Done():
			return bytes, errors.Join(fmt.Errorf("waiting for query %s of Athena: %w", id, context.Cause(ctx)), e.stop(ctx, id))
		case <-time.After(wait):
		}
		out, err := e.Client.GetQueryExecution(ctx, &athena.GetQueryExecutionInput{QueryExecutionId: &id})
		if ctx.Err() != nil {
			continue
		}
		if err != nil {
			return bytes, errors.Join(fmt.Errorf("looking at query %s of Athena: %w", id, err), e.stop(ctx, id))
		}
		now := out.QueryExecution
		if s := now.Statistics; s != nil {
			bytes = aws.ToInt64(s.DataScannedInBytes)
		}
		switch state := now.Status.State; state {
		case types.QueryExecutionStateSucceeded:
			return bytes, nil
		case types.QueryExecutionStateFailed, types.QueryExecutionStateCancelled:
			return bytes, &QueryError{id, string(state), aws.ToString(now.Status.StateChangeReason)}
		}
	}
}

// start starts a query, once however often the request is sent.
func (e *Engine) start(ctx context.Context, query string) (id string, err error) {
	sum := sha256.Sum256([]byte(query)) // the URL in it is that of this attempt
	token := hex.EncodeToString(sum[:])
	out, err := e.Client.StartQueryExecution(ctx, &athena.StartQueryExecutionInput{
		QueryString: &query, ClientRequestToken: &token, WorkGroup: &e.Workgroup,
		QueryExecutionContext: &types.QueryExecutionContext{Database: &e.Database},
	})
	if err != nil {
		return "", fmt.Errorf("starting a query of Athena: %w", err)
	}
	return aws.ToString(out.QueryExecutionId), nil
}

// stopping is how long stopping a query may take: it is done when there is no time left.
const stopping = 3 * time.Second

// stop stops a query that nobody waits for any more, so that it costs no more.
func (e *Engine) stop(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopping)
	defer cancel()
	if _, err := e.Client.StopQueryExecution(ctx, &athena.StopQueryExecutionInput{QueryExecutionId: &id}); err != nil {
		return fmt.Errorf("stopping query %s of Athena: %w", id, err)
	}
	return nil
}
