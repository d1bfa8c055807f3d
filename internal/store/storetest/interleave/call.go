package interleave

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

// call is a call of one of the stores.
type call struct {
	faulty.Call
	source bool
	body   int // of a Put
}

func (c call) changes() bool { return c.Op == faulty.Put || c.Op == faulty.Delete }

func (c call) String() string {
	where := "shared"
	if c.source {
		where = "source"
	}
	return fmt.Sprintf("%s %s %s", where, c.Op, c.Key)
}

// answer is what a call gave.
type answer struct {
	err    error
	object store.Object
	body   int // of a Get
	list   []store.Object
}

// identity is equal for answers that nobody can tell apart.
func (a answer) identity() string {
	if a.err != nil {
		return "error: " + a.err.Error()
	}
	var b strings.Builder
	for _, o := range append([]store.Object{a.object}, a.list...) {
		fmt.Fprintf(&b, "%q %q %q %d %d;", o.Key, o.ETag, o.Version, o.Size, o.Modified.UnixNano())
	}
	fmt.Fprint(&b, a.body)
	return b.String()
}

// lostAnswer is the answer to a write that may have been done.
var lostAnswer = answer{err: errors.New("no answer came")}

// do makes a call of a store.
func (b *bodies) do(ctx context.Context, s *memstore.Store, c call) (a answer) {
	switch c.Op {
	case faulty.Head:
		a.object, a.err = s.Head(ctx, c.Key)
	case faulty.Get:
		var body io.ReadCloser
		if body, a.object, a.err = s.Get(ctx, c.Key, c.Range, c.ETag); a.err == nil {
			var p []byte
			p, a.err = io.ReadAll(body)
			a.body = b.number(p)
		}
	case faulty.List:
		for o, err := range s.List(ctx, c.Key) {
			if a.err = err; err == nil {
				a.list = append(a.list, o)
			}
		}
	case faulty.Put:
		a.object, a.err = s.Put(ctx, c.Key, bytes.NewReader(b.body(c.body)), c.Condition)
	case faulty.Delete:
		a.err = deleteIf(ctx, s, c)
	}
	if !c.source {
		a.object.Modified = time.Time{}
		for i := range a.list {
			a.list[i].Modified = time.Time{}
		}
	}
	return a
}

func deleteIf(ctx context.Context, s *memstore.Store, c call) error {
	o, err := s.Head(ctx, c.Key)
	if err != nil && !errors.Is(err, store.ErrNotExist) {
		return err
	}
	if err := c.Condition.Check(err == nil, o.ETag); err != nil {
		return fmt.Errorf("delete %q: %w", c.Key, err)
	}
	return s.Delete(ctx, c.Key)
}
