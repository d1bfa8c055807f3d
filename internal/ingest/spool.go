package ingest

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/lake/colfile"
	"github.com/easreport/easreport/internal/traffic"
)

// spool keeps the rows of one reading as Parquet files, one for a UTC day, until
// they are put into the lake: what is read may be larger than memory, and
// nothing may be written before all of it was read.
//
// Few files are open at a time, with an encoder each. The others are parked: what their
// footers are to say is in one more temporary file.
type spool struct {
	tempDir string
	memory  *workspace // nil when the reading is over
	files   map[lake.Day]*dayFile
	open    []*dayFile // used last comes last
	footers overflow
	loads   map[lake.Day]lake.Traffic // the traffic by day, when the reading is over

	rejected []lake.Day // with lines that were rejected, ascending
}

type dayFile struct {
	body    overflow
	encoder *lake.Encoder // nil when the file is parked or finished
	state   colfile.State
	parked  []piece // of the footers' file
}

// piece is a part of a file.
type piece struct{ at, bytes int64 }

const (
	// maxOpen is how many files are open at a time. A log in its order needs one or two.
	maxOpen = 16
	// maxInMemory is how many days have their rows in memory while they are few.
	maxInMemory = 64
	// maxDays is how many days a log may have: ten years have 3,653.
	maxDays = 3660
)

func newSpool(tempDir string, memory *workspace) *spool {
	return &spool{tempDir: tempDir, memory: memory, files: make(map[lake.Day]*dayFile), footers: overflow{tempDir: tempDir, limit: inMemory}}
}

// Run takes a run of ordered rows, day by day.
func (s *spool) Run(r *activity.Run) error {
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

// day is the file of a day, open.
func (s *spool) day(day lake.Day) (*dayFile, error) {
	f := s.files[day]
	if at := slices.Index(s.open, f); f != nil && at >= 0 {
		s.open = append(slices.Delete(s.open, at, at+1), f)
		return f, nil
	}
	if len(s.open) == maxOpen {
		if err := s.park(s.open[0]); err != nil {
			return nil, err
		}
		s.open = slices.Delete(s.open, 0, 1)
	}
	var err error
	if f == nil {
		f = &dayFile{body: overflow{tempDir: s.tempDir, limit: inMemory}}
		if len(s.files) >= maxInMemory {
			f.body.limit = 0
		}
		s.files[day] = f
		f.encoder = s.memory.encoder(&f.body)
	} else {
		f.encoder, err = s.resume(f, nil)
	}
	s.open = append(s.open, f)
	return f, err
}

// park closes a file until there are more rows of its day.
func (s *spool) park(f *dayFile) error {
	state, text, err := f.encoder.Park()
	if err != nil {
		return err
	}
	p := piece{s.footers.size, int64(len(text))}
	if _, err := s.footers.Write(text); err != nil {
		return err
	}
	f.state, f.parked = state, append(f.parked, p)
	s.memory.keepEncoder(f.encoder)
	f.encoder = nil
	return f.body.close()
}

// resume takes up a file that was parked.
func (s *spool) resume(f *dayFile, footer []byte) (*lake.Encoder, error) {
	e := s.memory.encoder(io.Discard)
	return e, e.Resume(&f.body, f.state, footer)
}

// footer is what the footer of a file is to say of all its row groups.
func (s *spool) footer(f *dayFile) (text []byte, err error) {
	from, err := s.footers.reader()
	if err != nil {
		return nil, err
	}
	for _, p := range f.parked {
		if _, err := from.Seek(p.at, io.SeekStart); err != nil {
			return nil, fmt.Errorf("reading a temporary file: %w", err)
		}
		part := make([]byte, p.bytes)
		if _, err := io.ReadFull(from, part); err != nil {
			return nil, fmt.Errorf("reading a temporary file: %w", err)
		}
		text = append(text, part...)
	}
	return text, nil
}

// days are the days with rows, ascending.
func (s *spool) days() []lake.Day { return slices.Sorted(maps.Keys(s.files)) }

// allDays are daysOf.
func (s *spool) allDays() []lake.Day { return daysOf(s.loads, s.rejected) }

// daysOf are the days with records or rejected lines, ascending: each has a file, without
// rows if there is no ActiveSync request among them.
func daysOf(loads map[lake.Day]lake.Traffic, rejected []lake.Day) []lake.Day {
	all := slices.AppendSeq(slices.Clone(rejected), maps.Keys(loads))
	slices.Sort(all)
	return slices.Compact(all)
}

// loadsByDay is the load of servers on each day.
func loadsByDay(load *traffic.Total) map[lake.Day]lake.Traffic {
	days := make(map[lake.Day]lake.Traffic)
	for _, row := range load.Rows() {
		day := lake.DayOf(row.Hour / 1000)
		days[day] = append(days[day], row)
	}
	return days
}

// finish ends the files, when all was read, with what the log has of each day beside rows.
func (s *spool) finish(stamp lake.Stamp, n *found) error {
	s.loads = loadsByDay(&n.traffic)
	for _, f := range s.open { // before any footer is read
		if len(f.parked) > 0 {
			if err := s.park(f); err != nil {
				return err
			}
		}
	}
	for day, f := range s.files {
		stamp.Day, stamp.Traffic, stamp.Sketch = day, s.loads[day], n.lines.Of(int64(day))
		if err := s.close(f, stamp); err != nil {
			return err
		}
	}
	s.memory, s.open = nil, nil
	return nil
}

// close ends a file.
func (s *spool) close(f *dayFile, stamp lake.Stamp) error {
	if len(f.parked) > 0 {
		footer, err := s.footer(f)
		if err != nil {
			return err
		}
		if f.encoder, err = s.resume(f, footer); err != nil {
			return err
		}
	}
	if err := f.encoder.Close(stamp); err != nil {
		return err
	}
	s.memory.keepEncoder(f.encoder)
	f.encoder = nil
	if len(s.files) > maxOpen {
		return f.body.close()
	}
	return nil
}

// file gives the finished file of a day, to be left before that of another day is asked
// for; of a day without rows one that says so.
func (s *spool) file(day lake.Day, stamp lake.Stamp) (io.ReadSeeker, error) {
	if f := s.files[day]; f != nil {
		return f.body.reader()
	}
	stamp.Day, stamp.Traffic = day, s.loads[day]
	empty := overflow{tempDir: s.tempDir, limit: inMemory}
	if err := lake.NewEncoder(&empty).Close(stamp); err != nil {
		return nil, err
	}
	return empty.reader()
}

// leave closes the file of a day, of which as many may be there as a log has days.
func (s *spool) leave(day lake.Day) error {
	if f := s.files[day]; f != nil {
		return f.body.close()
	}
	return nil
}

// remove deletes what is kept outside of memory.
func (s *spool) remove() (err error) {
	for _, f := range s.files {
		err = errors.Join(err, f.body.remove())
	}
	err = errors.Join(err, s.footers.remove())
	if err != nil {
		return fmt.Errorf("removing temporary files: %w", err)
	}
	return nil
}
