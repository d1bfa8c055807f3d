package lake

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

func inputs(n int) (all []Input) {
	for i := range n {
		all = append(all, Input{NewSourceID("logs", fmt.Sprint(i)), fmt.Sprint("etag", i), "r"})
	}
	return all
}

func TestReadCompacted(t *testing.T) {
	s, day := memstore.New(), Day(15332)
	key := CompactedKey(day)
	if _, _, err := ReadCompacted(t.Context(), s, day); !errors.Is(err, store.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	for _, want := range []Compacted{{}, {Claim: "mine"}, {Inputs: inputs(3)}, {Inputs: inputs(3000)}} { // of which the footer is large
		body, err := EncodeEmpty(want)
		if err != nil {
			t.Fatal(err)
		}
		o, err := s.Put(t.Context(), key, body, store.Condition{})
		if err != nil {
			t.Fatal(err)
		}
		got, etag, err := ReadCompacted(t.Context(), s, day)
		want.Schema = SchemaVersion
		if diff := cmp.Diff(want, got); diff != "" || etag != o.ETag || err != nil {
			t.Errorf("ETag %q, error %v, stamp (-want +got):\n%s", etag, err, diff)
		}
		_, seekErr := body.Seek(0, io.SeekStart)
		b, err := io.ReadAll(body)
		if err = errors.Join(seekErr, err); err != nil {
			t.Fatal(err)
		}
		if rows, _, err := decode(b); len(rows) > 0 || err != nil {
			t.Errorf("as a file of activity: %d rows, error %v", len(rows), err)
		}
		put(t, s, key, b[:len(b)-1])
		if _, etag, err := ReadCompacted(t.Context(), s, day); !errors.Is(err, ErrDamaged) || etag == "" {
			t.Errorf("a cut file: ETag %q, %v", etag, err)
		}
	}
}

func TestCompactedOf(t *testing.T) {
	three := inputs(3)
	other := inputs(3)
	other[1].ETag = "other"
	for _, test := range []struct {
		made, are []Input
		want      bool
	}{
		{three, inputs(3), true},
		{three, three[:2], false},
		{three[:2], three, false},
		{three, other, false},
		{nil, three, false},
		{nil, nil, false},
	} {
		if got := (Compacted{Inputs: test.made}).Of(test.are); got != test.want {
			t.Errorf("made of %v it is of %v: %t", test.made, test.are, got)
		}
	}
}
