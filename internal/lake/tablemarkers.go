package lake

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/store"
)

// A day's files of request_day, devices and traffic are made by reports and by compact. A
// marker says that such a file was there, so that one which is deleted is missed and one that
// nobody made yet is not. It is put after the file, and goes with a file that is forgotten.

// tableMarkersPrefix is where these markers lie. Sources have ids in hex, so it is none of theirs.
const tableMarkersPrefix = IndexPrefix + "tables/"

// TableMarkerKey is the marker of a file of a table, by its TableKey.
func TableMarkerKey(tableKey string) string {
	table, day, _ := ParseTableKey(tableKey)
	return tableMarkersPrefix + table + "/" + day.String()
}

// tableOfMarker returns the file that a marker is of.
func tableOfMarker(key string) (tableKey string, day Day, ok bool) {
	rest, ok := strings.CutPrefix(key, tableMarkersPrefix)
	table, text, found := strings.Cut(rest, "/")
	day, err := ParseDay(text)
	if !ok || !found || err != nil {
		return "", 0, false
	}
	for _, tableKey := range TableKeys(day) {
		if name, _, _ := ParseTableKey(tableKey); name == table {
			return tableKey, day, true
		}
	}
	return "", 0, false
}

// TableKeys are the files of a day's tables: request_day, devices, traffic.
func TableKeys(day Day) []string {
	return []string{ReconciledKey(day), DevicesKey(day), TrafficKey(day)}
}

// MarkTable puts the marker of a file of a table that was just made.
func MarkTable(ctx context.Context, s store.Store, tableKey string) error {
	_, err := s.Put(ctx, TableMarkerKey(tableKey), strings.NewReader(""), store.Condition{Absent: true})
	if err != nil && !errors.Is(err, store.ErrPrecondition) {
		return fmt.Errorf("marking %s: %w", tableKey, err)
	}
	return nil
}

// TableMarked reports whether the file of a table was ever made.
func TableMarked(ctx context.Context, s store.Reader, tableKey string) (bool, error) {
	_, err := s.Head(ctx, TableMarkerKey(tableKey))
	if err != nil && !errors.Is(err, store.ErrNotExist) {
		return false, fmt.Errorf("looking for the marker of %s: %w", tableKey, err)
	}
	return err == nil, nil
}

// LostTables returns the files of tables that have a marker and are not among those there
// are, by key. Like rows they may be deleted after a time: what was marked a month ago is not
// missed on days before the oldest one that has a file of the table.
func LostTables(ctx context.Context, s store.Reader, there map[string]bool, now time.Time) (lost []string, err error) {
	oldest := make(map[string]Day)
	for key := range there {
		table, day, _ := ParseTableKey(key)
		if first, ok := oldest[table]; !ok || day < first {
			oldest[table] = day
		}
	}
	for o, err := range s.List(ctx, tableMarkersPrefix) {
		if err != nil {
			return nil, fmt.Errorf("listing the lake's index: %w", err)
		}
		key, day, ok := tableOfMarker(o.Key)
		if !ok || there[key] {
			continue
		}
		table, _, _ := ParseTableKey(key)
		first, any := oldest[table]
		if expired := any && day < first && now.Sub(o.Modified) > keptAtLeast; !expired {
			lost = append(lost, key)
		}
	}
	return lost, nil
}
