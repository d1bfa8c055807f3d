package pairing

import (
	"errors"

	"github.com/easreport/easreport/internal/lake"
)

// Limits are from when on rows are folded on a UTC day.
type Limits struct {
	Strangers int   // devices on which nobody logged on, and names claimed by requests that nobody logged on with
	Devices   int   // of a person; 0: any number
	Texts     int64 // bytes of all texts in memory
}

// DefaultLimits are those of reports and of request_day.
func DefaultLimits() Limits {
	return Limits{Strangers: lake.MaxStrangers, Devices: lake.MaxDevices, Texts: 256 << 20}
}

// errManyTexts says that texts take too much memory.
var errManyTexts = errors.New("too many texts for memory")

// Check returns an error if texts take too much memory.
func (l Limits) Check(words *lake.Words) error {
	if words.Bytes() > l.Texts {
		return errManyTexts
	}
	return nil
}

// ManyTexts reports whether an error is of Check.
func ManyTexts(err error) bool { return errors.Is(err, errManyTexts) }

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
	if ManyTexts(err) {
		return Excess{Texts: true}, nil
	}
	return Excess{Devices: max(found.strangers, found.names) > l.Strangers || l.Devices > 0 && found.devices > l.Devices}, err
}
