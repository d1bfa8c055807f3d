package dirstore_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/easreport/easreport/internal/store"
)

const (
	countRoot  = "EASREPORT_TEST_COUNT_ROOT" // tells TestCount that it is a process of TestProcesses
	processes  = 4
	increments = 25
)

// TestProcesses lets several processes count in one object by compare-and-swap.
// An increment that is lost is a condition that did not hold.
func TestProcesses(t *testing.T) {
	root := t.TempDir()
	var wg sync.WaitGroup
	for range processes {
		wg.Go(func() {
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestCount$", "-test.v")
			cmd.Env = append(os.Environ(), countRoot+"="+root)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	wg.Wait()
	n, _, err := readCount(t.Context(), openStore(t, root))
	if n != processes*increments || err != nil {
		t.Errorf("counted to %d, error %v; want %d", n, err, processes*increments)
	}
}

func TestCount(t *testing.T) {
	root := os.Getenv(countRoot)
	if root == "" {
		t.Skip("runs in the processes of TestProcesses")
	}
	s := openStore(t, root)
	for done := 0; done < increments; {
		n, c, err := readCount(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Put(t.Context(), "the/count", strings.NewReader(strconv.Itoa(n+1)), c)
		switch {
		case err == nil:
			done++
		case !errors.Is(err, store.ErrPrecondition):
			t.Fatal(err)
		}
	}
}

// readCount returns the count, and the condition that it still is the count.
func readCount(ctx context.Context, s store.Store) (int, store.Condition, error) {
	body, o, err := s.Get(ctx, "the/count", store.Range{}, "")
	if errors.Is(err, store.ErrNotExist) {
		return 0, store.Condition{Absent: true}, nil
	}
	if err != nil {
		return 0, store.Condition{}, err
	}
	defer func() { _ = body.Close() }()
	b, err := io.ReadAll(body)
	if err != nil {
		return 0, store.Condition{}, err
	}
	n, err := strconv.Atoi(string(b))
	if err != nil {
		return 0, store.Condition{}, fmt.Errorf("read the count: %w", err)
	}
	return n, store.Condition{ETag: o.ETag}, nil
}
