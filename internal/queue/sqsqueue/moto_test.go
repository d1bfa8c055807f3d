package sqsqueue_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/easreport/easreport/internal/operate"
	"github.com/easreport/easreport/internal/queue/sqsqueue"
)

// motoVariable names the environment variable that holds the path of moto_server.
const motoVariable = "EASREPORT_MOTO"

func credentials(context.Context) (aws.Credentials, error) {
	return aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "example"}, nil
}

// moto starts a server of queues on this machine alone, and stops it when the test
// ends. It skips the test where there is none.
func moto(t *testing.T) *sqs.Client {
	t.Helper()
	program := os.Getenv(motoVariable)
	if program == "" {
		t.Skipf("%s is not set: make test-aws runs this where moto_server is installed", motoVariable)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
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
	endpoint := "http://127.0.0.1:" + port
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		answer, err := http.Get(endpoint + "/moto-api/")
		if err == nil {
			_ = answer.Body.Close()
			break
		}
		if time.Now().After(end) {
			t.Fatalf("the server does not answer: %v", err)
		}
	}
	return sqs.New(sqs.Options{BaseEndpoint: &endpoint, Region: "us-east-1", Credentials: aws.CredentialsProviderFunc(credentials)})
}

func newServerQueue(t *testing.T, client *sqs.Client, name string) *sqsqueue.Queue {
	t.Helper()
	out, err := client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: &name})
	if err != nil {
		t.Fatal(err)
	}
	return sqsqueue.New(client, *out.QueueUrl)
}

// TestServerRedrive moves messages between real queues.
func TestServerRedrive(t *testing.T) {
	client := moto(t)
	from, to := newServerQueue(t, client, "failed"), newServerQueue(t, client, "logs")
	var want []string
	for i := range 37 {
		want = append(want, fmt.Sprintf(`{"Records":[%d,"ü <&>"]}`, i))
	}
	if err := from.Send(t.Context(), want...); err != nil {
		t.Fatal(err)
	}
	depths := func(step string, wantFrom, wantTo operate.Depth) {
		t.Helper()
		f, err := from.Depth(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		g, err := to.Depth(t.Context())
		if err != nil || f != wantFrom || g != wantTo {
			t.Errorf("%s: depths %+v and %+v, error %v", step, f, g, err)
		}
	}
	depths("sent", operate.Depth{Waiting: 37}, operate.Depth{})
	moved, err := operate.Redrive(t.Context(), from, to)
	if moved != 37 || err != nil {
		t.Errorf("%d moved, error %v", moved, err)
	}
	depths("moved", operate.Depth{}, operate.Depth{Waiting: 37})
	var got []string
	for {
		messages, err := to.Receive(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(messages) == 0 {
			break
		}
		for _, m := range messages {
			got = append(got, m.Body)
		}
	}
	depths("received", operate.Depth{}, operate.Depth{Hidden: 37})
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
