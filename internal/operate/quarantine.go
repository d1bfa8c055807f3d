package operate

import (
	"context"
	"errors"
	"fmt"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// quarantined are the sources that could not be read, and records of such that
// are damaged themselves.
type quarantined struct {
	records map[lake.SourceID]lake.Quarantine
	damaged []Damage
}

// Damage is a file in the lake that cannot be read, and why.
type Damage struct {
	Key string
	Err error
}

func quarantine(ctx context.Context, s store.Reader) (quarantined, error) {
	all := quarantined{records: make(map[lake.SourceID]lake.Quarantine)}
	for o, err := range s.List(ctx, lake.QuarantinePrefix) {
		if err != nil {
			return all, fmt.Errorf("listing the lake's quarantine: %w", err)
		}
		id, ok := lake.ParseQuarantineKey(o.Key)
		if !ok {
			continue
		}
		q, _, err := lake.ReadQuarantine(ctx, s, id)
		switch {
		case errors.Is(err, lake.ErrDamaged):
			all.damaged = append(all.damaged, Damage{o.Key, err})
		case err != nil:
			return all, err
		case !q.Released:
			all.records[id] = q
		}
	}
	return all, nil
}
