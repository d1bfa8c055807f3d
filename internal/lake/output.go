package lake

import (
	"cmp"
	"slices"
	"strings"
)

// TableName names a table that an ingest writes. It is a part of keys.
type TableName string

// ActivityTable is the table of requests by device.
const ActivityTable TableName = "activity"

// Output is one table's day of a source: the unit that an ingest replaces.
type Output struct {
	Table TableName
	Day   Day
}

// Activity are the outputs of these days in the activity table.
func Activity(days []Day) []Output {
	outputs := make([]Output, len(days))
	for i, day := range days {
		outputs[i] = Output{ActivityTable, day}
	}
	return outputs
}

// ActivityDays are the days of those outputs that are in the activity table.
func ActivityDays(outputs []Output) (days []Day) {
	for _, o := range outputs {
		if o.Table == ActivityTable {
			days = append(days, o.Day)
		}
	}
	return days
}

// Union is the outputs of both, each once, in order of table and day.
func Union(a, b []Output) []Output {
	all := slices.Concat(a, b)
	slices.SortFunc(all, func(a, b Output) int {
		return cmp.Or(cmp.Compare(a.Table, b.Table), cmp.Compare(a.Day, b.Day))
	})
	return slices.Compact(all)
}

// Key is where the output of a source lies.
func (o Output) Key(id SourceID) string { return ActivityKey(o.Day, id) }

// MarkerKey is the empty object which says that a source may have this output. It names
// the table, for the next revision of the source may be a log of another kind.
func (o Output) MarkerKey(id SourceID) string {
	return SourcePrefix(id) + string(o.Table) + "/" + o.Day.String()
}

// ParseMarkerKey returns the output of a MarkerKey; false for any other key, which
// includes markers of tables that this program does not know.
func ParseMarkerKey(key string, id SourceID) (Output, bool) {
	rest, ok := strings.CutPrefix(key, SourcePrefix(id)+string(ActivityTable)+"/")
	if !ok {
		return Output{}, false
	}
	day, err := ParseDay(rest)
	return Output{ActivityTable, day}, err == nil
}
