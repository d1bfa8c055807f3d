// Package sqstest runs a server of queues for tests: moto_server, on this machine
// alone, which has buckets as well. Where it is not installed the tests are skipped;
// `make test-aws` runs them where it is.
//
// It must not know what the tests test.
package sqstest

import (
	"errors"
	"net"
	"net/http"
	"os"
	"os/exec"
	"testing"
	"time"
)

// Variable names the environment variable that holds the path of moto_server.
const Variable = "EASREPORT_MOTO"

// Start starts a server, points the AWS variables of the environment at it, and stops
// it when the test ends. It returns the server's URL. It skips the test where
// Variable is not set; where it is, a server that does not start fails it.
func Start(t testing.TB) string {
	t.Helper()
	program := os.Getenv(Variable)
	if program == "" {
		t.Skipf("%s is not set: make test-aws runs this where moto_server is installed", Variable)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_, port, err := net.SplitHostPort(address)
	if err = errors.Join(err, l.Close()); err != nil {
		t.Fatal(err)
	}
	server := exec.Command(program, "-H", "127.0.0.1", "-p", port)
	server.Dir, server.WaitDelay = t.TempDir(), time.Second
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	endpoint := "http://" + address
	await(t, endpoint+"/moto-api/")
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": endpoint, "AWS_REGION": "us-east-1",
		"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "example", "AWS_SESSION_TOKEN": "",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_PROFILE": "",
	} {
		t.Setenv(name, value)
	}
	return endpoint
}

// await returns when the server answers.
func await(t testing.TB, url string) {
	t.Helper()
	var err error
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		var answer *http.Response
		if answer, err = http.Get(url); err == nil {
			_ = answer.Body.Close()
			return
		}
	}
	t.Fatalf("the server does not answer: %v", err)
}
