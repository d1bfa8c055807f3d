// Package s3test runs a real S3 server for tests: versitygw, on this machine
// alone, over a folder that goes when the test ends. `make test-aws` builds the
// server and runs the tests; without it they are skipped.
//
// Where the server falls short of S3: it has no "a" beside "a/b", does not encode
// listings, may give a GET the ETag of the object just replaced, and takes a delete
// marker for an object when a write has a condition.
//
// It must not know what the tests test.
package s3test

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// Variable names the environment variable that holds the path of versitygw.
const Variable = "EASREPORT_VERSITYGW"

// Server is an S3 server that runs.
type Server struct {
	// Endpoint is its URL; the host is an address, so that clients put the bucket
	// into the path.
	Endpoint string
	// Root is where its objects are files, ROOT/BUCKET/KEY.
	Root string
}

// Start starts a server, with these arguments for events and the like beside its
// own, and stops it when the test ends. It skips the test where Variable is not
// set; where it is, a server that does not start fails it.
func Start(t testing.TB, arguments ...string) *Server {
	t.Helper()
	program := os.Getenv(Variable)
	if program == "" {
		t.Skipf("%s is not set: make test-aws runs this", Variable)
	}
	dir := t.TempDir()
	s := &Server{Root: filepath.Join(dir, "root")}
	versions := filepath.Join(dir, "versions")
	for _, folder := range []string{s.Root, versions} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	address := freeAddress(t)
	s.Endpoint = "http://" + address
	arguments = append([]string{
		"--port", address, "--region", region, "--access", access, "--secret", secret, "--health", "/health", "--quiet",
	}, arguments...)
	server := exec.Command(program, append(arguments, "posix", "--versioning-dir", versions, s.Root)...)
	server.Dir = dir
	server.Stdout, server.Stderr = t.Output(), t.Output()
	server.WaitDelay = time.Second
	run(t, server)
	s.await(t)
	return s
}

// freeAddress is one at which nobody listens, or hardly anybody soon.
func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// run runs the server until the test ends, and no longer.
func run(t testing.TB, server *exec.Cmd) {
	t.Helper()
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// Windows knows no interrupt.
		if server.Process.Signal(os.Interrupt) != nil {
			_ = server.Process.Kill()
		}
		kill := time.AfterFunc(10*time.Second, func() {
			t.Error("the server does not stop")
			_ = server.Process.Kill()
		})
		defer kill.Stop()
		_ = server.Wait()
	})
}

// await returns when the server answers.
func (s *Server) await(t testing.TB) {
	t.Helper()
	var err error
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		var answer *http.Response
		if answer, err = http.Get(s.Endpoint + "/health"); err == nil {
			_ = answer.Body.Close()
			return
		}
	}
	t.Fatalf("the server does not answer: %v", err)
}
