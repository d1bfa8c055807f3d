package compact

import (
	"context"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/persons"
)

// Proven are the persons of a day who the activity files prove to have several names:
// both sides logged the same requests under them. Errors are the store's,
// lake.ErrDamaged and lake.ErrNewer.
func (c *Compactor) Proven(ctx context.Context, day lake.Day) ([]persons.Person, error) {
	d, err := c.list(ctx, day)
	if err != nil {
		return nil, err
	}
	r, err := c.gather(ctx, &d)
	defer func() { r.close() }()
	if err != nil {
		return nil, err
	}
	evidence, err := r.rows.Evidence()
	if err != nil {
		return nil, err
	}
	return evidence.Proven(), nil
}
