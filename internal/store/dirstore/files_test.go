package dirstore_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/dirstore"
	"github.com/easreport/easreport/internal/store/storetest"
)

func readFile(t *testing.T, key string, r store.Range, etag string) (string, store.Object, error) {
	t.Helper()
	body, o, err := dirstore.Files{}.Get(t.Context(), key, r, etag)
	if err != nil {
		return "", o, err
	}
	defer func() { _ = body.Close() }()
	b, err := io.ReadAll(body)
	return string(b), o, err
}

func TestFiles(t *testing.T) {
	dir := filepath.ToSlash(t.TempDir())
	key := dir + "/u_ex111224.log"
	write(t, key, "0123456789")

	o, err := dirstore.Files{}.Head(t.Context(), key)
	if o.Key != key || o.Size != 10 || o.ETag == "" || o.Modified.IsZero() || err != nil {
		t.Errorf("Head: %+v, %v", o, err)
	}
	got, opened, err := readFile(t, key, store.Range{}, o.ETag)
	if got != "0123456789" || opened != o || err != nil {
		t.Errorf("Get: %q, %+v, %v", got, opened, err)
	}
	if got, _, err = readFile(t, key, store.Range{Offset: -4, Length: 2}, ""); got != "67" || err != nil {
		t.Errorf("Get of a range: %q, %v", got, err)
	}

	write(t, key, "0123456789 and more")
	_, _, err = readFile(t, key, store.Range{}, o.ETag)
	wantError(t, "Get with an ETag after the file has grown", err, store.ErrPrecondition)

	for _, missing := range []string{dir, dir + "/x", key + "/x"} {
		_, err = dirstore.Files{}.Head(t.Context(), missing)
		wantError(t, "Head "+missing, err, store.ErrNotExist)
		_, _, err = readFile(t, missing, store.Range{}, "")
		wantError(t, "Get "+missing, err, store.ErrNotExist)
	}
	for _, invalid := range []string{"", "x.log", "./x.log", dir + "/", dir + "//x", dir + "/../x", dir + "/\x00", dir + "/\xff"} {
		_, err = dirstore.Files{}.Head(t.Context(), invalid)
		wantError(t, "Head "+invalid, err, store.ErrInvalidKey)
		_, _, err = readFile(t, invalid, store.Range{}, "")
		wantError(t, "Get "+invalid, err, store.ErrInvalidKey)
	}

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = dirstore.Files{}.Head(ctx, key)
	wantError(t, "Head when cancelled", err, context.Canceled)
	for _, err := range (dirstore.Files{}).List(ctx, dir+"/") {
		wantError(t, "List when cancelled", err, context.Canceled)
	}
}

// A log that IIS is writing is read as far as it went when it was opened.
func TestFileGrowsWhileRead(t *testing.T) {
	key := filepath.ToSlash(t.TempDir()) + "/u_ex.log"
	write(t, key, "old\n")
	body, o, err := dirstore.Files{}.Get(t.Context(), key, store.Range{}, "")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = body.Close() }()
	f, err := os.OpenFile(key, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("new\n"); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(body); string(b) != "old\n" || o.Size != 4 || err != nil {
		t.Errorf("read %q of %d bytes, error %v", b, o.Size, err)
	}
}

func TestGrowing(t *testing.T) {
	key := filepath.ToSlash(t.TempDir()) + "/u_ex.log"
	storetest.Growing(t, dirstore.Files{}, key, func(t *testing.T, text string) {
		f, err := os.OpenFile(key, os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteString(text); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(f.Truncate(int64(len(text))), f.Close()); err != nil {
			t.Fatal(err)
		}
	})
	before, err := dirstore.Files{}.Head(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	// Another file of the same size and time, under the same name.
	write(t, key+"x", strings.Repeat("x", int(before.Size)))
	if err := errors.Join(os.Chtimes(key+"x", before.Modified, before.Modified), os.Rename(key+"x", key)); err != nil {
		t.Fatal(err)
	}
	after, err := dirstore.Files{}.Head(t.Context(), key)
	if err != nil || after.Size != before.Size || !after.Modified.Equal(before.Modified) {
		t.Fatalf("%+v, %v", after, err)
	}
	if after.File == before.File {
		t.Errorf("another file is taken for the same one: %+v", after)
	}
}

func TestFilesList(t *testing.T) {
	dir := filepath.ToSlash(t.TempDir())
	for _, name := range []string{"W3SVC1/u_ex2.log", "W3SVC1/u_ex1.log", "W3SVC1-old/u_ex0.log", "W3SVC2/sub/x.log", "readme.txt"} {
		write(t, dir+"/"+name, name)
	}
	if err := os.Symlink(dir, dir+"/W3SVC2/loop"); err != nil {
		t.Log(err)
	}
	for _, test := range []struct {
		prefix string
		want   []string
	}{
		{"/", []string{"/W3SVC1-old/u_ex0.log", "/W3SVC1/u_ex1.log", "/W3SVC1/u_ex2.log", "/W3SVC2/sub/x.log", "/readme.txt"}},
		{"/W3SVC1/", []string{"/W3SVC1/u_ex1.log", "/W3SVC1/u_ex2.log"}},
		{"/W3SVC1", []string{"/W3SVC1-old/u_ex0.log", "/W3SVC1/u_ex1.log", "/W3SVC1/u_ex2.log"}},
		{"/readme.txt", []string{"/readme.txt"}},
		{"/readme.txt/", nil},
		{"/none/", nil},
	} {
		var got []string
		for o, err := range (dirstore.Files{}).List(t.Context(), dir+test.prefix) {
			if err != nil {
				t.Fatal(err)
			}
			head, err := dirstore.Files{}.Head(t.Context(), o.Key)
			if o.File == "" {
				head.File = "" // Windows does not list it
			}
			if head != o || err != nil {
				t.Errorf("listed %+v, headed %+v, %v", o, head, err)
			}
			got = append(got, o.Key[len(dir):])
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("List(%q) (-want +got):\n%s", test.prefix, diff)
		}
	}
	for o, err := range (dirstore.Files{}).List(t.Context(), "relative/") {
		t.Errorf("listed %q, %v", o.Key, err)
	}
}
