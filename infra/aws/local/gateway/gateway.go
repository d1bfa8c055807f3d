// Package gateway runs a real S3 server, versitygw, on this machine alone, over
// folders that are given to it.
//
// Where the server falls short of S3: it has no "a" beside "a/b", does not encode
// listings, may give a GET the ETag of the object just replaced, and takes a delete
// marker for an object when a write has a condition.
//
// It must not know who asks, nor what for.
package gateway

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/easreport/easreport/infra/aws/local/child"
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

	child  *child.Child
	client *s3.Client
}

// Start starts the server, with these arguments for events and the like beside its
// own, and returns when it answers. All that it keeps is in dir; what it says goes
// to log.
func Start(ctx context.Context, program, dir string, log io.Writer, arguments ...string) (*Server, error) {
	s := &Server{Root: filepath.Join(dir, "root")}
	versions := filepath.Join(dir, "versions")
	for _, folder := range []string{s.Root, versions} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, fmt.Errorf("making a folder for the S3 server: %w", err)
		}
	}
	address, err := child.FreeAddress()
	if err != nil {
		return nil, err
	}
	s.Endpoint = "http://" + address
	s.client = newClient(s.Endpoint)
	arguments = append([]string{
		"--port", address, "--region", region, "--access", access, "--secret", secret, "--health", "/health", "--quiet",
	}, arguments...)
	command := exec.Command(program, append(arguments, "posix", "--versioning-dir", versions, s.Root)...)
	command.Dir, command.Stdout, command.Stderr = dir, log, log
	if s.child, err = child.Start(command); err != nil {
		return nil, err
	}
	if err := s.child.Await(ctx, s.Endpoint+"/health"); err != nil {
		s.child.Kill()
		return nil, err
	}
	return s, nil
}

// Close stops the server.
func (s *Server) Close() { s.child.Stop() }
