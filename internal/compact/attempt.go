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

// attempt makes the copy of a day once. The order matters: first the claim, which no
// other is equal to, then the list of what is copied, then the write over that very
// claim. Who changes a file after it was listed puts an empty file over the claim, or
// over the copy, after that: so a copy that is not right does not stay, whoever stops
// where.
func (c *Compactor) attempt(ctx context.Context, day lake.Day) (Result, error) {
	key := lake.CompactedKey(day)
	claim, err := lake.EncodeEmpty(lake.Compacted{Claim: c.claim()})
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
		return r, c.Lake.Delete(ctx, key)
	}
	file, err := os.CreateTemp(c.TempDir, "easreport-*.parquet")
	if err != nil {
		return r, fmt.Errorf("making a temporary file: %w", err)
	}
	defer discard(file)
	if r.Rows, err = c.write(ctx, &d, file); err != nil {
		return r, err
	}
	_, putErr := c.Lake.Put(ctx, key, file, store.Condition{ETag: claimed.ETag})
	if putErr != nil {
		// The write may have happened all the same: an answer can be lost.
		stamp, _, err := lake.ReadCompacted(ctx, c.Lake, day)
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

// write writes the rows of the files that were listed, and notes their revisions.
func (c *Compactor) write(ctx context.Context, d *listing, to *os.File) (rows int64, err error) {
	scratch, err := os.CreateTemp(c.TempDir, "easreport-*.rows")
	if err != nil {
		return 0, fmt.Errorf("making a temporary file: %w", err)
	}
	defer discard(scratch)
	m := lake.NewCompaction(scratch)
	for i := range d.inputs {
		if err := c.add(ctx, m, d.day, &d.inputs[i]); err != nil {
			return 0, err
		}
	}
	return m.Write(to, lake.Compacted{Inputs: d.inputs})
}

func (c *Compactor) add(ctx context.Context, m *lake.Compaction, day lake.Day, input *lake.Input) (err error) {
	key := lake.ActivityKey(day, input.Source)
	table, etag, err := lake.OpenObject(ctx, c.Lake, key)
	if errors.Is(err, store.ErrNotExist) || etag != "" && etag != input.ETag {
		err = errors.Join(errStale, err)
	}
	if table != nil {
		defer func() { err = errors.Join(err, table.Close()) }()
	}
	if err != nil {
		return fmt.Errorf("reading %s: %w", key, err)
	}
	input.Revision = table.Stamp().Revision
	if err := m.Add(table); err != nil {
		return fmt.Errorf("reading %s: %w", key, err)
	}
	return nil
}

func (c *Compactor) claim() string {
	if c.Claim != nil {
		return c.Claim()
	}
	return rand.Text()
}

// discard removes a temporary file, of which nothing is wanted any more.
func discard(f *os.File) {
	_ = f.Close()
	_ = os.Remove(f.Name())
}
