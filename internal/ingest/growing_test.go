package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/store/dirstore"
)

// TestAppendedToAllTheTime ingests a log to which a server appends without a pause, in
// pieces that end anywhere: the lake gets what was there, in whole lines, and the rest when
// the server has stopped. (It takes more than one attempt only if the server rests just
// until the last line was read, and goes on before the rows are written.)
func TestAppendedToAllTheTime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "u_ex111224.log")
	text := log(revision{saturday: 4000})
	header := strings.Index(text, saturday)
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	rows := text[header:]
	const piece = 997 // no multiple of a row's length
	write := func(s string) {
		if _, err := file.WriteString(s); err != nil {
			t.Error(err)
		}
	}
	write(text[:header] + rows[:100*piece])
	left := rows[100*piece:]

	w := newWorld(t)
	w.Source, w.Bucket = dirstore.Files{}, ""
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan struct{})
	grown := make(chan struct{})
	go func() {
		defer close(stopped)
		for n := 0; ctx.Err() == nil; n++ {
			write(left[:piece])
			if left = left[piece:]; len(left) <= piece {
				left += rows // and so on, for as long as it takes
			}
			if n == 0 {
				close(grown)
			}
		}
	}()
	<-grown
	first, err := w.Ingest(t.Context(), filepath.ToSlash(path))
	stop()
	<-stopped
	if err != nil {
		t.Fatal(err)
	}
	reading := first.Stamp.Reading
	if first.Outcome != Applied || reading.Requests < int64(100*piece)/int64(len(rows)/4000) || reading.Rejects() > 0 {
		t.Errorf("outcome %d, %d requests, rejected %v", first.Outcome, reading.Requests, reading.Rejected)
	}
	write(left[:strings.Index(left, "\n")+1])
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	last, err := w.Ingest(t.Context(), filepath.ToSlash(path))
	if err != nil || last.Stamp.Reading.Requests < reading.Requests {
		t.Errorf("%d requests after %d, %v", last.Stamp.Reading.Requests, reading.Requests, err)
	}
	w.holds(t, map[string]int{saturday: int(last.Stamp.Reading.Requests)})
	if again, err := w.Ingest(t.Context(), filepath.ToSlash(path)); err != nil || again.Outcome != Unchanged {
		t.Errorf("the log at rest: outcome %d, %v", again.Outcome, err)
	}
}

// TestLastLine: a last line without a line end counts in a log that rests, if it is
// whole, and not in one that is being written.
func TestLastLine(t *testing.T) {
	whole := log(revision{saturday: 3})
	cut := strings.TrimSuffix(whole, "5\r\n") // of 15 ms it leaves 1, a number as well
	for _, c := range []struct {
		name, text string
		grows      bool
		want       int64
	}{
		{"whole lines", whole, false, 3},
		{"whole lines, growing", whole, true, 3},
		{"a cut number", cut, false, 3},
		{"a cut number, growing", cut, true, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "u_ex111224.log")
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			w := newWorld(t)
			w.Source, w.Bucket = dirstore.Files{}, ""
			// What is read last is the last line: the log grows just before.
			w.Progress = func(int64) {
				if c.grows {
					c.grows = false
					file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
					if err == nil {
						_, err = file.WriteString("5\r\n")
						err = errors.Join(err, file.Close())
					}
					if err != nil {
						t.Error(err)
					}
				}
			}
			r, err := w.Ingest(t.Context(), filepath.ToSlash(path))
			if diff := cmp.Diff(fmt.Sprint(c.want, " ", map[string]int64(nil)), fmt.Sprint(r.Stamp.Reading.Requests, " ", r.Stamp.Reading.Rejected)); err != nil || diff != "" {
				t.Errorf("error %v, requests and rejected lines (-want +got):\n%s", err, diff)
			}
		})
	}
}
