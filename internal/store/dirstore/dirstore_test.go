package dirstore_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/dirstore"
	"github.com/easreport/easreport/internal/store/storetest"
)

var always store.Condition

func TestConformance(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store {
		return openStore(t, filepath.Join(t.TempDir(), "made", "by", "put"))
	})
}

func openStore(t *testing.T, root string) *dirstore.Store {
	t.Helper()
	s, err := dirstore.Open(root)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func put(t *testing.T, s store.Store, key, body string) store.Object {
	t.Helper()
	o, err := s.Put(t.Context(), key, strings.NewReader(body), always)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func write(t *testing.T, name, body string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
}

func wantError(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: error %v, want %v", what, err, want)
	}
}

// onDisk returns everything below the root but the lock: folders with a slash.
func onDisk(t *testing.T, root string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(root, func(name string, d os.DirEntry, err error) error {
		if err != nil || name == root || d.Name() == ".easreport.lock" {
			return err
		}
		name = filepath.ToSlash(strings.TrimPrefix(name, root+string(filepath.Separator)))
		if d.IsDir() {
			name += "/"
		}
		names = append(names, name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func wantOnDisk(t *testing.T, root string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, onDisk(t, root)); diff != "" {
		t.Errorf("on the disk (-want +got):\n%s", diff)
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	write(t, file, "")
	for _, root := range []string{"", file, filepath.Join(file, "below")} {
		if _, err := dirstore.Open(root); err == nil {
			t.Errorf("Open(%q): no error", root)
		}
	}

	root := filepath.Join(dir, "x", "root")
	s := openStore(t, root)
	_, err := s.Head(t.Context(), "k")
	wantError(t, "Head before the first Put", err, store.ErrNotExist)
	wantError(t, "Delete before the first Put", s.Delete(t.Context(), "k"), nil)
	if _, err := os.Stat(filepath.Dir(root)); !errors.Is(err, os.ErrNotExist) {
		t.Error("the root was made before the first Put")
	}

	write(t, filepath.Dir(root), "a file where the root's parent should be")
	if _, err := s.Put(t.Context(), "k", strings.NewReader(""), always); err == nil {
		t.Error("Put where the root cannot be made: no error")
	}
}

func TestBodyIsReaderAt(t *testing.T) {
	s := openStore(t, t.TempDir())
	put(t, s, "k", "0123456789")
	body, _, err := s.Get(t.Context(), "k", store.Range{}, "")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = body.Close() }()
	at, ok := body.(interface {
		io.ReaderAt
		Size() int64
	})
	if !ok {
		t.Fatalf("%T is no io.ReaderAt with a size", body)
	}
	p := make([]byte, 3)
	if n, err := at.ReadAt(p, 7); n != 3 || string(p) != "789" || err != nil || at.Size() != 10 {
		t.Errorf("ReadAt: %d, %q, %v; size %d", n, p, err, at.Size())
	}
}

func TestNested(t *testing.T) {
	root := t.TempDir()
	s := openStore(t, root)
	put(t, s, "file", "x")
	put(t, s, "folder/sub/file", "x")
	for _, key := range []string{"file/x", "file/x/y", "folder", "folder/sub"} {
		for _, c := range []store.Condition{always, {Absent: true}} {
			_, err := s.Put(t.Context(), key, strings.NewReader("y"), c)
			wantError(t, "Put "+key, err, dirstore.ErrNested)
		}
	}
	wantOnDisk(t, root, "file", "folder/", "folder/sub/", "folder/sub/file")
}

func TestKeysOfItsOwn(t *testing.T) {
	s := openStore(t, t.TempDir())
	put(t, s, "k", "x")
	for _, key := range []string{
		".easreport.lock", ".easreport-x", ".EASREPORT-x", ".easreport", "a/.easreport-x", ".easreport-x/a",
		"too/" + strings.Repeat("l", 300) + "/long", "too-" + strings.Repeat("l", 300),
	} {
		_, err := s.Put(t.Context(), key, strings.NewReader(""), always)
		wantError(t, "Put "+key, err, store.ErrInvalidKey)
	}
	for o, err := range s.List(t.Context(), "") {
		if o.Key != "k" || err != nil {
			t.Errorf("listed: %q, %v", o.Key, err)
		}
	}
}

func TestDeleteTidies(t *testing.T) {
	root := t.TempDir()
	s := openStore(t, root)
	put(t, s, "a/b/c/1", "x")
	put(t, s, "a/2", "x")
	wantError(t, "Delete", s.Delete(t.Context(), "a/b/c/1"), nil)
	wantOnDisk(t, root, "a/", "a/2")
	wantError(t, "Delete", s.Delete(t.Context(), "a/2"), nil)
	wantOnDisk(t, root)
}

// A file from elsewhere may have a time in the future, or a clock was set back.
func TestTimeGoesOn(t *testing.T) {
	root := t.TempDir()
	s := openStore(t, root)
	was := put(t, s, "k", "x")
	future := time.Now().Add(time.Hour)
	if err := os.Chtimes(filepath.Join(root, "k"), future, future); err != nil {
		t.Fatal(err)
	}
	foreign, err := s.Head(t.Context(), "k")
	if err != nil {
		t.Fatal(err)
	}
	states := []store.Object{was, foreign}
	for range 20 {
		states = append(states, put(t, s, "k", "y"))
	}
	for i, is := range states[1:] {
		if was := states[i]; is.ETag == was.ETag || !is.Modified.After(was.Modified) {
			t.Fatalf("%+v came after %+v", is, was)
		}
	}
}

func TestListRefusesToOverlook(t *testing.T) {
	root := t.TempDir()
	write(t, filepath.Join(root, "a", "fine"), "")
	if err := os.WriteFile(filepath.Join(root, "a", `back\slash`), nil, 0o600); err != nil {
		t.Skip(err)
	}
	var err error
	for _, err = range openStore(t, root).List(t.Context(), "") {
		if err != nil {
			break
		}
	}
	wantError(t, "List over a file that is no object", err, store.ErrInvalidKey)
}
