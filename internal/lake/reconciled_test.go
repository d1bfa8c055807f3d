package lake

import (
	"bytes"
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

func TestReadReconciled(t *testing.T) {
	s, day := memstore.New(), Day(15332)
	key := ReconciledKey(day)
	if _, _, err := ReadReconciled(t.Context(), s, day); !errors.Is(err, store.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	for _, want := range []Reconciled{{}, {Claim: "mine"}, {Inputs: inputs(3)}, {Inputs: inputs(3000)}} { // of which the footer is large
		body, err := EncodeEmpty(want)
		if err != nil {
			t.Fatal(err)
		}
		o, err := s.Put(t.Context(), key, body, store.Condition{})
		if err != nil {
			t.Fatal(err)
		}
		got, etag, err := ReadReconciled(t.Context(), s, day)
		want.Schema = SchemaVersion
		if diff := cmp.Diff(want, got); diff != "" || etag != o.ETag || err != nil {
			t.Errorf("ETag %q, error %v, stamp (-want +got):\n%s", etag, err, diff)
		}
		_, seekErr := body.Seek(0, io.SeekStart)
		b, err := io.ReadAll(body)
		if err = errors.Join(seekErr, err); err != nil {
			t.Fatal(err)
		}
		if rows, err := OpenRows(bytes.NewReader(b), int64(len(b)), key); err != nil || rows.Len() != 0 {
			t.Errorf("as a file of request_day: %v", err)
		}
		put(t, s, key, b[:len(b)-1])
		if _, etag, err := ReadReconciled(t.Context(), s, day); !errors.Is(err, ErrDamaged) || etag == "" {
			t.Errorf("a cut file: ETag %q, %v", etag, err)
		}
	}
}

func TestReconciledOf(t *testing.T) {
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
		if got := (Reconciled{Rules: RequestRules, Inputs: test.made}).Of(test.are); got != test.want {
			t.Errorf("made of %v it is of %v: %t", test.made, test.are, got)
		}
	}
}

func TestOldRules(t *testing.T) {
	if (Reconciled{Rules: RequestRules - 1, Inputs: inputs(3)}).Of(inputs(3)) {
		t.Error("a file that was made by older rules is as good as ours")
	}
}
