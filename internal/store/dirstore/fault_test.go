package dirstore_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/dirstore"
)

func TestCrashLeftovers(t *testing.T) {
	root := t.TempDir()
	longAgo := time.Now().Add(-25 * time.Hour)
	for _, name := range []string{".easreport-old", ".easreport-new", ".easreport-held-new", "object", "a/.easreport-not-ours"} {
		write(t, filepath.Join(root, name), "half")
		if !strings.HasSuffix(name, "new") {
			if err := os.Chtimes(filepath.Join(root, name), longAgo, longAgo); err != nil {
				t.Fatal(err)
			}
		}
	}
	s := openStore(t, root)
	for o, err := range s.List(t.Context(), "") {
		if o.Key != "object" || err != nil {
			t.Errorf("listed: %q, %v", o.Key, err)
		}
	}
	wantOnDisk(t, root, ".easreport-held-new", ".easreport-new", ".easreport-old", "a/", "a/.easreport-not-ours", "object")
	put(t, s, "k", "x")
	wantOnDisk(t, root, ".easreport-new", "a/", "a/.easreport-not-ours", "k", "object")
}

// fullDisk is a body whose writing fails half-way as it would on a full disk.
type fullDisk struct{ io.ReadSeeker }

func (f fullDisk) Read(p []byte) (int, error) {
	n, err := f.ReadSeeker.Read(p)
	if errors.Is(err, io.EOF) {
		err = &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}
	}
	return n, err
}

func TestFailedPutLeavesNothing(t *testing.T) {
	root := t.TempDir()
	s := openStore(t, root)
	put(t, s, "a/k", "old")

	_, err := s.Put(t.Context(), "b/k", fullDisk{strings.NewReader("half")}, always)
	wantError(t, "Put on a full disk", err, syscall.ENOSPC)
	_, err = s.Put(t.Context(), "a/k", fullDisk{strings.NewReader("half")}, always)
	wantError(t, "Put on a full disk", err, syscall.ENOSPC)
	_, err = s.Put(t.Context(), "a/k", strings.NewReader("new"), store.Condition{Absent: true})
	wantError(t, "Put if absent", err, store.ErrPrecondition)
	_, err = s.Put(t.Context(), "b/k", strings.NewReader("new"), store.Condition{ETag: "x"})
	wantError(t, "Put with an ETag", err, store.ErrNotExist)
	wantOnDisk(t, root, "a/", "a/k")
}

func TestLockHonoursContext(t *testing.T) {
	root := t.TempDir()
	s := openStore(t, root)
	put(t, s, "k", "old")
	other := flock.New(filepath.Join(root, ".easreport.lock"))
	if err := other.Lock(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			_, err := s.Put(ctx, "k", strings.NewReader("new"), always)
			wantError(t, "Put under another's lock", err, context.DeadlineExceeded)
			wantError(t, "Delete under another's lock", s.Delete(ctx, "k"), context.DeadlineExceeded)
		})
	}
	wg.Wait()
	wantOnDisk(t, root, "k")

	if err := other.Unlock(); err != nil {
		t.Fatal(err)
	}
	put(t, s, "k", "new")
}

// Objects come and go in one folder, by two stores as by two processes, while
// somebody else tidies up empty folders.
func TestFoldersComeAndGo(t *testing.T) {
	root := t.TempDir()
	stop := make(chan struct{})
	var workers, tidier sync.WaitGroup
	tidier.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				_ = os.Remove(filepath.Join(root, "a", "b"))
				_ = os.Remove(filepath.Join(root, "a"))
			}
		}
	})
	for _, key := range []string{"a/b/1", "a/b/2", "a/3"} {
		workers.Go(func() {
			s := openStore(t, root)
			for range 50 {
				if _, err := s.Put(t.Context(), key, strings.NewReader(key), store.Condition{Absent: true}); err != nil {
					t.Error(err)
				}
				if _, err := s.Head(t.Context(), key); err != nil {
					t.Error(err)
				}
				for _, err := range s.List(t.Context(), "a/") {
					if err != nil {
						t.Error(err)
					}
				}
				if err := s.Delete(t.Context(), key); err != nil {
					t.Error(err)
				}
			}
		})
	}
	workers.Wait()
	close(stop)
	tidier.Wait()
	wantOnDisk(t, root)
}

