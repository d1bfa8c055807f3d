package assemble

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// cellKey is what a cell is about, below its device.
type cellKey struct {
	command, errors, side        lake.Word
	status, substatus, eas, back int32
	win32                        int64
}

// newCellKey is that of request i of a batch.
func newCellKey(b *activity.Batch, i int, answer activesync.Answer) cellKey {
	return cellKey{
		b.Command[i], b.Error[i], b.Side[i], answer.Status, answer.Substatus, answer.EASStatus, int32(b.BackStatus[i]), answer.Win32,
	}
}

// cellSums are the sums of a cell.
type cellSums struct {
	hits, failures, easFailures, errors int64
	full, recovery, invalid, waiting    int64
	syncState                           int64 // the largest
	taken                               activity.Total
	times                               activity.Histogram
	first, last                         int64 // milliseconds since 1970 UTC, 0: no request
}

func (c *cellSums) add(b *activity.Batch, i int, answer activesync.Answer) {
	hits := b.Hits[i]
	one := cellSums{
		hits: hits, failures: countIf(answer.Failed(), hits), easFailures: countIf(answer.CommonFailure(), hits), errors: countIf(b.Error[i] != 0, hits),
		full: max(b.FullSyncs[i], 0), recovery: max(b.RecoverySyncs[i], 0), invalid: max(b.InvalidSyncs[i], 0),
		waiting: max(b.WaitingHits[i], 0), syncState: max(b.SyncStateMax[i], 0), taken: total(b.TimeTaken[i], b.TimeTakenMax[i], b.TimedHits[i]),
		times: b.Times[i], first: b.FirstTime[i], last: b.LastTime[i],
	}
	c.merge(&one)
}

// countIf is n where something holds, else 0.
func countIf(holds bool, n int64) int64 {
	if holds {
		return n
	}
	return 0
}

func (c *cellSums) merge(o *cellSums) {
	if c.last == 0 || o.last != 0 && o.first < c.first {
		c.first = o.first
	}
	c.last = max(c.last, o.last)
	c.hits += o.hits
	c.failures += o.failures
	c.easFailures += o.easFailures
	c.errors += o.errors
	c.full += o.full
	c.recovery += o.recovery
	c.invalid += o.invalid
	c.waiting += o.waiting
	c.syncState = max(c.syncState, o.syncState)
	c.taken.Merge(o.taken)
	c.times.Merge(o.times)
}

// compareCellKeys orders what cells are about by their texts: numbers of words are by
// chance.
func compareCellKeys(words *lake.Words) func(a, b cellKey) int {
	text := func(a, b lake.Word) int {
		if a == b {
			return 0
		}
		return strings.Compare(words.Text(a), words.Text(b))
	}
	return func(a, b cellKey) int {
		return cmp.Or(text(a.command, b.command), cmp.Compare(a.status, b.status), cmp.Compare(a.substatus, b.substatus), cmp.Compare(a.eas, b.eas),
			cmp.Compare(a.win32, b.win32), cmp.Compare(a.back, b.back), text(a.errors, b.errors), text(a.side, b.side))
	}
}

// newCellName is the name of a cell.
func newCellName(key cellKey, words *lake.Words) cellName {
	return cellName{
		words.Text(key.command), canonicalErrors(words.Text(key.errors)), words.Text(key.side),
		key.status, key.substatus, key.eas, key.back, key.win32,
	}
}

// canonicalErrors are the names in a row's column of errors, each once.
func canonicalErrors(joined string) string {
	if joined == "" {
		return ""
	}
	var names report.Tally[string]
	addErrors(&names, joined, 1)
	list := make([]string, len(names))
	for i, c := range names {
		list[i] = c.Key
	}
	return strings.Join(list, ";")
}

func compareCells(c, o *report.Cell) int {
	return cmp.Or(cmp.Compare(o.Hits, c.Hits), cmp.Compare(o.Failures, c.Failures), strings.Compare(c.Command, o.Command),
		cmp.Compare(c.Status, o.Status), cmp.Compare(c.Substatus, o.Substatus), cmp.Compare(c.EASStatus, o.EASStatus), cmp.Compare(c.Win32Status, o.Win32Status),
		strings.Compare(c.Error, o.Error), cmp.Compare(c.BackStatus, o.BackStatus), strings.Compare(c.LoggedBy, o.LoggedBy))
}

// cellName is what a Cell is about, by texts: cells of several days meet by it.
type cellName struct {
	command, errors, side        string
	status, substatus, eas, back int32
	win32                        int64
}

// makeCells makes Cells of sums.
func makeCells(sums map[cellName]*cellSums) []report.Cell {
	cells := make([]report.Cell, 0, len(sums))
	for name, s := range sums {
		cells = append(cells, report.Cell{
			Command: name.command, Status: name.status, Substatus: name.substatus, Win32Status: name.win32, EASStatus: name.eas,
			BackStatus: name.back, Error: name.errors, LoggedBy: name.side,
			Hits: s.hits, Failures: s.failures, EASFailures: s.easFailures, Errors: s.errors,
			FullSyncs: s.full, RecoverySyncs: s.recovery, InvalidSyncs: s.invalid,
			Waiting: s.waiting, Time: s.taken, Times: s.times, SyncStateMax: s.syncState,
			First: time.UnixMilli(s.first).UTC(), Last: time.UnixMilli(s.last).UTC(),
		})
	}
	slices.SortFunc(cells, func(a, b report.Cell) int { return compareCells(&a, &b) })
	return cells
}
