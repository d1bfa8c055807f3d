// Command toy is a function that does what its event says.
package main

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

type reply struct {
	PID      int
	Left     time.Duration
	Function string
	ARN      string
	Home     string
	Extra    string
}

func main() {
	if os.Getenv("TOY_BROKEN") != "" {
		os.Exit(3)
	}
	lambda.Start(func(ctx context.Context, event string) (reply, error) {
		switch event {
		case "fail":
			return reply{}, errors.New("failed")
		case "panic":
			panic("at the disco")
		case "exit":
			os.Exit(1)
		case "sleep":
			time.Sleep(time.Minute)
		}
		deadline, _ := ctx.Deadline()
		about, _ := lambdacontext.FromContext(ctx)
		return reply{
			PID: os.Getpid(), Left: time.Until(deadline), Function: lambdacontext.FunctionName, ARN: about.InvokedFunctionArn,
			Home: os.Getenv("HOME"), Extra: os.Getenv("EXTRA"),
		}, nil
	})
}