func TestLinksDoNotLeadOut(t *testing.T) {
	dir := t.TempDir()
	root, outside := filepath.Join(dir, "root"), filepath.Join(dir, "outside")
	write(t, filepath.Join(outside, "secret"), "secret")
	write(t, filepath.Join(root, "k"), "x")
	for name, target := range map[string]string{
		"absolute": outside,
		"relative": "../outside",
		"file":     filepath.Join(outside, "secret"),
		"inside":   "k",
		"nowhere":  "none",
	} {
		link := filepath.Join(root, name)
		if err := os.Symlink(target, link); err != nil {
			t.Skip(err)
		}
		if _, err := os.Lstat(link); err != nil {
			t.Skipf("the system made no link and reported none missing, as Wine does: %v", err)
		}
	}
	s := openStore(t, root)
	for _, key := range []string{"absolute/secret", "relative/secret", "file", "inside", "nowhere"} {
		if o, err := s.Head(t.Context(), key); err == nil {
			t.Errorf("Head(%q) followed a link: %+v", key, o)
		}
		if _, _, err := s.Get(t.Context(), key, store.Range{}, ""); err == nil {
			t.Errorf("Get(%q) followed a link", key)
		}
		for o, err := range s.List(t.Context(), key) {
			if err == nil {
				t.Errorf("List(%q) followed a link to %q", key, o.Key)
			}
		}
	}
	var err error
	for _, err = range s.List(t.Context(), "") {
		if err != nil {
			break
		}
	}
	wantError(t, "List over a folder that is a link", err, dirstore.ErrLinkedFolder)
	for _, key := range []string{"absolute/secret", "relative/secret"} {
		if _, err := s.Put(t.Context(), key, strings.NewReader("overwritten"), always); err == nil {
			t.Errorf("Put(%q) led out", key)
		}
		_ = s.Delete(t.Context(), key)
	}
	for _, name := range []string{"absolute", "relative"} {
		if err := os.Remove(filepath.Join(root, name)); err != nil {
			t.Fatal(err)
		}
	}
	for o, err := range s.List(t.Context(), "") {
		if o.Key != "k" || err != nil {
			t.Errorf("listed: %q, %v", o.Key, err)
		}
	}
	for _, key := range []string{"file", "inside", "nowhere"} { // a Put replaces the link itself
		if _, err := s.Put(t.Context(), key, strings.NewReader("new"), store.Condition{Absent: true}); err != nil {
			t.Errorf("Put(%q): %v", key, err)
		}
	}
	if b, err := os.ReadFile(filepath.Join(outside, "secret")); string(b) != "secret" || err != nil {
		t.Errorf("outside: %q, %v", b, err)
	}
	if b, err := os.ReadFile(filepath.Join(root, "k")); string(b) != "x" || err != nil {
		t.Errorf("inside: %q, %v", b, err)
	}
	wantOnDisk(t, outside, "secret")
	wantOnDisk(t, root, "file", "inside", "k", "nowhere")
}

// A file that others cut while it is read is an error, not a short object.
func TestCutWhileRead(t *testing.T) {
	root := t.TempDir()
	s := openStore(t, root)
	put(t, s, "k", strings.Repeat("x", 100))
	body, _, err := s.Get(t.Context(), "k", store.Range{Offset: 20}, "")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = body.Close() }()
	if err := os.Truncate(filepath.Join(root, "k"), 50); err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(body)
	if len(b) != 30 || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("read %d bytes, error %v", len(b), err)
	}
}
