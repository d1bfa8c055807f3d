package pairing

import (
	"errors"

	"github.com/easreport/easreport/internal/lake"
)

// Limits are from when on the rows of strangers are folded on a UTC day.
type Limits struct {
	Strangers int   // devices on which nobody logged on
	Texts     int64 // bytes of all texts in memory
}

// DefaultLimits are those of reports and of request_day.
func DefaultLimits() Limits { return Limits{Strangers: lake.MaxStrangers, Texts: 256 << 20} }

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

// Exceeded reports whether rows that were read must be read again and folded. The error is
// that of reading them; it is returned unless it is of Check.
func (l Limits) Exceeded(rows *Day, err error) (bool, error) {
	strangers := 0
	if err == nil {
		strangers, err = rows.Strangers()
	}
	if ManyTexts(err) {
		return true, nil
	}
	return strangers > l.Strangers, err
}
