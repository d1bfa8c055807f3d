package report

import (
	"fmt"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
)

// weight is what the choice of a side goes by.
type weight struct {
	hits, failures, easFailures int64
	full, recovery, invalid     int64
	failureStatuses             Tally[int32]
	errors                      Tally[lake.Word] // by all the names of a row's error column
	failed                      []minute         // failures, until a side was chosen
}

// weigh adds row i of a batch, but for its minutes, and tells whether its requests
// failed.
func (w *weight) weigh(b *activity.Batch, i int) (failures bool) {
	hits := b.Hits[i]
	w.hits += hits
	w.full += max(b.FullSyncs[i], 0)
	w.recovery += max(b.RecoverySyncs[i], 0)
	w.invalid += max(b.InvalidSyncs[i], 0)
	status, eas := statuses(b, i)
	if failures = failed(b, i); failures {
		w.failures += hits
		w.failureStatuses.Add(activesync.EffectiveStatus(status, eas), hits)
	}
	if easFailed(eas) {
		w.easFailures += hits
	}
	if b.Error[i] != 0 {
		w.errors.Add(b.Error[i], hits)
	}
	return failures
}

// statuses are HTTP's, 0 where the log has none, and ActiveSync's of a row.
func statuses(b *activity.Batch, i int) (status, eas int32) {
	return int32(max(b.Status[i], 0)), int32(b.EASStatus[i])
}

// failed tells whether the requests of a row failed.
func failed(b *activity.Batch, i int) bool {
	status, eas := statuses(b, i)
	return activesync.IsFailure(status, b.Win32Status[i], eas, b.Error[i] != 0)
}

// easFailed tells whether an EAS status is a common one, also behind HTTP 200.
func easFailed(eas int32) bool { return activesync.EffectiveStatus(0, eas) != 0 }

// minuteOf checks a row of a day, given the day's start in milliseconds, and gives
// its minute of the day.
func minuteOf(b *activity.Batch, i int, midnight int64) (int64, error) {
	if b.Hits[i] <= 0 {
		return 0, fmt.Errorf("a row of %d hits: %w", b.Hits[i], lake.ErrDamaged)
	}
	minute := (b.Bucket[i] - midnight) / 60_000
	if minute < 0 || minute >= minutesOfDay {
		return 0, fmt.Errorf("a row of another day: %w", lake.ErrDamaged)
	}
	return minute, nil
}

// empty is no weight, in the same memory.
func (w *weight) empty() weight {
	return weight{failureStatuses: w.failureStatuses[:0], errors: w.errors[:0], failed: w.failed[:0]}
}

// troubled tells that there is more than hits. Most sums have no more.
func (w *weight) troubled() bool {
	return w.failures != 0 || w.easFailures != 0 || len(w.errors) != 0 || w.syncs() != 0
}

func (w *weight) syncs() int64 { return w.full + w.recovery + w.invalid }
