package mapping

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/infra/aws/local/queue"
)

// TestMapping counts how often each message was given to a function that fails on some.
func TestMapping(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dead := queue.New(queue.Rules{Visibility: time.Minute})
		q := queue.New(queue.Rules{Visibility: time.Minute, Receives: 3, DeadLetters: dead})
		for _, body := range []string{"good", "poison", "slow", "crash"} {
			q.Send(body)
		}
		given := make(map[string]int)
		failures := 0
		ctx, cancel := context.WithCancel(t.Context())
		m := Mapping{Queue: q, Batch: 2, Concurrency: 1, Failed: func(error) { failures++ }}
		m.Invoke = func(_ context.Context, event []byte) ([]byte, error) {
			var batch events.SQSEvent
			if err := json.Unmarshal(event, &batch); err != nil {
				t.Error(err)
			}
			var answer events.SQSEventResponse
			for _, r := range batch.Records {
				given[r.Body]++
				switch n := given[r.Body]; {
				case r.Attributes["ApproximateReceiveCount"] != fmt.Sprint(n):
					t.Errorf("%+v is given the %d. time", r, n)
				case r.Body == "crash" && n == 1:
					return nil, errors.New("crash")
				case r.Body == "poison", r.Body == "slow" && n == 2:
					answer.BatchItemFailures = append(answer.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: r.MessageId})
				}
			}
			return json.Marshal(answer)
		}
		time.AfterFunc(time.Hour, cancel)
		m.Run(ctx)
		want := map[string]int{"good": 1, "poison": 3, "slow": 3, "crash": 2}
		if diff := cmp.Diff(want, given); diff != "" || failures != 1 {
			t.Errorf("%d failures; given (-want +got):\n%s", failures, diff)
		}
		ready, hidden := q.Depth()
		if letters, _ := dead.Depth(); ready+hidden != 0 || letters != 1 {
			t.Errorf("%d ready, %d hidden, %d dead letters", ready, hidden, letters)
		}
	})
}
