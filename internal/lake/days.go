package lake

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/easreport/easreport/internal/store"
)

// Days lists the days that have activity files, ascending. A file may be empty.
func Days(ctx context.Context, s store.Reader) ([]Day, error) {
	var days []Day
	for o, err := range s.List(ctx, ActivityPrefix) {
		if err != nil {
			return nil, fmt.Errorf("listing the lake's days: %w", err)
		}
		if day, _, ok := ParseActivityKey(o.Key); ok {
			days = append(days, day)
		}
	}
	slices.Sort(days)
	return slices.Compact(days), nil
}

// NewestDay is the last day with rows; false for a lake without any. A damaged
// file counts as one with rows, so that it is not passed over in silence.
func NewestDay(ctx context.Context, s store.Reader) (Day, bool, error) {
	days, err := Days(ctx, s)
	if err != nil {
		return 0, false, err
	}
	for _, day := range slices.Backward(days) {
		for o, err := range s.List(ctx, ActivityDayPrefix(day)) {
			if err != nil {
				return 0, false, fmt.Errorf("listing the lake's %s: %w", day, err)
			}
			rows, err := countRows(ctx, s, o.Key)
			if err != nil && !errors.Is(err, ErrDamaged) {
				return 0, false, fmt.Errorf("reading %s: %w", o.Key, err)
			}
			if rows > 0 || err != nil {
				return day, true, nil
			}
		}
	}
	return 0, false, nil
}

func countRows(ctx context.Context, s store.Reader, key string) (rows int64, err error) {
	t, err := OpenObject(ctx, s, key, NewWords())
	if err != nil {
		return 0, err
	}
	for _, g := range t.groups {
		rows += g.NumRows()
	}
	return rows, t.Close()
}
