package s3store

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	smithy "github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/easreport/easreport/internal/store"
)

// fault says by the errors of package store what the SDK's error says. Of an
// answer that S3 gives in the course of things the rest is dropped; of any other
// it is kept: it holds the id by which S3's support finds the request.
func (s *Store) fault(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if done := ctx.Err(); done != nil {
		if errors.Is(err, done) {
			return done
		}
		return fmt.Errorf("%w: %w", done, err)
	}
	// By the code, where there is one: a 404 may be the key's, the bucket's, or that
	// of an upload of which it says nothing; some of the 409 pass and some stay.
	switch code(err) {
	case "NoSuchKey", "NotFound": // by GET; by HEAD, whose answers have no body
		return store.ErrNotExist
	case "NoSuchBucket":
		return fmt.Errorf("%w: %q", ErrNoBucket, *s.bucket)
	case "PreconditionFailed":
		return store.ErrPrecondition
	case "ConditionalRequestConflict", "OperationAborted":
		return store.ErrConflict
	case "InvalidObjectState":
		return store.ErrArchived
	case "KeyTooLongError":
		return fmt.Errorf("%w: %w", store.ErrInvalidKey, err)
	}
	return err
}

// code is S3's name of the error; empty if no server answered.
func code(err error) string {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return ""
	}
	return api.ErrorCode()
}

// status is that of the answer, 0 if there was none.
func status(err error) int {
	var response *smithyhttp.ResponseError
	if !errors.As(err, &response) {
		return 0
	}
	return response.HTTPStatusCode()
}

// forbidden adds to the error of a HEAD what S3 does not say: who may not list
// is not told either that there is no such object.
func forbidden(err error) error {
	if status(err) == http.StatusForbidden {
		return fmt.Errorf("access denied, or no object and s3:ListBucket not granted: %w", err)
	}
	return err
}
