package assemble

import (
	"context"
	"errors"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/pairing"
)

// IntakeLimits are those of an Intake that a report is made of.
func IntakeLimits() pairing.Limits { return pairing.DefaultLimits() }

// WithLimits has the rows of strangers folded from other limits on.
func WithLimits(l pairing.Limits) Option { return func(b *builder) { b.limits = l } }

// ErrStrangers says that there are so many devices or texts that rows must be folded, for
// which they must be in a lake: those of an Intake were read once.
var ErrStrangers = errors.New("too many devices or texts to report on them without a lake")

// foldingOf is how rows of a day are folded that is known to need it; nil: not known. Who
// wants some devices only has all others folded.
func (b *builder) foldingOf(ctx context.Context, day lake.Day) (*lake.Folding, error) {
	folds := b.folds[day]
	if b.devices == nil || b.engine != nil || folds == nil {
		return nil, nil //nolint:nilnil // rows are read as they are
	}
	wanted := make(map[string]bool, len(b.devices))
	for _, device := range b.devices {
		wanted[device] = true
	}
	folding, _, err := b.census(ctx, day, pairing.Excess{Texts: folds.Strangers > 0}) // all of them are folded, or none is
	if err != nil {
		return nil, err
	}
	fate := folding.Fate
	folding.Fate = func(id []byte) lake.Fate {
		if !wanted[activesync.FoldDevice(string(id))] {
			return lake.Stranger
		}
		return fate(id)
	}
	return folding, nil
}

// census finds out who logged on on a day, and how to fold the rows of the others.
func (b *builder) census(ctx context.Context, day lake.Day, e pairing.Excess) (*lake.Folding, *lake.Folds, error) {
	census := pairing.NewCensus(b.limits, e)
	for all := false; !all; all = census.End() {
		_, err := b.wholeDay(ctx, day, func(cores int) []groupReader {
			census.Begin()
			readers := make([]groupReader, cores)
			for i := range readers {
				counter := census.Counter()
				readers[i] = func(rows lake.Group, _ *dayFile) error { return counter.Count(rows) }
			}
			return readers
		})
		if err != nil {
			return nil, nil, err
		}
	}
	folding, folds := census.Folding()
	return folding, folds, nil
}

// noteFolded notes what is folded of a day.
func (b *builder) noteFolded(day lake.Day, folds *lake.Folds) {
	if b.report.Folded.Days == nil {
		b.report.Folded.Days = make(map[lake.Day]*lake.Folds)
	}
	b.report.Folded.Days[day] = folds
}

// noted is what reading a day has noted in the coverage so far.
type noted struct{ damaged, inputs int }

func (b *builder) noted() noted {
	return noted{len(b.report.Coverage.Damaged), len(b.report.Coverage.Inputs)}
}

// forgetNoted forgets what was noted since: the day is read again.
func (b *builder) forgetNoted(n noted) {
	c := &b.report.Coverage
	c.Damaged, c.Inputs = c.Damaged[:n.damaged], c.Inputs[:n.inputs]
}
