package report

import (
	"fmt"

	"github.com/easreport/easreport/internal/lake"
)

// NeverLoggedOn is the DeviceID of the row that stands for the strangers of a day on which
// there were too many of them to name.
const NeverLoggedOn = lake.NeverLoggedOn

// Folded says what the row NeverLoggedOn stands for.
type Folded struct {
	Days []lake.Day // on which there were too many
	// Devices is how many different device ids they had, added up over days.
	Devices int64
}

// TypeOf is what the row of a device that stands for others has in the place of a device
// type: how many ids it stands for.
func (f *Folded) TypeOf() string {
	if f.Devices == 1 {
		return "1 device id"
	}
	return fmt.Sprint(f.Devices, " device ids")
}

// DevicesIn counts them in totals, where their row counts as one.
func (f *Folded) DevicesIn(t *Totals) {
	if f.Devices > 0 {
		t.Devices += int(f.Devices) - 1
	}
}
