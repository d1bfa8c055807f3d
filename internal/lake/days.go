package lake

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

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

// Inputs lists the activity files of a day, in the order of their keys.
func Inputs(ctx context.Context, s store.Reader, day Day) (inputs []Input, err error) {
	for o, err := range s.List(ctx, ActivityDayPrefix(day)) {
		if err != nil {
			return nil, fmt.Errorf("listing the lake's %s: %w", day, err)
		}
		if _, id, ok := ParseActivityKey(o.Key); ok {
			inputs = append(inputs, Input{Source: id, ETag: o.ETag})
		}
	}
	return inputs, nil
}

// Newest is the time of the newest request in the lake; false for a lake without
// any. A day whose files are damaged counts up to its end, so that it is not
// passed over in silence.
func Newest(ctx context.Context, s store.Reader) (newest time.Time, found bool, err error) {
	days, err := Days(ctx, s)
	if err != nil {
		return newest, false, err
	}
	for _, day := range slices.Backward(days) {
		for o, err := range s.List(ctx, ActivityDayPrefix(day)) {
			if err != nil {
				return newest, false, fmt.Errorf("listing the lake's %s: %w", day, err)
			}
			last, any, err := lastTime(ctx, s, o.Key, day)
			if err != nil {
				return newest, false, fmt.Errorf("reading %s: %w", o.Key, err)
			}
			if any && (!found || last.After(newest)) {
				newest, found = last, true
			}
		}
		if found {
			break
		}
	}
	return newest, found, nil
}

// lastTime is the time of a file's last request, by the bounds of its column.
func lastTime(ctx context.Context, s store.Reader, key string, day Day) (time.Time, bool, error) {
	end := (day + 1).Start().Add(-time.Millisecond)
	t, _, err := OpenObject(ctx, s, key)
	if errors.Is(err, ErrDamaged) {
		return end, true, nil
	}
	if err != nil {
		return end, false, err
	}
	last, any := t.lastTime(end)
	return last, any, t.Close()
}
