// Package s3test runs a real S3 server for tests: versitygw, on this machine
// alone, over a folder that goes when the test ends. `make test-aws` builds the
// server and runs the tests; without it they are skipped.
//
// What the server does not have, and S3 has: "a" beside "a/b", a listing encoded
// for what XML cannot say, and an end to what it leaves of deleted versions.
//
// It must not know what the tests test.
package s3test

import (
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// Variable names the environment variable that holds the path of versitygw.
const Variable = "EASREPORT_VERSITYGW"

const (
	region = "eu-central-1"
	access = "test"
	secret = "testtesttest" // of a server that nobody else can reach
)

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

// Client returns a client of the server that is set up as config.LoadDefaultConfig
// sets one up.
func (s *Server) Client() *s3.Client {
	return s3.New(s3.Options{
		BaseEndpoint: &s.Endpoint,
		Region:       region,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: access, SecretAccessKey: secret}, nil
		}),
		RequestChecksumCalculation: aws.RequestChecksumCalculationWhenSupported,
		ResponseChecksumValidation: aws.ResponseChecksumValidationWhenSupported,
	})
}

// Environment is what a program that loads the SDK's default configuration needs
// to take the server for S3.
func (s *Server) Environment() []string {
	return []string{
		"AWS_ENDPOINT_URL_S3=" + s.Endpoint, "AWS_REGION=" + region,
		"AWS_ACCESS_KEY_ID=" + access, "AWS_SECRET_ACCESS_KEY=" + secret,
	}
}

// Bucket makes a bucket that keeps no versions.
func (s *Server) Bucket(t testing.TB, name string) {
	t.Helper()
	if _, err := s.Client().CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &name}); err != nil {
		t.Fatalf("make bucket %q: %v", name, err)
	}
}

// VersionedBucket makes a bucket that keeps versions.
func (s *Server) VersionedBucket(t testing.TB, name string) {
	t.Helper()
	s.Bucket(t, name)
	_, err := s.Client().PutBucketVersioning(t.Context(), &s3.PutBucketVersioningInput{
		Bucket:                  &name,
		VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled},
	})
	if err != nil {
		t.Fatalf("keep versions in %q: %v", name, err)
	}
}
