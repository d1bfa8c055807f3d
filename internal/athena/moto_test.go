package athena_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	sdk "github.com/aws/aws-sdk-go-v2/service/athena"
	"github.com/aws/aws-sdk-go-v2/service/athena/types"

	"github.com/easreport/easreport/internal/athena"
	"github.com/easreport/easreport/internal/queue/sqstest"
)

// motos is an engine on moto, where queries are queued, run and end look by look.
func motos(t *testing.T, transition string) *athena.Engine {
	t.Helper()
	endpoint := sqstest.Start(t)
	post(t, endpoint+"/moto-api/state-manager/set-transition", `{"model_name": "athena::execution", "transition": `+transition+`}`)
	loaded, err := config.LoadDefaultConfig(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	client := sdk.NewFromConfig(loaded)
	_, err = client.CreateWorkGroup(t.Context(), &sdk.CreateWorkGroupInput{
		Name:          aws.String("easreport"),
		Configuration: &types.WorkGroupConfiguration{ResultConfiguration: &types.ResultConfiguration{OutputLocation: aws.String("s3://lake/athena/")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return &athena.Engine{Client: client, Workgroup: "easreport", Database: "mobile"}
}

func post(t *testing.T, url, body string) {
	t.Helper()
	answer, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil || answer.StatusCode >= 300 {
		t.Fatalf("%s: %s, %v", url, answer.Status, err)
	}
}

// started are the queries that moto knows, by state.
func started(t *testing.T, e *athena.Engine) map[types.QueryExecutionState]int {
	t.Helper()
	states := make(map[types.QueryExecutionState]int)
	list, err := e.Client.ListQueryExecutions(t.Context(), &sdk.ListQueryExecutionsInput{WorkGroup: &e.Workgroup})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range list.QueryExecutionIds {
		out, err := e.Client.GetQueryExecution(t.Context(), &sdk.GetQueryExecutionInput{QueryExecutionId: &id})
		if err != nil {
			t.Fatal(err)
		}
		states[out.QueryExecution.Status.State]++
	}
	return states
}

func TestMoto(t *testing.T) {
	e := motos(t, `{"progression": "manual", "times": 1}`)
	if _, err := e.Unload(t.Context(), "SELECT 1", "s3://lake/merge/1/"); err != nil {
		t.Fatal(err)
	}
	if got := started(t, e); got[types.QueryExecutionStateSucceeded] != 1 {
		t.Errorf("queries %v", got)
	}
	e.Workgroup = "nobody's"
	if _, err := e.Unload(t.Context(), "SELECT 1", "s3://lake/merge/2/"); err == nil {
		t.Error("a query in a workgroup that there is not: no error")
	}
}

func TestMotoStops(t *testing.T) {
	e := motos(t, `{"progression": "time", "seconds": 600}`)
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := e.Unload(ctx, "SELECT 1", "s3://lake/merge/1/"); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("error %v", err)
	}
	if got := started(t, e); got[types.QueryExecutionStateCancelled] != 1 {
		t.Errorf("queries %v", got)
	}
}

// TestMotoIsStopped has somebody else stop a query, as the console can.
func TestMotoIsStopped(t *testing.T) {
	e := motos(t, `{"progression": "time", "seconds": 600}`)
	go func() {
		for range 50 {
			time.Sleep(50 * time.Millisecond)
			list, err := e.Client.ListQueryExecutions(t.Context(), &sdk.ListQueryExecutionsInput{WorkGroup: &e.Workgroup})
			if err != nil || len(list.QueryExecutionIds) == 0 {
				continue
			}
			_, _ = e.Client.StopQueryExecution(t.Context(), &sdk.StopQueryExecutionInput{QueryExecutionId: &list.QueryExecutionIds[0]})
			return
		}
	}()
	_, err := e.Unload(t.Context(), "SELECT 1", "s3://lake/merge/1/")
	var failure *athena.QueryError
	if !errors.As(err, &failure) || failure.State != "CANCELLED" {
		t.Fatalf("error %v", err)
	}
}
