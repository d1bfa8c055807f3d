package operate_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/operate"
)

// queue is an operate.Queue in memory that tells what was done.
type queue struct {
	bodies []string
	hidden []operate.Message
	done   *[]string
	fail   string // the operation that fails
}

var errQueue = errors.New("failed")

func (q *queue) did(operation string, n int) error {
	if q.done != nil {
		*q.done = append(*q.done, fmt.Sprint(operation, " ", n))
	}
	if q.fail == operation {
		return errQueue
	}
	return nil
}

func (q *queue) Send(_ context.Context, bodies ...string) error {
	if err := q.did("send", len(bodies)); err != nil {
		return err
	}
	q.bodies = append(q.bodies, bodies...)
	return nil
}

func (q *queue) Receive(context.Context) ([]operate.Message, error) {
	n := min(3, len(q.bodies))
	var messages []operate.Message
	for _, body := range q.bodies[:n] {
		messages = append(messages, operate.Message{Body: body, Handle: "handle of " + body})
	}
	q.bodies = q.bodies[n:]
	q.hidden = append(q.hidden, messages...)
	return messages, q.did("receive", n)
}

func (q *queue) Delete(_ context.Context, messages ...operate.Message) error {
	if err := q.did("delete", len(messages)); err != nil {
		return err
	}
	q.hidden = slices.DeleteFunc(q.hidden, func(m operate.Message) bool { return slices.Contains(messages, m) })
	return nil
}

func (q *queue) Depth(context.Context) (operate.Depth, error) {
	return operate.Depth{Waiting: int64(len(q.bodies)), Hidden: int64(len(q.hidden))}, q.did("depth", 0)
}

func TestRedrive(t *testing.T) {
	var done []string
	all := []string{"a", "b", "c", "d"}
	from, to := &queue{bodies: slices.Clone(all), done: &done}, &queue{done: &done}
	moved, err := operate.Redrive(t.Context(), from, to)
	if moved != 4 || err != nil || !cmp.Equal(to.bodies, all) || len(from.bodies)+len(from.hidden) > 0 {
		t.Errorf("%d moved: %v, error %v", moved, to.bodies, err)
	}
	want := []string{"receive 3", "send 3", "delete 3", "receive 1", "send 1", "delete 1", "receive 0"}
	if diff := cmp.Diff(want, done); diff != "" {
		t.Errorf("not sent first and deleted then (-want +got):\n%s", diff)
	}
}

// TestRedriveFaults: whatever fails, each message is in one of the queues.
func TestRedriveFaults(t *testing.T) {
	for operation, moved := range map[string]int{"receive": 0, "send": 0, "delete": 0} {
		from, to := &queue{bodies: []string{"a", "b"}}, &queue{}
		if from.fail = operation; operation == "send" {
			to.fail = operation
		}
		n, err := operate.Redrive(t.Context(), from, to)
		if n != moved || !errors.Is(err, errQueue) {
			t.Errorf("%s fails: %d moved, error %v", operation, n, err)
		}
		for _, body := range []string{"a", "b"} {
			held := func(m operate.Message) bool { return m.Body == body }
			if !slices.Contains(to.bodies, body) && !slices.Contains(from.bodies, body) && !slices.ContainsFunc(from.hidden, held) {
				t.Errorf("%s fails: %s is lost", operation, body)
			}
		}
	}
}
