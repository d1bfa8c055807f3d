package compact

import (
	"cmp"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
)

// ordering brings the requests of a device in order of time, and of all that they are
// about: files are then the same whichever row was read first.
type ordering struct {
	words *lake.Words
	write func(b *activity.Batch) error

	last, agent activity.Word  // as logged
	device      string         // folded, of the rows in held
	held        activity.Batch // requests of one device
	order       []int32
	out         activity.Batch // in order, to be written
	bins        []activity.Bin // memory of those in held and out
}

// heldRows bounds the rows that are brought in order together. Only what has no device id
// has so many.
const heldRows = 1 << 17

// writtenRows is how many rows are written at a time, or a few more.
const writtenRows = 4096

// add takes requests of one device, or without one of one user agent, from which no others
// came since its first ones.
func (o *ordering) add(b *activity.Batch) error {
	if b.Len() == 0 {
		return nil
	}
	if o.begins(b) || o.held.Len() > heldRows {
		if err := o.flush(); err != nil {
			return err
		}
	}
	from, to := b.RequestColumns(), o.held.RequestColumns()
	for i := range to {
		switch values := to[i].Values.(type) {
		case *[]activity.Word:
			*values = append(*values, *from[i].Values.(*[]activity.Word)...)
		case *[]int64:
			*values = append(*values, *from[i].Values.(*[]int64)...)
		case *[]activity.Histogram:
			for _, h := range *from[i].Values.(*[]activity.Histogram) {
				*values = append(*values, o.kept(h))
			}
		}
	}
	return nil
}

// begins reports whether a batch is of another device than the rows before.
func (o *ordering) begins(b *activity.Batch) bool {
	device, agent := b.DeviceID[0], activity.Word(0)
	if device == 0 {
		agent = b.UserAgent[0]
	}
	if device == o.last && agent == o.agent {
		return false
	}
	folded := activesync.FoldDevice(o.words.Text(device))
	other := folded != o.device || agent != o.agent
	o.last, o.agent, o.device = device, agent, folded
	return other
}

// kept is a distribution in memory that stays.
func (o *ordering) kept(h activity.Histogram) activity.Histogram {
	if len(h) == 0 {
		return nil
	}
	if cap(o.bins)-len(o.bins) < len(h) {
		o.bins = make([]activity.Bin, 0, max(len(h), 4096))
	}
	start := len(o.bins)
	o.bins = append(o.bins, h...)
	return o.bins[start:len(o.bins):len(o.bins)]
}

// flush brings what is held in order.
func (o *ordering) flush() error {
	n := o.held.Len()
	o.order = slices.Grow(o.order[:0], n)[:n]
	for i := range o.order {
		o.order[i] = int32(i)
	}
	slices.SortFunc(o.order, o.compare)
	activity.AppendRows(o.out.RequestColumns(), o.held.RequestColumns(), o.order)
	o.held.ResizeRequests(0)
	if o.out.Len() < writtenRows {
		return nil
	}
	return o.end()
}

// compare orders rows by bucket, the first column, and then by all others.
func (o *ordering) compare(i, k int32) int {
	columns := o.held.RequestColumns()
	for c := range columns {
		order := 0
		switch values := columns[c].Values.(type) {
		case *[]activity.Word:
			if a, b := (*values)[i], (*values)[k]; a != b {
				order = strings.Compare(o.words.Text(a), o.words.Text(b))
			}
		case *[]int64:
			order = cmp.Compare((*values)[i], (*values)[k])
		case *[]activity.Histogram:
			order = slices.CompareFunc((*values)[i], (*values)[k], func(a, b activity.Bin) int {
				return cmp.Or(cmp.Compare(a.Index, b.Index), cmp.Compare(a.Count, b.Count))
			})
		}
		if order != 0 {
			return order
		}
	}
	return 0
}

// end writes all rows that have come.
func (o *ordering) end() error {
	if o.held.Len() > 0 {
		if err := o.flush(); err != nil {
			return err
		}
	}
	if o.out.Len() == 0 {
		return nil
	}
	err := o.write(&o.out)
	o.out.ResizeRequests(0)
	return err
}
