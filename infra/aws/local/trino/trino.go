// Package trino runs Trino, the engine that Athena version 3 is, on this machine
// alone: one node that reads what package gateway serves, with its catalog of tables
// in a bucket of its own.
//
// Where it falls short of Athena: it is release 435, it knows neither Hive's DDL nor
// UNLOAD, and there is no workgroup.
//
// It must not know what is asked.
package trino

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/easreport/easreport/infra/aws/local/child"
	"github.com/easreport/easreport/infra/aws/local/gateway"
)

// Variable names the environment variable that holds the folder that Trino is
// installed in.
const Variable = "EASREPORT_TRINO"

// patience is how long Trino may take to start: some fifteen seconds where nothing
// else runs.
const patience = 3 * time.Minute

// Server is a Trino that runs.
type Server struct {
	// Endpoint is its URL.
	Endpoint string

	child *child.Child
}

// Start starts Trino, and returns when it takes queries. All that it keeps beside its
// tables is in dir; what it says goes to log.
func Start(ctx context.Context, program, dir string, storage *gateway.Server, log io.Writer) (*Server, error) {
	if err := storage.MakeBucket(ctx, catalogBucket); err != nil {
		return nil, err
	}
	address, err := child.FreeAddress()
	if err != nil {
		return nil, err
	}
	if err := configure(ctx, program, dir, address, storage.Client().Options()); err != nil {
		return nil, fmt.Errorf("setting up Trino: %w", err)
	}
	command := exec.Command("java", "-Xmx1G", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", // it starts often, and has little to do
		"-Djdk.attach.allowAttachSelf=true", "-Djava.io.tmpdir="+dir, "-Dconfig="+filepath.Join(dir, "config.properties"),
		"-cp", program+string(os.PathListSeparator)+filepath.Join(program, "lib", "*"), "Start", version)
	command.Dir, command.Stdout, command.Stderr = dir, log, log
	s := &Server{Endpoint: "http://" + address}
	if s.child, err = child.Start(command); err != nil {
		return nil, err
	}
	if err := s.await(ctx); err != nil {
		s.child.Kill()
		return nil, fmt.Errorf("starting Trino: %w", err)
	}
	return s, nil
}

// Close stops Trino.
func (s *Server) Close() { s.child.Kill() }

// await returns when Trino takes queries: it answers before that, too.
func (s *Server) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		ready, err := s.ready(ctx)
		if ready {
			return nil
		}
		select {
		case <-s.child.Done():
			return errors.New("it ended")
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (s *Server) ready(ctx context.Context) (bool, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Endpoint+"/v1/info", http.NoBody)
	if err != nil {
		return false, err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return false, err
	}
	defer answer.Body.Close() //nolint:errcheck // it was only read
	info := struct{ Starting bool }{true}
	err = json.NewDecoder(answer.Body).Decode(&info)
	return err == nil && !info.Starting, err
}
