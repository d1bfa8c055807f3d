package dirstore

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/store"
)

// watchedDisk is a disk that knows what a loss of power would leave.
type watchedDisk struct {
	t    *testing.T
	root string

	mu    sync.Mutex
	turns int
	bytes map[string]bool // the contents that are durable, each of one object
	names map[string]bool // the keys
}

// syncAll makes durable what there is when it begins, and checks that no name is
// there before its bytes are durable.
func (w *watchedDisk) syncAll(*os.File) error {
	bytes, names := make(map[string]bool), make(map[string]bool)
	// Names first: those that come meanwhile have durable bytes, or it is a fault.
	keys, _ := filepath.Glob(filepath.Join(w.root, "folder*", "key*"))
	temps, _ := filepath.Glob(filepath.Join(w.root, tempName+"*"))
	for _, name := range temps {
		if content, err := os.ReadFile(name); err == nil { // else it has got its name
			bytes[string(content)] = true
		}
	}
	w.mu.Lock()
	for _, name := range keys {
		content, err := os.ReadFile(name)
		if err != nil || !w.bytes[string(content)] {
			w.t.Errorf("%s has its name before its bytes are durable (%v)", name, err)
		}
		names[string(content)] = true
	}
	w.mu.Unlock()
	time.Sleep(time.Millisecond)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.turns++
	for content := range bytes {
		w.bytes[content] = true
	}
	for content := range names {
		w.names[content] = true
	}
	return nil
}

// TestPutsShareTheDisk checks of many concurrent Puts that each returns when its
// bytes and its name are durable, in this order, and that they share turns.
func TestPutsShareTheDisk(t *testing.T) {
	root := t.TempDir()
	s, err := Open(root)
	if err != nil {
		t.Fatal(err)
	}
	w := &watchedDisk{t: t, root: root, bytes: make(map[string]bool), names: make(map[string]bool)}
	s.syncAll = w.syncAll
	o, err := s.create(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.leave(o)
	for range crowd { // so that no Put is alone, not even the last
		o.disk.begin(o.Root)
		defer o.disk.end()
	}
	if o.disk.root == nil {
		t.Skip("here each file is forced to the disk for itself")
	}

	const puts, folders = 400, 7
	var group sync.WaitGroup
	for i := range puts {
		group.Go(func() {
			key := fmt.Sprintf("folder%d/key%d", i%folders, i)
			if _, err := s.Put(t.Context(), key, strings.NewReader(key), store.Condition{Absent: true}); err != nil {
				t.Error(err)
			}
			w.mu.Lock()
			defer w.mu.Unlock()
			if !w.bytes[key] || !w.names[key] {
				t.Errorf("%s was put: bytes durable %v, name durable %v", key, w.bytes[key], w.names[key])
			}
		})
	}
	group.Wait()
	if w.turns > puts/4 {
		t.Errorf("%d turns of the disk for %d Puts", w.turns, puts)
	}
}

var errDisk = errors.New("the disk broke")

// TestDiskFails checks that all who share a turn are told of its failure, also
// those of later turns, and who is alone is not.
func TestDiskFails(t *testing.T) {
	turns := 0
	d := disk{root: os.Stdin, syncAll: func(*os.File) error {
		if turns++; turns == 1 {
			return errDisk
		}
		return nil
	}}
	if err := d.force(func() error { return nil }); err != nil || turns != 0 {
		t.Errorf("alone: %v after %d turns", err, turns)
	}
	d.puts = crowd
	for range 3 {
		var group sync.WaitGroup
		for range crowd {
			group.Go(func() {
				if err := d.force(nil); !errors.Is(err, errDisk) {
					t.Errorf("together: %v", err)
				}
			})
		}
		group.Wait()
	}
}
