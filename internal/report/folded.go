package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/lake"
)

// NeverLoggedOn is the DeviceID of the row that stands for the strangers of a day on which
// there were too many of them to name, OtherDevices that of a row for the devices that a
// person has beyond those that are named.
const (
	NeverLoggedOn = lake.NeverLoggedOn
	OtherDevices  = lake.OtherDevices
)

// Folded says what those rows stand for, and what is left out of others, by day.
type Folded struct{ Days map[lake.Day]*lake.Folds }

// Strangers is how many different device ids of strangers there were, added up over days.
func (f *Folded) Strangers() (n int64) {
	for _, day := range f.Days {
		n += day.Strangers
	}
	return n
}

// Texts is how many different texts are left out, likewise.
func (f *Folded) Texts() (n int64) {
	for _, day := range f.Days {
		n += day.Texts
	}
	return n
}

// About reports whether Strangers or Texts are estimates: there were more than memory holds.
func (f *Folded) About() bool {
	for _, day := range f.Days {
		if day.About {
			return true
		}
	}
	return false
}

// FoldedPerson is a person, by a name in lower case, and how many of their device ids have one row.
type FoldedPerson struct {
	Name      string
	DeviceIDs int64 // added up over days
}

// Persons are those with devices that are folded, those with most first.
func (f *Folded) Persons() (all []FoldedPerson) {
	sums := make(map[string]int64)
	for _, day := range f.Days {
		for name, n := range day.Beyond {
			sums[name] += n
		}
	}
	for name, n := range sums {
		all = append(all, FoldedPerson{name, n})
	}
	slices.SortFunc(all, func(a, b FoldedPerson) int {
		return cmp.Or(cmp.Compare(b.DeviceIDs, a.DeviceIDs), strings.Compare(a.Name, b.Name))
	})
	return all
}

// FoldedDays are the days, ascending.
func (f *Folded) FoldedDays() []lake.Day { return slices.Sorted(maps.Keys(f.Days)) }

// DeviceIDs is how many ids the row of a device and person stands for; 0: for its own.
func (f *Folded) DeviceIDs(device, user string) (n int64) {
	switch device {
	case NeverLoggedOn:
		return f.Strangers()
	case OtherDevices:
		for _, p := range f.Persons() {
			if activesync.Account(p.Name) == activesync.Account(user) {
				n += p.DeviceIDs
			}
		}
	}
	return n
}

// TypeOf is what a row that stands for so many ids has in the place of a device type.
func TypeOf(ids int64) string {
	if ids == 1 {
		return "1 device id"
	}
	return fmt.Sprint(ids, " device ids")
}

// DevicesIn counts them in totals, where each row counts as one device.
func (f *Folded) DevicesIn(t *Totals) {
	if n := f.Strangers(); n > 0 {
		t.Devices += int(n) - 1
	}
	for i, p := range f.Persons() {
		if t.Devices += int(p.DeviceIDs); i == 0 { // all of them have one id
			t.Devices--
		}
	}
}
