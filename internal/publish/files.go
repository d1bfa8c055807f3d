package publish

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/render/page"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
)

// Files are the files of a report in a folder of this machine: it may have
// millions of rows, so they are not made in memory.
type Files struct {
	dir     string
	names   render.Names
	zipTime time.Time // of what is in the zip
	all     []file
	zip     *file
}

type file struct {
	name, contentType string
	size              int64
}

// csvType is the content type of CSV files.
const csvType = "text/csv; charset=utf-8"

// byteOrderMark is U+FEFF in UTF-8: Excel takes a CSV without it for one in the code page of the
// machine.
var byteOrderMark = []byte("\xef\xbb\xbf")

// Write makes the files of a report in a folder: the CSV file, that of the rows
// with the query's minimum of hits if there is one, and the page, which has the story.
func Write(dir string, r *report.Report, s *story.Story, l Look) (*Files, error) {
	names, err := render.NewNames(l.Prefix)
	if err != nil {
		return nil, err
	}
	// Dated by what they are about, so that the same report makes the same zip.
	f := &Files{dir: dir, names: names, zipTime: r.Query.To}
	csv := func(keep func(*report.Row) bool) func(io.Writer) error {
		return func(w io.Writer) error {
			if l.Excel {
				if _, err := w.Write(byteOrderMark); err != nil {
					return err
				}
			}
			return render.CSV(w, r, keep)
		}
	}
	err = f.add(names.CSV(), csvType, csv(nil))
	if n := r.Query.MinimumHits; err == nil && n > 0 {
		err = f.add(names.MinimumCSV(n), csvType, csv(r.Query.Flagged))
	}
	if err == nil && !l.NoPage {
		options := page.Options{Prefix: l.Prefix, Version: l.Version, Columns: l.Columns, CSVName: names.CSV()}
		err = f.add(names.HTML(), "text/html; charset=utf-8", func(w io.Writer) error { return page.Write(w, r, s, options) })
	}
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (f *Files) add(name, contentType string, write func(io.Writer) error) error {
	made, err := f.write(name, contentType, write)
	if err != nil {
		return err
	}
	f.all = append(f.all, made)
	return nil
}

func (f *Files) write(name, contentType string, write func(io.Writer) error) (made file, err error) {
	out, err := os.Create(filepath.Join(f.dir, name))
	if err != nil {
		return file{}, fmt.Errorf("making %s: %w", name, err)
	}
	defer func() {
		if closing := out.Close(); err == nil && closing != nil {
			err = fmt.Errorf("writing %s: %w", name, closing)
		}
	}()
	if err := write(out); err != nil {
		return file{}, fmt.Errorf("writing %s: %w", name, err)
	}
	info, err := out.Stat()
	if err != nil {
		return file{}, fmt.Errorf("writing %s: %w", name, err)
	}
	return file{name, contentType, info.Size()}, nil
}

// Names are the names of the files, the zip's last if there is one.
func (f *Files) Names() []string {
	var names []string
	for _, file := range f.all {
		names = append(names, file.name)
	}
	if f.zip != nil {
		names = append(names, f.zip.name)
	}
	return names
}

// Pack makes a zip of the files, if there is none yet.
func (f *Files) Pack() (err error) {
	if f.zip != nil {
		return nil
	}
	var members []render.File
	for _, file := range f.all {
		in, err := f.open(file.name)
		if err != nil {
			return err
		}
		defer in.Close() //nolint:errcheck // it was only read
		members = append(members, render.File{Name: file.name, Body: in})
	}
	zip, err := f.write(f.names.Zip(), "application/zip", func(w io.Writer) error {
		return render.Zip(w, f.zipTime, members)
	})
	if err != nil {
		return err
	}
	f.zip = &zip
	return nil
}

func (f *Files) open(name string) (*os.File, error) {
	in, err := os.Open(filepath.Join(f.dir, name))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return in, nil
}

func (f *Files) read(name string) ([]byte, error) {
	in, err := f.open(name)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(in)
	if err = errors.Join(err, in.Close()); err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return b, nil
}
