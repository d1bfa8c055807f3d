package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/activity"
)

// device gathers a device's rows over the days of a report. Its key is made of
// texts, because each day numbers words anew.
type device struct {
	deviceKey
	devices, users, types Tally[string]
	rows                  map[rowKey]*Row
	hits, failures        int64
}

type deviceKey struct {
	device, account string // folded
	probe           bool
}

type rowKey struct {
	start     int64
	userAgent string
}

// collection gathers devices.
type collection map[deviceKey]*device

// day takes the rows of a day in.
func (c collection) day(m *dayMerge) {
	for key, u := range m.units {
		k := deviceKey{m.words.Text(key.device), m.words.Text(key.account), key.probe}
		d := c[k]
		if d == nil {
			d = &device{deviceKey: k, rows: make(map[rowKey]*Row)}
		}
		u.rows(m, func(key groupKey, r *Row) {
			c[k] = d
			d.hits += r.Hits
			d.failures += r.Failures
			at := rowKey{key.start, m.words.Text(key.userAgent)}
			if before := d.rows[at]; before != nil {
				before.merge(r)
			} else {
				d.rows[at] = r
			}
		})
		d.devices.Merge(m.texts(u.devices))
		d.types.Merge(m.texts(u.types))
		for _, user := range m.texts(u.users) {
			d.users.Add(strings.ToLower(user.Key), user.N)
		}
	}
}

// rows gives the rows of the query in their order, and the top devices.
func (c collection) rows(q *Query) (all Rows, top []Row) {
	devices := slices.SortedFunc(maps.Values(c), (*device).compare)
	if q.TopHits > 0 {
		devices = slices.DeleteFunc(devices, func(d *device) bool { return d.probe })
		devices = devices[:min(len(devices), q.TopHits)]
	}
	var order []*Row // a Row is large to move about
	for _, d := range devices {
		if !d.probe && len(top) < TopDevices {
			top = append(top, d.whole())
		}
		for at, r := range d.rows {
			if q.BucketSeconds > 0 {
				r.Start = time.Unix(at.start, 0).In(q.zone())
			}
			d.name(r)
			order = append(order, r)
		}
	}
	slices.SortFunc(order, compareRows)
	return Rows{len(order), func(row *Row, i int) { *row = *order[i] }}, top
}

// whole is the device's row over the whole span.
func (d *device) whole() Row {
	r := Row{PeakPerMinute: activity.Absent}
	for _, at := range slices.SortedFunc(maps.Keys(d.rows), rowKey.compare) {
		r.merge(d.rows[at])
	}
	d.name(&r)
	return r
}

// name completes a row with what is known when all is merged.
func (d *device) name(r *Row) {
	r.DeviceID, r.User, r.DeviceType, r.Probe = d.devices.top(), d.users.top(), d.types.top(), d.probe
	r.Servers, r.UserAgents, r.Clients = len(r.servers), len(r.userAgents), len(r.clients)
}

func (k rowKey) compare(o rowKey) int {
	return cmp.Or(cmp.Compare(k.start, o.start), cmp.Compare(k.userAgent, o.userAgent))
}

// totals are over all devices, also those beyond the query's TopHits.
func (c collection) totals() (t Totals) {
	devices, accounts := make(map[string]bool), make(map[string]bool)
	for key, d := range c {
		if key.probe {
			t.Probes++
			t.ProbeHits += d.hits
			continue
		}
		t.Hits += d.hits
		t.Failures += d.failures
		devices[key.device], accounts[key.account] = true, true
	}
	delete(devices, "")
	delete(accounts, "")
	t.Devices, t.Users = len(devices), len(accounts)
	return t
}

// compare orders devices by hits, largest first, and equal ones by name.
func (d *device) compare(o *device) int {
	return cmp.Or(cmp.Compare(o.hits, d.hits), cmp.Compare(d.device, o.device),
		cmp.Compare(d.account, o.account), compareBool(d.probe, o.probe))
}

// compareRows orders rows by time, then hits, then by all that tells rows apart.
func compareRows(a, b *Row) int {
	// Stepwise, because most rows differ in the first two: cmp.Or takes all steps.
	if c := a.Start.Compare(b.Start); c != 0 {
		return c
	}
	if a.Hits != b.Hits {
		return cmp.Compare(b.Hits, a.Hits)
	}
	if c := strings.Compare(a.User, b.User); c != 0 {
		return c
	}
	return cmp.Or(strings.Compare(a.DeviceID, b.DeviceID),
		strings.Compare(a.UserAgent, b.UserAgent), compareBool(a.Probe, b.Probe))
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
