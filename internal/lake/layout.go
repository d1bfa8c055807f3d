package lake

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/easreport/easreport/internal/lake/colfile"
)

// layoutOf makes a layout, once.
type layoutOf func() (*colfile.Layout, error)

var (
	activityLayout layoutOf = sync.OnceValues(func() (*colfile.Layout, error) { return colfile.NewLayout(ActivitySchema()) })
	requestsLayout layoutOf = sync.OnceValues(func() (*colfile.Layout, error) { return colfile.NewLayout(RequestsSchema()) })
	devicesLayout  layoutOf = sync.OnceValues(func() (*colfile.Layout, error) { return colfile.NewLayout(DevicesSchema()) })
	trafficLayout  layoutOf = sync.OnceValues(func() (*colfile.Layout, error) { return colfile.NewLayout(TrafficSchema()) })
)

// checkColumns refuses a file that does not have the columns of its table.
func checkColumns(f *colfile.File) error {
	if err := f.CheckColumns(); err != nil {
		return damaged(err)
	}
	return nil
}

// stampIn reads the stamp of a file of activity, and checks that the file has the
// columns of the table and belongs where it lies.
func stampIn(f *colfile.File, key string) (s Stamp, err error) {
	if s, err = stampOf(f); err != nil {
		return s, err
	}
	if err := checkColumns(f); err != nil {
		return s, err
	}
	if day, id, ok := ParseActivityKey(key); ok {
		return s, errors.Join(s.checkSource(id), s.checkDay(day), checkDay(f, "bucket", day), s.Traffic.checkDay(day))
	}
	return s, nil
}

// checkDay refuses the file of another day. A stamp from before 0.1.0 does not name it.
func (s Stamp) checkDay(day Day) error {
	if s.Day != 0 && s.Day != day {
		return fmt.Errorf("the file is of %s, and lies under %s: %w", s.Day, day, ErrDamaged)
	}
	return nil
}

// checkSource refuses the file of another source.
func (s Stamp) checkSource(id SourceID) error {
	if made := NewSourceID(s.Bucket, s.Key); made != id {
		return fmt.Errorf("the file is of another source, %.200q, and belongs to %s.parquet: %w", s.Key, made, ErrDamaged)
	}
	return nil
}

// checkDay refuses a file with rows of another day than the one that it lies under, by
// the bounds of a column of times.
func checkDay(f *colfile.File, column string, day Day) error {
	for g := range f.Groups() {
		if g.Rows() == 0 {
			continue
		}
		low, high, ok := g.Bounds(column)
		if !ok {
			return fmt.Errorf("the footer does not say of which day the rows are: %w", ErrDamaged)
		}
		for _, ms := range []int64{low.Int64(), high.Int64()} {
			if of := DayOf(floorDiv(ms, 1000)); of != day {
				return fmt.Errorf("the file has rows of %s, and lies under %s: %w", of, day, ErrDamaged)
			}
		}
	}
	return nil
}

// checkDay refuses the file of another day than the one that it lies under. Where this
// machine does not know the time zone, the day may be the one before or after.
func (s DevicesStamp) checkDay(day Day) error {
	zone, err := time.LoadLocation(s.TimeZone)
	if err != nil || s.TimeZone == time.Local.String() {
		if s.From.Sub(day.Start()).Abs() < 24*time.Hour {
			return nil
		}
		zone = time.UTC
	}
	if from := s.From.In(zone).Format(dayLayout); from != day.String() {
		return fmt.Errorf("the file is of %s (%s), and lies under %s: %w", from, s.TimeZone, day, ErrDamaged)
	}
	return nil
}
