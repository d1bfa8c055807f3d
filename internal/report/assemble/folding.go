package assemble

import (
	"context"
	"errors"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/pairing"
	"github.com/easreport/easreport/internal/report"
)

// MaxTexts is how many bytes of texts an Intake may hold.
func MaxTexts() int64 { return pairing.DefaultLimits().Texts }

// WithLimits has the rows of strangers folded from other limits on.
func WithLimits(l pairing.Limits) Option { return func(b *builder) { b.limits = l } }

// ErrStrangers says that so many devices never log on that their rows must be folded, for
// which rows must be in a lake: those of an Intake were read once.
var ErrStrangers = errors.New("too many devices never log on to report on them without a lake")

// foldingOf is how rows of a day are folded that is known to need it; nil: not known. Who
// wants some devices only has all others folded.
func (b *builder) foldingOf(day lake.Day) *lake.Folding {
	if b.devices == nil || b.engine != nil || !b.folded[day] {
		return nil
	}
	wanted := make(map[string]bool, len(b.devices))
	for _, device := range b.devices {
		wanted[device] = true
	}
	never := func([]byte) bool { return false }
	return &lake.Folding{
		Knows: func(id []byte) bool { return wanted[activesync.FoldDevice(string(id))] },
		Names: never, Commands: never, Other: report.Other,
	}
}

// census finds out who logged on on a day, and how to fold the rows of the others.
func (b *builder) census(ctx context.Context, day lake.Day) (*lake.Folding, error) {
	var census *pairing.Census
	_, err := b.wholeDay(ctx, day, func(cores int) []groupReader {
		census = pairing.NewCensus()
		readers := make([]groupReader, cores)
		for i := range readers {
			counter := census.Counter()
			readers[i] = func(rows lake.Group, _ *dayFile) error { return counter.Count(rows) }
		}
		return readers
	})
	if err != nil {
		return nil, err
	}
	b.noteFolded(day, census.Strangers())
	return census.Folding(), nil
}

// noteFolded notes that the rows of so many devices are folded on a day.
func (b *builder) noteFolded(day lake.Day, devices int64) {
	b.report.Folded.Days = append(b.report.Folded.Days, day)
	b.report.Folded.Devices += devices
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
