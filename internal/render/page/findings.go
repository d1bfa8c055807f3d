package page

import (
	"fmt"

	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/report"
)

// What a page shows of a diagnosis.
const (
	// maxDevices is how many devices have a card and a sheet of their own.
	maxDevices = 100
	// openCards is how many cards are seen at first.
	openCards = 12
	// openKinds is how many rules are seen at first.
	openKinds = 8
	// openFindings is how many findings a card shows at first.
	openFindings = 3
)

// findings are what is wrong with devices: by rule, and by device.
type findings struct {
	// Shared are findings about what devices share.
	Shared []found
	// Kinds are those seen at first, MoreKinds the others.
	Kinds, MoreKinds []kind
	// Cards are those seen at first, Folded the others. More says what is left out.
	Cards, Folded []card
	More          string
	// Well are devices that were asked for, of which nothing was found.
	Well []identity
}

// kind is a rule with the devices that it found.
type kind struct {
	Name, Title, Severity string
	N                     int
	Devices               string
}

// newFindings is nil where nobody looked, or there was nothing to look at.
func newFindings(r *report.Report, d *finding.Diagnosis) *findings {
	if d == nil || r.Totals.Hits == 0 {
		return nil
	}
	f := &findings{Kinds: newKinds(d)}
	for i := range d.Shared {
		f.Shared = append(f.Shared, newFound(&r.Query, &d.Shared[i].Finding))
	}
	if n := openKinds; len(f.Kinds) > n+1 {
		f.Kinds, f.MoreKinds = f.Kinds[:n], f.Kinds[n:]
	}
	for i := range d.Devices[:min(len(d.Devices), maxDevices)] {
		c := newCard(&r.Query, d, i)
		if i < openCards {
			f.Cards = append(f.Cards, c)
		} else {
			f.Folded = append(f.Folded, c)
		}
	}
	for i := range d.Well {
		f.Well = append(f.Well, newIdentity(min(len(d.Devices), maxDevices)+i, &d.Well[i].Row))
	}
	if n := len(d.Devices) - maxDevices; n > 0 {
		f.More = fmt.Sprintf("%s less severe findings: the table below finds them.", plural(int64(n), "more device has", "more devices have"))
	}
	return f
}

func newKinds(d *finding.Diagnosis) (all []kind) {
	for _, k := range d.Kinds() {
		all = append(all, kind{k.Rule.Name, k.Rule.Title, k.Severity.String(), k.Devices, plural(int64(k.Devices), "device", "devices")})
	}
	return all
}
