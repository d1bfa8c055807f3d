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

// Compacted is the stamp of a compacted file: a copy of all rows of a UTC day in
// one file, for queries over many days. The activity files stay the truth, and the
// copy is good only as long as they are its inputs.
//
// A file without inputs has no rows either: it holds the place of one. An ingest
// that changed rows of the day puts one without a claim; one with a claim says that
// somebody has begun to make the day's file.
type Compacted struct {
	// Schema is the SchemaVersion of the writer.
	Schema int `json:"schema"`
	// Inputs are the activity files whose rows it has, in the order of their keys.
	Inputs []Input `json:"inputs,omitempty"`
	// Claim is another text each time.
	Claim string `json:"claim,omitempty"`
}

// Input is an activity file of a day as it was copied.
type Input struct {
	Source SourceID `json:"source"`
	ETag   string   `json:"etag"`
	// Revision is that of the source.
	Revision string `json:"source_revision,omitempty"`
}

// Of tells whether the file has the rows of these activity files, all of them and
// as they are. Revisions do not matter: the ETags say more.
func (c Compacted) Of(inputs []Input) bool {
	return len(inputs) > 0 && slices.EqualFunc(c.Inputs, inputs, func(a, b Input) bool {
		return a.Source == b.Source && a.ETag == b.ETag
	})
}

// Empty tells that the file has no rows, nor will have until the day is compacted
// again.
func (c Compacted) Empty() bool { return len(c.Inputs) == 0 && c.Claim == "" }

func (c Compacted) marshal() (string, error) {
	c.Schema = SchemaVersion
	text, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("writing stamp: %w", err)
	}
	return string(text), nil
}

// EncodeEmpty writes a compacted file without rows, as the body of a Put. It is
// Parquet, so that a query finds no rows rather than an error.
func EncodeEmpty(stamp Compacted) (io.ReadSeeker, error) {
	var body bytes.Buffer
	file, err := newCompactedFile(&body)
	if err != nil {
		return nil, err
	}
	text, err := stamp.marshal()
	if err != nil {
		return nil, err
	}
	if err := file.Close(stampKey, text); err != nil {
		return nil, err
	}
	return bytes.NewReader(body.Bytes()), nil
}

// newCompactedFile begins a file of the activity schema.
func newCompactedFile(w io.Writer) (*colfile.Writer, error) {
	return colfile.NewWriter(w, ActivitySchema(), "easreport "+generation)
}

// ReadCompacted reads the stamp of a day's compacted file, and the ETag of the bytes
// that it is in. Errors: store.ErrNotExist, ErrDamaged, ErrNewer, or the store's.
func ReadCompacted(ctx context.Context, s store.Reader, day Day) (c Compacted, etag string, err error) {
	key := CompactedKey(day)
	f, etag, err := openEnd(ctx, s, key)
	if err != nil {
		return Compacted{}, etag, err
	}
	text, ok := f.Lookup(stampKey)
	if !ok {
		return Compacted{}, etag, fmt.Errorf("reading footer of %s: no stamp: %w", key, ErrDamaged)
	}
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return Compacted{}, etag, fmt.Errorf("reading footer of %s: %w", key, damaged(err))
	}
	if c.Schema > SchemaVersion {
		return Compacted{}, etag, fmt.Errorf("reading footer of %s: schema version %d, this program knows %d: %w", key, c.Schema, SchemaVersion, ErrNewer)
	}
	if err := errors.Join(checkColumns(f), checkDay(f, "bucket", day)); err != nil {
		return Compacted{}, etag, fmt.Errorf("reading footer of %s: %w", key, err)
	}
	return c, etag, nil
}
