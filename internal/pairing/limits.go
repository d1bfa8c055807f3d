package pairing

import (
	"errors"

	"github.com/easreport/easreport/internal/lake"
)

// Limits are from when on rows are folded on a UTC day.
type Limits struct {
	Strangers int   // devices on which nobody logged on
	Names     int   // that requests claim and nobody logged on with; 0: any number
	Devices   int   // of a person; 0: any number
	Texts     int64 // bytes of all texts in memory; 0: any number
	Held      int64 // texts in memory at one time, from which on rows are looked at by a Census first; 0: any number
	Room      int   // entries that a Census keeps at one time; 0: as many as suit a function of 1,769 MB
}

// DefaultLimits are those of reports and of request_day.
func DefaultLimits() Limits {
	return Limits{Strangers: lake.MaxStrangers, Names: lake.MaxStrangers, Devices: lake.MaxDevices, Texts: 256 << 20, Held: 6_000_000}
}

// errLongTexts and errManyTexts say that texts take too much memory.
var (
	errLongTexts = errors.New("texts too long for memory")
	errManyTexts = errors.New("too many texts for memory")
)

// Check returns an error if texts take too much memory.
func (l Limits) Check(words *lake.Words) error {
	switch {
	case l.Texts > 0 && words.Bytes() > l.Texts:
		return errLongTexts
	case l.Held > 0 && words.Len() > l.Held:
		return errManyTexts
	}
	return nil
}

// ManyTexts reports whether an error is of Check.
func ManyTexts(err error) bool { return errors.Is(err, errLongTexts) || errors.Is(err, errManyTexts) }

// Excess is which limits rows exceed.
type Excess struct{ Devices, Texts bool }

// Any reports whether there is one.
func (e Excess) Any() bool { return e.Devices || e.Texts }

// Exceeded reports whether rows that were read must be read again and folded. The error is
// that of reading them; it is returned unless it is of Check.
func (l Limits) Exceeded(rows *Day, err error) (Excess, error) {
	var found invented
	if err == nil {
		found, err = rows.invented()
	}
	switch {
	case errors.Is(err, errLongTexts):
		return Excess{Texts: true}, nil
	case errors.Is(err, errManyTexts): // of what, a Census finds out
		return Excess{Devices: true}, nil
	}
	exceeds := func(n, limit int) bool { return limit > 0 && n > limit }
	return Excess{Devices: found.strangers > l.Strangers || exceeds(found.names, l.Names) || exceeds(found.devices, l.Devices)}, err
}
