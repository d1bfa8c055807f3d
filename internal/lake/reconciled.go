package lake

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/easreport/easreport/internal/lake/colfile"
	"github.com/easreport/easreport/internal/store"
)

// RequestRules is the version of the rules by which rows become requests (package
// pairing) and names persons (package persons). A file made by older ones is made again.
const RequestRules = 2

// Reconciled is the stamp of a file of the table request_day: the requests of a UTC day,
// each once, worked out from all its activity files. These stay the truth, and the file
// is good only as long as they are its inputs.
//
// A file without inputs has no rows either: it holds the place of one. An ingest
// that changed rows of the day writes one without a claim; one with a claim says that
// somebody has begun to make the day's file.
type Reconciled struct {
	// Schema is the SchemaVersion of the writer, Rules its RequestRules.
	Schema int `json:"schema"`
	Rules  int `json:"rules,omitempty"`
	// Inputs are the activity files that it is made of, in the order of their keys.
	Inputs []Input `json:"inputs,omitempty"`
	// Without are those of the Inputs whose rows do not count: copies of others.
	Without []SourceID `json:"without,omitempty"`
	// Folds says which texts that senders chose the rows are without, see Folding; nil: none.
	Folds *Folds `json:"folds,omitempty"`
	// Claim is another text each time.
	Claim string `json:"claim,omitempty"`
}

// Input is an activity file of a day as it was read.
type Input struct {
	Source SourceID `json:"source"`
	ETag   string   `json:"etag"`
	// Revision is that of the source.
	Revision string `json:"source_revision,omitempty"`
}

// Of reports whether the file has the requests of these activity files, all of them and
// as they are, by rules not older than ours. Revisions do not matter: the ETags say more.
func (c Reconciled) Of(inputs []Input) bool {
	return len(inputs) > 0 && c.Rules >= RequestRules && slices.EqualFunc(c.Inputs, inputs, func(a, b Input) bool {
		return a.Source == b.Source && a.ETag == b.ETag
	})
}

// Empty reports whether the file has no rows, nor will have until the day is reconciled
// again.
func (c Reconciled) Empty() bool { return len(c.Inputs) == 0 && c.Claim == "" }

func (c Reconciled) marshal() (string, error) {
	c.Schema = SchemaVersion
	return marshalStamp(c)
}

// EncodeEmpty writes a file of request_day without rows, as the body of a Put. It is
// Parquet, so that a query finds no rows rather than an error.
func EncodeEmpty(stamp Reconciled) (io.ReadSeeker, error) {
	var body bytes.Buffer
	w, err := NewRequestWriter(&body, NewWords())
	if err == nil {
		err = w.Close(stamp, nil)
	}
	return bytes.NewReader(body.Bytes()), err
}

// ReadReconciled reads the stamp of a day's file of request_day, and the ETag of the
// bytes that it is in. Errors: store.ErrNotExist, ErrDamaged, ErrNewer, or the store's.
func ReadReconciled(ctx context.Context, s store.Reader, day Day) (c Reconciled, etag string, err error) {
	end, err := readRequestsEnd(ctx, s, day)
	return end.stamp, end.etag, err
}

// ReadDaySources is ReadReconciled with what is known of the day's sources, nil where
// the file holds the place of one.
func ReadDaySources(ctx context.Context, s store.Reader, day Day) (c Reconciled, sources *DaySources, err error) {
	end, err := readRequestsEnd(ctx, s, day)
	if err != nil {
		return Reconciled{}, nil, err
	}
	at, length := end.file.Attachment()
	if length == 0 {
		return end.stamp, nil, nil
	}
	b := end.tail
	if fetched := at - (end.size - int64(len(b))); fetched >= 0 {
		b = b[fetched : fetched+length]
	} else if b, err = fetchRange(ctx, s, ReconciledKey(day), store.Range{Offset: at, Length: length}, end.etag); err != nil {
		return Reconciled{}, nil, err
	}
	if sources, err = parseDaySources(b); err != nil {
		return Reconciled{}, nil, fmt.Errorf("reading %s: %w", ReconciledKey(day), err)
	}
	return end.stamp, sources, nil
}

// requestsEnd is the end of a file of request_day.
type requestsEnd struct {
	stamp Reconciled
	file  *colfile.File
	tail  []byte
	size  int64
	etag  string
}

func readRequestsEnd(ctx context.Context, s store.Reader, day Day) (end requestsEnd, err error) {
	key := ReconciledKey(day)
	var o store.Object
	end.file, end.tail, o, err = openEnd(ctx, s, key, requestsLayout)
	end.size, end.etag = o.Size, o.ETag
	if err != nil {
		return end, err
	}
	if end.stamp, err = reconciledIn(end.file, day); err != nil {
		return requestsEnd{etag: o.ETag}, fmt.Errorf("reading footer of %s: %w", key, err)
	}
	return end, nil
}

// reconciledIn reads the stamp of a file, and checks that it has the columns of the table
// and is of the day.
func reconciledIn(f *colfile.File, day Day) (c Reconciled, err error) {
	text, ok := f.Lookup(stampKey)
	if !ok {
		return c, fmt.Errorf("no stamp: %w", ErrDamaged)
	}
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return c, damaged(err)
	}
	if c.Schema > SchemaVersion {
		return c, fmt.Errorf("schema version %d, this program knows %d: %w", c.Schema, SchemaVersion, ErrNewer)
	}
	return c, errors.Join(checkColumns(f), checkDay(f, "bucket", day))
}
