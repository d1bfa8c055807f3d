package scripttest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/easreport/easreport/infra/aws/local/gateway"
)

// storage is where logs and lakes lie: folders, or buckets. A name is what the command takes
// for a place, and a slash and the key of a file.
type storage interface {
	// place is the name of a new place for files.
	place(t *testing.T, kind string) string
	// copyLake copies a lake to a new place, with what files are known by.
	copyLake(t *testing.T, lake string) string
	read(t *testing.T, name string) []byte
	write(t *testing.T, name string, b []byte)
	remove(t *testing.T, name string)
	// age has the files of places be older than what may still be on its way to a lake.
	age(t *testing.T, places ...string)
	exchange(t *testing.T, a, b string)
	// suffers reports whether a damage can befall the files.
	suffers(d damage) bool
	// keepsTables reports whether the command's report stores devices and traffic. In a bucket
	// the report function does.
	keepsTables() bool
	// sourceID is what a lake calls a log.
	sourceID(name string) string
	// environment is what the command needs to find the files.
	environment() []string
}

// folders are a storage below a folder.
type folders struct{ root string }

func newFolders(t *testing.T) folders {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	must(t, err)
	return folders{filepath.ToSlash(root)}
}

func (f folders) place(_ *testing.T, kind string) string { return f.root + "/" + kind }

func (f folders) read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	must(t, err)
	return b
}

func (f folders) write(t *testing.T, name string, b []byte) {
	t.Helper()
	must(t, errors.Join(os.MkdirAll(filepath.Dir(name), 0o700), os.WriteFile(name, b, 0o600)))
}

func (f folders) remove(t *testing.T, name string) {
	t.Helper()
	must(t, os.Remove(name))
}

func (f folders) age(*testing.T, ...string) {} // nothing is ever on its way

func (f folders) exchange(t *testing.T, a, b string) {
	t.Helper()
	must(t, errors.Join(os.Rename(a, a+".x"), os.Rename(b, a), os.Rename(a+".x", b)))
}

func (f folders) suffers(damage) bool { return true }

func (f folders) keepsTables() bool { return true }

func (f folders) sourceID(name string) string { return sourceID("", name) }

func (f folders) environment() []string { return nil }

// copyLake copies files with their times, which are what a lake in a folder knows them by.
func (f folders) copyLake(t *testing.T, lake string) string {
	t.Helper()
	to := filepath.ToSlash(filepath.Join(t.TempDir(), "lake"))
	must(t, filepath.WalkDir(lake, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(lake, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, name)
		if entry.IsDir() {
			return os.MkdirAll(target, 0o700)
		}
		if entry.Type()&fs.ModeSymlink != 0 {
			to, err := os.Readlink(path)
			return errors.Join(err, os.Symlink(to, target))
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		b, err := os.ReadFile(path)
		return errors.Join(err, os.WriteFile(target, b, 0o600), os.Chtimes(target, info.ModTime(), info.ModTime()))
	}))
	return to
}

// buckets are a storage in a real S3 server.
type buckets struct {
	server *gateway.Server
	copies *atomic.Int64
}

func newBuckets(t *testing.T) buckets {
	t.Helper()
	program := os.Getenv(gateway.Variable)
	if program == "" {
		t.Skipf("%s is not set: make test-aws runs this", gateway.Variable)
	}
	server, err := gateway.Start(t.Context(), program, t.TempDir(), io.Discard)
	must(t, err)
	t.Cleanup(server.Close)
	must(t, server.MakeBucket(t.Context(), "copies"))
	return buckets{server, new(atomic.Int64)}
}

func (s buckets) place(t *testing.T, kind string) string {
	t.Helper()
	must(t, s.server.MakeBucket(t.Context(), kind))
	return "s3://" + kind
}

// split is the bucket and the key of a name.
func split(name string) (bucket, key *string) {
	b, k, _ := strings.Cut(strings.TrimPrefix(name, "s3://"), "/")
	return &b, &k
}

func (s buckets) read(t *testing.T, name string) []byte {
	t.Helper()
	bucket, key := split(name)
	out, err := s.server.Client().GetObject(t.Context(), &s3.GetObjectInput{Bucket: bucket, Key: key})
	must(t, err)
	b, err := io.ReadAll(out.Body)
	must(t, errors.Join(err, out.Body.Close()))
	return b
}

func (s buckets) write(t *testing.T, name string, b []byte) {
	t.Helper()
	bucket, key := split(name)
	_, err := s.server.Client().PutObject(t.Context(), &s3.PutObjectInput{Bucket: bucket, Key: key, Body: bytes.NewReader(b)})
	must(t, err)
}

func (s buckets) remove(t *testing.T, name string) {
	t.Helper()
	bucket, key := split(name)
	_, err := s.server.Client().DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: bucket, Key: key})
	must(t, err)
}

func (s buckets) age(t *testing.T, places ...string) {
	t.Helper()
	then := time.Now().Add(-2 * time.Hour)
	for _, place := range places {
		bucket, _ := split(place)
		must(t, filepath.WalkDir(filepath.Join(s.server.Root, *bucket), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			return os.Chtimes(path, then, then)
		}))
	}
}

func (s buckets) exchange(t *testing.T, a, b string) {
	t.Helper()
	was := s.read(t, a)
	s.write(t, a, s.read(t, b))
	s.write(t, b, was)
}

func (s buckets) suffers(d damage) bool { return d.name != symlinked && d.name != rotten }

func (s buckets) keepsTables() bool { return false }

func (s buckets) sourceID(name string) string {
	bucket, key := split(name)
	return sourceID(*bucket, *key)
}

func (s buckets) environment() []string { return s.server.Environment() }

// copyLake copies objects in the order of their keys: what the index has of a source comes
// before its done, which must stay the newer one.
func (s buckets) copyLake(t *testing.T, lake string) string {
	t.Helper()
	bucket, prefix := split(lake)
	if *prefix != "" {
		*prefix += "/"
	}
	to := fmt.Sprintf("s3://copies/%d", s.copies.Add(1))
	pages := s3.NewListObjectsV2Paginator(s.server.Client(), &s3.ListObjectsV2Input{Bucket: bucket, Prefix: prefix})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		must(t, err)
		for _, o := range page.Contents {
			s.write(t, to+"/"+strings.TrimPrefix(*o.Key, *prefix), s.read(t, "s3://"+*bucket+"/"+*o.Key))
		}
	}
	return to
}

// sourceID is the hash of a log's bucket and key. Files of this machine have an empty bucket.
func sourceID(bucket, key string) string {
	sum := sha256.Sum256([]byte(bucket + "\x00" + key))
	return hex.EncodeToString(sum[:16])
}
