package athena_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/athena"

	"github.com/easreport/easreport/internal/athena"
)

// standIn answers as Athena is documented to, and writes down what it is asked.
type standIn struct {
	states []string // of a query, look by look; the last one stays
	reason string
	lost   int // answers to StartQueryExecution that never come
	denied string

	mu     sync.Mutex
	asked  []string
	tokens map[string]bool
	input  struct {
		QueryString, WorkGroup string
		QueryExecutionContext  struct{ Database string }
	}
}

func (s *standIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, action, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	s.asked = append(s.asked, action)
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	if action == s.denied {
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(map[string]string{"__type": "InvalidRequestException", "Message": "no such thing"})
		return
	}
	type object map[string]any
	answer := object{}
	switch action {
	case "StartQueryExecution":
		var token struct{ ClientRequestToken string }
		var body json.RawMessage
		_ = json.NewDecoder(r.Body).Decode(&body)
		_, _ = json.Unmarshal(body, &token), json.Unmarshal(body, &s.input)
		s.tokens[token.ClientRequestToken] = true
		if s.lost > 0 {
			s.lost--
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		answer["QueryExecutionId"] = fmt.Sprint("q", len(s.tokens))
	case "GetQueryExecution":
		answer["QueryExecution"] = object{
			"Status":     object{"State": s.states[0], "StateChangeReason": s.reason},
			"Statistics": object{"DataScannedInBytes": 4711},
		}
		if len(s.states) > 1 {
			s.states = s.states[1:]
		}
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// engine is one that asks the stand-in.
func (s *standIn) engine(t *testing.T) *athena.Engine {
	t.Helper()
	s.tokens = make(map[string]bool)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	client := sdk.New(sdk.Options{
		BaseEndpoint: &server.URL, Region: "eu-central-1",
		Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "example", ""),
		Retryer:     retry.NewStandard(func(o *retry.StandardOptions) { o.MaxBackoff = time.Millisecond }),
	})
	return &athena.Engine{Client: client, Workgroup: "easreport", Database: "mobile"}
}

func TestUnload(t *testing.T) {
	for _, test := range []struct {
		name    string
		athena  *standIn
		asked   string
		problem string
	}{
		{"runs", &standIn{states: []string{"QUEUED", "RUNNING", "SUCCEEDED"}}, "Start Get Get Get", ""},
		{"fails", &standIn{states: []string{"RUNNING", "FAILED"}, reason: "HIVE_BAD_DATA: s3://lake/x.parquet"}, "Start Get Get", "query q1 of Athena failed: HIVE_BAD_DATA: s3://lake/x.parquet"},
		{"is cancelled", &standIn{states: []string{"CANCELLED"}, reason: "Bytes scanned limit was exceeded"}, "Start Get", "query q1 of Athena cancelled: Bytes scanned limit was exceeded"},
		{"answer lost", &standIn{states: []string{"SUCCEEDED"}, lost: 1}, "Start Start Get", ""},
		{"not to be looked at", &standIn{denied: "GetQueryExecution"}, "Start Get Stop", "looking at query q1 of Athena"},
		{"not started", &standIn{denied: "StartQueryExecution"}, "Start", "starting a query of Athena"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := test.athena
			bytes, err := s.engine(t).Unload(t.Context(), "SELECT 1", "s3://lake/it's/")
			if test.problem == "" && err != nil || err != nil && !strings.Contains(err.Error(), test.problem) || err == nil && test.problem != "" {
				t.Fatalf("error %v, want %q", err, test.problem)
			}
			if looked := strings.Contains(test.asked, "Get") && s.denied == ""; looked != (bytes == 4711) {
				t.Errorf("%d bytes", bytes)
			}
			if got := strings.ReplaceAll(strings.Join(s.asked, " "), "QueryExecution", ""); got != test.asked {
				t.Errorf("asked %s, want %s", got, test.asked)
			}
			if s.denied != "" {
				return
			}
			if len(s.tokens) != 1 {
				t.Errorf("the query runs %d times", len(s.tokens))
			}
			want := "UNLOAD (SELECT 1) TO 's3://lake/it''s/' WITH (format = 'PARQUET', compression = 'ZSTD')"
			if diff := cmp.Diff([]string{want, "easreport", "mobile"}, []string{s.input.QueryString, s.input.WorkGroup, s.input.QueryExecutionContext.Database}); diff != "" {
				t.Errorf("query (-want +got):\n%s", diff)
			}
			var failure *athena.QueryError
			if wrong := s.reason != ""; errors.As(err, &failure) != wrong || wrong && (failure.ID != "q1" || failure.Reason != s.reason) {
				t.Errorf("error %#v", err)
			}
		})
	}
}

func TestStopsWhatNobodyWaitsFor(t *testing.T) {
	s := &standIn{states: []string{"RUNNING"}}
	engine := s.engine(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := engine.Unload(ctx, "SELECT 1", "s3://lake/x/"); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("error %v", err)
	}
	if last := s.asked[len(s.asked)-1]; last != "StopQueryExecution" {
		t.Errorf("asked %q last", last)
	}
}
