package publish

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/easreport/easreport/internal/store"
)

// attempts bounds how often a write is tried.
const attempts = 3

// putOnce stores an object that is the same whoever stores it: the first one
// stays. So a write of which the outcome is not known may be tried again.
func putOnce(ctx context.Context, s store.Store, key string, body io.ReadSeeker) error {
	var err error
	for range attempts {
		_, err = s.Put(ctx, key, body, store.Condition{Absent: true})
		if err == nil || errors.Is(err, store.ErrPrecondition) {
			return nil
		}
		if ctx.Err() != nil || errors.Is(err, store.ErrInvalidKey) {
			break
		}
	}
	return fmt.Errorf("storing the report: %w", err)
}

// keep stores the files of a report, and gives their keys: the page's, the CSV
// files', the summary's and the zip's.
func (p *Publisher) keep(ctx context.Context, prefix string, f *Files, summary []byte) (keys []string, err error) {
	for _, name := range f.Names() {
		if err := p.keepFile(ctx, prefix+name, f, name); err != nil {
			return nil, err
		}
		keys = append(keys, prefix+name)
	}
	key := prefix + f.names.JSON()
	return append(keys, key), putOnce(ctx, p.Lake, key, bytes.NewReader(summary))
}

func (p *Publisher) keepFile(ctx context.Context, key string, f *Files, name string) error {
	in, err := f.open(name)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it was only read
	return putOnce(ctx, p.Lake, key, in)
}

// links are where the files are that are too large for a mail.
func (p *Publisher) links(keys []string) (links []string) {
	for _, key := range slices.Sorted(slices.Values(keys)) {
		links = append(links, p.URL+"/"+key)
	}
	return links
}
