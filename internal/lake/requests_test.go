package lake

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/activity/activitytest"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

// requestsOf makes requests of rows: each with what only requests have.
func requestsOf(rows []activitytest.Row, words *Words) *activity.Batch {
	from, texts := activitytest.NewBatch(rows)
	to := new(activity.Batch)
	to.ResizeRequests(from.Len())
	for i, c := range from.Columns() {
		switch values := to.RequestColumns()[i].Values.(type) {
		case *[]Word:
			for k, word := range *c.Values.(*[]Word) {
				(*values)[k] = words.Of(texts[word])
			}
		case *[]int64:
			copy(*values, *c.Values.(*[]int64))
		case *[]activity.Histogram:
			copy(*values, *c.Values.(*[]activity.Histogram))
		}
	}
	for i := range to.Len() {
		to.Person[i], to.PersonNames[i], to.BackServer[i], to.BackStatus[i] = words.Of("dom\\anna"), 0, words.Of("MBX01"), activity.Absent
		if i%3 == 0 {
			to.PersonNames[i], to.BackServer[i], to.BackStatus[i] = words.Of("anna@dom.example;dom\\anna"), 0, 500
		}
	}
	return to
}

// someOf are the rows of a batch from a place to another.
func someOf(b *activity.Batch, from, to int) *activity.Batch {
	some := new(activity.Batch)
	for i, c := range b.RequestColumns() {
		switch values := some.RequestColumns()[i].Values.(type) {
		case *[]Word:
			*values = (*c.Values.(*[]Word))[from:to]
		case *[]int64:
			*values = (*c.Values.(*[]int64))[from:to]
		case *[]activity.Histogram:
			*values = (*c.Values.(*[]activity.Histogram))[from:to]
		}
	}
	return some
}

// streamed is a store whose objects come as streams, as those of S3 do.
type streamed struct{ store.Reader }

func (s streamed) Get(ctx context.Context, key string, r store.Range, etag string) (io.ReadCloser, store.Object, error) {
	body, o, err := s.Reader.Get(ctx, key, r, etag)
	if err != nil {
		return nil, o, err
	}
	return struct {
		io.Reader
		io.Closer
	}{body, body}, o, nil
}

// TestRequestsThereAndBack: what is written is read, from a store of any kind, with what
// is known of the sources.
func TestRequestsThereAndBack(t *testing.T) {
	for _, n := range []int{0, 200, 20_000} { // the last is larger than what is read of the end
		words := NewWords()
		want := requestsOf(testRows(n), words)
		day := integrityDay
		sources := &DaySources{
			Sources: []DaySource{{Footer: Footer{Stamp: testStamp(), Servers: []string{"CAS01"}, Rows: int64(n)}, Traffic: true, Seen: []Quarters{{Server: "CAS01", Front: QuarterBits{1, 2, 3}}}}},
			Servers: []ServerHour{{Server: "CAS01", Hour: 7, Hits: 9, Failures: 1, Timed: 8, TimeTaken: 700}},
		}
		var file bytes.Buffer
		w, err := NewRequestWriter(&file, words)
		if err != nil {
			t.Fatal(err)
		}
		half := n / 2
		if err := errors.Join(w.Write(someOf(want, 0, half)), w.endGroup(), w.Write(someOf(want, half, n)), w.Close(Reconciled{Rules: RequestRules, Inputs: inputs(1)}, sources)); err != nil {
			t.Fatal(err)
		}
		s := memstore.New()
		put(t, s, ReconciledKey(day), file.Bytes())
		for _, from := range []store.Reader{s, streamed{s}} {
			table, err := OpenRequests(t.Context(), from, day)
			if err != nil {
				t.Fatal(err)
			}
			got := new(activity.Batch)
			rows := NewRequestReader(words)
			for g := range table.Groups() {
				for err := rows.Open(g); !errors.Is(err, io.EOF); {
					if err != nil {
						t.Fatal(err)
					}
					var b *activity.Batch
					if b, err = rows.Next(); err == nil {
						appendBatch(got, b)
					}
				}
			}
			rows.Close()
			for i, c := range want.RequestColumns() {
				if c.Name == "time_histogram" || c.Name == "items" {
					continue // empty or nil
				}
				if diff := gocmp.Diff(c.Values, got.RequestColumns()[i].Values); diff != "" && n > 0 {
					t.Fatalf("%d rows, column %s (-want +got):\n%.500s", n, c.Name, diff)
				}
			}
			if got.Len() != n {
				t.Fatalf("%d rows of %d", got.Len(), n)
			}
			known, err := table.Sources()
			if diff := gocmp.Diff(sources, known); diff != "" || err != nil {
				t.Errorf("error %v, sources (-want +got):\n%s", err, diff)
			}
			if err := table.Close(); err != nil {
				t.Error(err)
			}
			if _, known, err = ReadDaySources(t.Context(), from, day); err != nil || gocmp.Diff(sources, known) != "" {
				t.Errorf("by the end of the file: %v", err)
			}
		}
	}
}

func appendBatch(to, b *activity.Batch) {
	for i, c := range b.RequestColumns() {
		switch values := to.RequestColumns()[i].Values.(type) {
		case *[]Word:
			*values = append(*values, *c.Values.(*[]Word)...)
		case *[]int64:
			*values = append(*values, *c.Values.(*[]int64)...)
		}
	}
}
