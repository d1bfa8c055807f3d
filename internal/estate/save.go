package estate

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Save writes the truth to a folder: truth.json has totals, silences and the list of logs,
// days.csv and people.csv the rest. Options.OnHour
// with a CellWriter saves hours.
func (t *Truth) Save(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("creating the truth's folder: %w", err)
	}
	text, err := json.MarshalIndent(t, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the truth: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "truth.json"), append(text, '\n'), 0o644); err != nil {
		return fmt.Errorf("writing the truth: %w", err)
	}
	if err := saveTable(filepath.Join(dir, "days.csv"), func(w io.Writer) error {
		days := NewCellWriter(w, "day", time.DateOnly)
		for i := range t.Days {
			days.Write(t.Days[i])
		}
		return days.Flush()
	}); err != nil {
		return err
	}
	return saveTable(filepath.Join(dir, "people.csv"), t.writePeople)
}

func (t *Truth) writePeople(w io.Writer) error {
	table := csv.NewWriter(w)
	if err := table.Write([]string{"person", "names", "devices", "requests", "failures", "logged"}); err != nil {
		return err
	}
	for _, p := range t.People {
		err := table.Write([]string{
			p.Person, strings.Join(p.Names, " "), strings.Join(p.Devices, " "),
			strconv.FormatInt(p.Requests, 10), strconv.FormatInt(p.Failures, 10), strconv.FormatInt(p.Logged, 10),
		})
		if err != nil {
			return err
		}
	}
	table.Flush()
	return table.Error()
}

func saveTable(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("writing the truth: %w", err)
	}
	err = write(f)
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("writing the truth: %w", err)
	}
	return nil
}

// CellWriter writes cells as CSV: what is true, then what the rows show of it.
type CellWriter struct {
	table  *csv.Writer
	layout string
	record []string
	err    error
}

// NewCellWriter returns a CellWriter to w. period is the name of its first column, layout
// how times are written there.
func NewCellWriter(w io.Writer, period, layout string) *CellWriter {
	c := &CellWriter{table: csv.NewWriter(w), layout: layout}
	header := []string{period, "device", "person"}
	for _, prefix := range []string{"", "logged_"} {
		for _, name := range []string{"requests", "failures", "command_failures", "challenges", "redirects", "waiting", "full_syncs", "bytes_to_client", "bytes_from_client", "commands", "failed_by", "refused_logons"} {
			header = append(header, prefix+name)
		}
	}
	c.err = c.table.Write(header)
	return c
}

// Write writes a cell. Commands and statuses are name:count pairs in order of the
// names.
func (c *CellWriter) Write(cell Cell) {
	if c.err != nil {
		return
	}
	c.record = append(c.record[:0], cell.Start().Format(c.layout), cell.DeviceID, cell.Person)
	for _, n := range []*Counts{&cell.True, &cell.Logged} {
		for _, v := range []int64{n.Requests, n.Failures, n.CommandFailures, n.Challenges, n.Redirects, n.Waiting, n.FullSyncs, n.ToClient, n.FromClient} {
			c.record = append(c.record, strconv.FormatInt(v, 10))
		}
		c.record = append(c.record, pairs(n.Commands), pairs(n.FailedBy), pairs(n.RefusedLogons))
	}
	c.err = c.table.Write(c.record)
}

// Flush writes what is buffered and returns the first error.
func (c *CellWriter) Flush() error {
	c.table.Flush()
	return cmp.Or(c.err, c.table.Error())
}

func pairs[K cmp.Ordered](counts map[K]int64) string {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(counts)) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "%v:%d", k, counts[k])
	}
	return b.String()
}
