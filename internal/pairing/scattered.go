package pairing

import (
	"cmp"
	"slices"

	"github.com/easreport/easreport/internal/activity"
)

// scatteredRows is how many rows are held back, in some 30 MB.
const scatteredRows = 1 << 16

// scattered are rows of devices that stand for many others. The others' rows come in the
// order of their ids, so that hardly two of one group are beside each other, and a run of one
// row takes more than a hundred bytes. They are held back until they make longer runs.
type scattered struct {
	rows   activity.Batch
	groups []activity.Word
	bins   []activity.Bin
	order  []int32
}

// hold takes rows of a group from i to n of a batch.
func (s *scattered) hold(b *activity.Batch, i, n int, group activity.Word) {
	s.order = s.order[:0]
	for k := i; k < n; k++ {
		s.order, s.groups = append(s.order, int32(k)), append(s.groups, group)
	}
	at := s.rows.Len()
	activity.AppendRows(s.rows.Columns(), b.Columns(), s.order)
	for _, column := range s.rows.Columns() {
		if all, ok := column.Values.(*[]activity.Histogram); ok {
			s.own((*all)[at:])
		}
	}
}

// own copies distributions, which belong to whoever reads the rows.
func (s *scattered) own(all []activity.Histogram) {
	for i, h := range all {
		first := len(s.bins)
		s.bins = append(s.bins, h...)
		all[i] = s.bins[first:len(s.bins):len(s.bins)]
	}
}

// gather packs what was held back.
func (c *Collector) gather() error {
	s := &c.scattered
	rows := s.rows.Len()
	if rows == 0 {
		return nil
	}
	s.order = slices.Grow(s.order[:0], rows)[:rows]
	for i := range s.order {
		s.order[i] = int32(i)
	}
	slices.SortFunc(s.order, func(i, k int32) int { return cmp.Or(cmp.Compare(s.groups[i], s.groups[k]), cmp.Compare(i, k)) })
	together := new(activity.Batch)
	activity.AppendRows(together.Columns(), s.rows.Columns(), s.order)
	c.packer.batch(together)
	for i := 0; i < rows; {
		c.group = s.groups[s.order[i]]
		n := i + 1
		for n < rows && n-i < runRows && s.groups[s.order[n]] == c.group {
			n++
		}
		if err := c.add(together, i, n); err != nil {
			return err
		}
		i = n
	}
	*s = scattered{}
	c.know = false // which group was looked at last
	return nil
}
