package ingest

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
)

// spool keeps the rows of one reading as Parquet files, one for a UTC day, until
// they are put into the lake: what is read may be larger than memory, and
// nothing may be written before all of it was read.
type spool struct {
	dir  string
	open map[lake.Day]*dayFile
}

type dayFile struct {
	*os.File
	encoder *lake.Encoder
	closed  bool // the encoder, not the file
}

func newSpool(tempDir string) (*spool, error) {
	dir, err := os.MkdirTemp(tempDir, "easreport-")
	if err != nil {
		return nil, fmt.Errorf("making a folder for rows: %w", err)
	}
	return &spool{dir: dir, open: make(map[lake.Day]*dayFile)}, nil
}

// run takes a run of ordered rows, day by day.
func (s *spool) run(r *activity.Run) error {
	var current *dayFile
	var today lake.Day
	for batch := range r.Batches() {
		if day := lake.DayOf(batch.Bucket[0] / 1000); current == nil || day != today {
			if err := current.endRun(); err != nil {
				return err
			}
			var err error
			if current, err = s.day(day); err != nil {
				return err
			}
			today = day
		}
		if err := current.encoder.Write(batch); err != nil {
			return err
		}
	}
	return current.endRun()
}

func (f *dayFile) endRun() error {
	if f == nil {
		return nil
	}
	return f.encoder.EndRun()
}

func (s *spool) day(day lake.Day) (*dayFile, error) {
	if f := s.open[day]; f != nil {
		return f, nil
	}
	f, err := os.CreateTemp(s.dir, "*.parquet")
	if err != nil {
		return nil, fmt.Errorf("making a file for rows: %w", err)
	}
	s.open[day] = &dayFile{File: f, encoder: lake.NewEncoder(f)}
	return s.open[day], nil
}

// days are the days with rows, ascending.
func (s *spool) days() []lake.Day { return slices.Sorted(maps.Keys(s.open)) }

// file gives the finished file of a day; of a day without rows one that says so.
func (s *spool) file(day lake.Day, stamp lake.Stamp) (io.ReadSeeker, error) {
	f, err := s.day(day)
	if err != nil {
		return nil, err
	}
	if !f.closed {
		if err := f.encoder.Close(stamp); err != nil {
			return nil, err
		}
		f.closed = true
	}
	return f.File, nil
}

// remove deletes the files.
func (s *spool) remove() error {
	var err error
	for _, f := range s.open {
		err = errors.Join(err, f.Close())
	}
	return errors.Join(err, os.RemoveAll(s.dir))
}
