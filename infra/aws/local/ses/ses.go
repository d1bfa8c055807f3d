// Package ses runs Amazon SES on this machine, by either of two programs. Mailbox is
// aws-ses-v2-local, which shows each mail on a page for people, and has read it with a
// MIME parser of its own. Moto is moto_server, which refuses what SES refuses (a sender
// that was not verified, more than fifty recipients) and keeps the bytes of each mail.
//
// It must not know who sends mails.
package ses

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"

	"github.com/easreport/easreport/infra/aws/local/child"
)

// server is a program that answers at an address.
type server struct {
	// Endpoint is its URL.
	Endpoint string

	child *child.Child
}

// start starts a program with the arguments for a host and a port, and returns when
// it answers. What it says goes to log.
func start(ctx context.Context, log io.Writer, arguments func(host, port string) []string) (*server, error) {
	address, err := child.FreeAddress()
	if err != nil {
		return nil, err
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("looking for a free port: %w", err)
	}
	line := arguments(host, port)
	command := exec.Command(line[0], line[1:]...)
	command.Stdout, command.Stderr = log, log
	s := &server{Endpoint: "http://" + address}
	if s.child, err = child.Start(command); err != nil {
		return nil, err
	}
	if err := s.child.Await(ctx, s.Endpoint); err != nil {
		s.child.Kill()
		return nil, err
	}
	return s, nil
}

// Environment is what a program that loads the SDK's default configuration needs to
// take the server for SES.
func (s *server) Environment() []string { return []string{"AWS_ENDPOINT_URL_SESV2=" + s.Endpoint} }

// Close stops the server.
func (s *server) Close() { s.child.Stop() }

// get reads what the server tells at a path.
func (s *server) get(ctx context.Context, path string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Endpoint+path, http.NoBody)
	if err != nil {
		return fmt.Errorf("reading mails: %w", err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("reading mails: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
		return fmt.Errorf("reading mails: %w", err)
	}
	return nil
}
