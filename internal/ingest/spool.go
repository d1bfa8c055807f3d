package ingest

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/traffic"
)

// spool keeps the rows of one reading as Parquet files, one for a UTC day, until
// they are put into the lake: what is read may be larger than memory, and
// nothing may be written before all of it was read.
type spool struct {
	tempDir string
	memory  *workspace // nil when the reading is over
	files   map[lake.Day]*dayFile
	traffic traffic.Total
	loads   map[lake.Day]lake.Traffic // the traffic by day, when the reading is over

	rejected []lake.Day // with lines that were rejected, ascending
}

type dayFile struct {
	body    overflow
	encoder *lake.Encoder
}

func newSpool(tempDir string, memory *workspace) *spool {
	return &spool{tempDir: tempDir, memory: memory, files: make(map[lake.Day]*dayFile)}
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
			current, today = s.day(day), day
		}
		if err := current.encoder.Write(batch, r.Words()); err != nil {
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

func (s *spool) day(day lake.Day) *dayFile {
	f := s.files[day]
	if f == nil {
		f = &dayFile{body: overflow{tempDir: s.tempDir}}
		f.encoder = s.memory.encoder(&f.body)
		s.files[day] = f
	}
	return f
}

// days are the days with rows, ascending.
func (s *spool) days() []lake.Day { return slices.Sorted(maps.Keys(s.files)) }

// allDays are the days with records or rejected lines, ascending: each has a file, without
// rows if there is no ActiveSync request among them.
func (s *spool) allDays() []lake.Day {
	all := slices.AppendSeq(slices.Clone(s.rejected), maps.Keys(s.loads))
	slices.Sort(all)
	return slices.Compact(all)
}

// finish ends the files, when all was read.
func (s *spool) finish(stamp lake.Stamp) error {
	s.loads = make(map[lake.Day]lake.Traffic)
	for _, row := range s.traffic.Rows() {
		day := lake.DayOf(row.Hour / 1000)
		s.loads[day] = append(s.loads[day], row)
	}
	for day, f := range s.files {
		stamp.Traffic = s.loads[day]
		if err := f.encoder.Close(stamp); err != nil {
			return err
		}
		s.memory.keepEncoder(f.encoder)
		f.encoder = nil
	}
	s.memory = nil
	return nil
}

// file gives the finished file of a day; of a day without rows one that says so.
func (s *spool) file(day lake.Day, stamp lake.Stamp) (io.ReadSeeker, error) {
	if f := s.files[day]; f != nil {
		return f.body.reader(), nil
	}
	stamp.Traffic = s.loads[day]
	var empty overflow
	if err := lake.NewEncoder(&empty).Close(stamp); err != nil {
		return nil, err
	}
	return empty.reader(), nil
}

// remove deletes what is kept outside of memory.
func (s *spool) remove() (err error) {
	for _, f := range s.files {
		err = errors.Join(err, f.body.remove())
	}
	if err != nil {
		return fmt.Errorf("removing temporary files: %w", err)
	}
	return nil
}
