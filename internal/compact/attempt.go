package compact

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// errStale says that an attempt must start over.
var errStale = errors.New("overtaken")

// attempt makes the file of a day once. The order matters: first the claim, which no
// other is equal to, then the list of what is read, then the write over that very
// claim. Who changes a file after it was listed puts an empty file over the claim, or
// over what was written, after that: so a file that is not right does not stay, whoever
// stops where.
func (c *Compactor) attempt(ctx context.Context, day lake.Day) (Result, error) {
	key := lake.ReconciledKey(day)
	claim, err := lake.EncodeEmpty(lake.Reconciled{Claim: c.claim()})
	if err != nil {
		return Result{}, err
	}
	claimed, err := c.Lake.Put(ctx, key, claim, store.Condition{})
	if err != nil {
		return Result{}, fmt.Errorf("claiming %s: %w", key, err)
	}
	d, err := c.list(ctx, day)
	r := d.result()
	if err != nil {
		return r, err
	}
	if len(d.inputs) == 0 {
		r.Outcome = Removed
		if c.Delete == nil {
			return r, nil
		}
		return r, c.Delete(ctx, key)
	}
	file, err := os.CreateTemp(c.TempDir, "easreport-*.parquet")
	if err != nil {
		return r, fmt.Errorf("making a temporary file: %w", err)
	}
	defer func() {
		_ = file.Close() // nothing of it is wanted any more
		_ = os.Remove(file.Name())
	}()
	if r.Rows, err = c.write(ctx, &d, file); err != nil {
		return r, err
	}
	_, putErr := c.Lake.Put(ctx, key, file, store.Condition{ETag: claimed.ETag})
	if putErr != nil {
		// The write may have happened all the same: an answer can be lost.
		stamp, _, err := lake.ReadReconciled(ctx, c.Lake, day)
		switch {
		case err == nil && stamp.Of(d.inputs):
		case errors.Is(putErr, store.ErrPrecondition), errors.Is(putErr, store.ErrConflict), errors.Is(putErr, store.ErrNotExist):
			return r, errStale
		default:
			return r, fmt.Errorf("writing %s: %w", key, putErr)
		}
	}
	info, err := file.Stat()
	if err != nil {
		return r, err
	}
	r.Outcome, r.CompactedBytes = Written, info.Size()
	return r, nil
}

func (c *Compactor) claim() string {
	if c.Claim != nil {
		return c.Claim()
	}
	return rand.Text()
}
