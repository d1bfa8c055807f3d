package lake

import (
	"context"
	"fmt"
	"io"
	"iter"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake/colfile"
	"github.com/easreport/easreport/internal/store"
)

// RequestTable is an open file of request_day.
type RequestTable struct {
	stamp Reconciled
	etag  string
	file  *colfile.File
	at    io.ReaderAt
	body  io.Closer // nil where there is none
	far   bool      // each read is a request to the store
}

// OpenRequests opens the file of a day. Its bytes are read where they lie if the store
// permits it, else a row group at a time, each as one range of the same object. Errors
// are those of ReadReconciled.
func OpenRequests(ctx context.Context, s store.Reader, day Day) (t *RequestTable, err error) {
	end, err := readRequestsEnd(ctx, s, day)
	if err != nil {
		return nil, err
	}
	key := ReconciledKey(day)
	t = &RequestTable{stamp: end.stamp, etag: end.etag, file: end.file}
	if end.size == int64(len(end.tail)) {
		t.at = colfile.Bytes(end.tail)
	} else {
		body, _, err := s.Get(ctx, key, store.Range{}, end.etag)
		if err != nil {
			return nil, fmt.Errorf("opening %s: %w", key, err)
		}
		if t.at, t.body = asReaderAt(body); t.at == nil {
			t.at, t.far = &ranges{ctx, s, key, end.etag}, true
		}
	}
	t.file.ReadFrom(t.at)
	return t, nil
}

// asReaderAt is a body that is read where it lies; nil for one that comes as a stream,
// which is closed.
func asReaderAt(body io.ReadCloser) (io.ReaderAt, io.Closer) {
	if at, here := body.(io.ReaderAt); here {
		return at, body
	}
	_ = body.Close() // nothing of it is wanted
	return nil, nil
}

// Stamp is the file's stamp.
func (t *RequestTable) Stamp() Reconciled { return t.stamp }

// ETag is that of the bytes which are read.
func (t *RequestTable) ETag() string { return t.etag }

// Len is the number of rows.
func (t *RequestTable) Len() int64 { return t.file.NumRows() }

// Groups yields the row groups in order; they may be read at the same time, by a
// RequestReader.
func (t *RequestTable) Groups() iter.Seq[RequestGroup] {
	return func(yield func(RequestGroup) bool) {
		for g := range t.file.Groups() {
			if !yield(RequestGroup{g, t.far}) {
				return
			}
		}
	}
}

// Sources are what is known of the day's sources, nil where the file holds the place of
// one. An error is ErrDamaged.
func (t *RequestTable) Sources() (*DaySources, error) {
	at, length := t.file.Attachment()
	if length == 0 {
		return nil, nil //nolint:nilnil // there are none, and nothing is wrong
	}
	b := make([]byte, length)
	if n, err := t.at.ReadAt(b, at); int64(n) < length {
		return nil, fmt.Errorf("reading what is known of sources: %w", err)
	}
	return parseDaySources(b)
}

// Close closes the file, after all readers of its row groups.
func (t *RequestTable) Close() error {
	if t.body == nil {
		return nil
	}
	return t.body.Close()
}

// RequestGroup is a row group of a RequestTable.
type RequestGroup struct {
	group Group
	far   bool
}

// RequestReader is a Reader of requests.
type RequestReader struct{ *Reader }

// NewRequestReader is NewReader for files of request_day.
func NewRequestReader(words *Words, wanted ...string) *RequestReader {
	r := new(Reader)
	r.batch.ResizeRequests(batchRows)
	return &RequestReader{r.of(columnsIn(r.batch.RequestColumns()), words, wanted)}
}

// Open is Reader.Open for a row group of request_day.
func (r *RequestReader) Open(g RequestGroup) error {
	if g.far {
		near, err := g.group.Load()
		if err != nil {
			return fmt.Errorf("reading a row group: %w", err)
		}
		g.group = near
	}
	return r.Reader.Open(g.group)
}

// Next is Reader.Next: the batch has the columns that only requests have, too.
func (r *RequestReader) Next() (b *activity.Batch, err error) {
	n, err := r.next()
	r.batch.ResizeRequests(n)
	return &r.batch, err
}

// ranges reads an object of a store by ranges.
type ranges struct {
	ctx   context.Context //nolint:containedctx // of one call that reads: io.ReaderAt has no room for it
	store store.Reader
	key   string
	etag  string
}

// ReadAt is io.ReaderAt's.
func (r *ranges) ReadAt(p []byte, off int64) (int, error) {
	b, err := fetchRange(r.ctx, r.store, r.key, store.Range{Offset: off, Length: int64(len(p))}, r.etag)
	n := copy(p, b)
	if err == nil && n < len(p) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}
