// Package s3test runs a real S3 server for tests, infra/aws/local/gateway, over a
// folder that goes when the test ends. `make test-aws` builds the server and runs
// the tests; without it they are skipped.
//
// It must not know what the tests test.
package s3test

import (
	"os"
	"testing"

	"github.com/easreport/easreport/infra/aws/local/gateway"
)

// Server is an S3 server that runs.
type Server struct{ *gateway.Server }

// Start starts a server, with these arguments for events and the like beside its
// own, and stops it when the test ends. It skips the test where gateway.Variable is
// not set; where it is, a server that does not start fails it.
func Start(t testing.TB, arguments ...string) *Server {
	t.Helper()
	program := os.Getenv(gateway.Variable)
	if program == "" {
		t.Skipf("%s is not set: make test-aws runs this", gateway.Variable)
	}
	s, err := gateway.Start(t.Context(), program, t.TempDir(), t.Output(), arguments...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return &Server{s}
}

// Bucket makes a bucket that keeps no versions.
func (s *Server) Bucket(t testing.TB, name string) {
	t.Helper()
	if err := s.MakeBucket(t.Context(), name); err != nil {
		t.Fatal(err)
	}
}

// VersionedBucket makes a bucket that keeps versions.
func (s *Server) VersionedBucket(t testing.TB, name string) {
	t.Helper()
	s.Bucket(t, name)
	if err := s.KeepVersions(t.Context(), name); err != nil {
		t.Fatal(err)
	}
}
