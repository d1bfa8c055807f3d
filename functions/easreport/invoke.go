package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// invokeTimeout is how long a Lambda function can run, and some time for its answer.
const invokeTimeout = 16 * time.Minute

// invoke calls a Lambda function and waits for its answer.
func (c *cloud) invoke(ctx context.Context, function string, event []byte) ([]byte, error) {
	body, err := c.lambda(ctx, http.MethodPost, "/2015-03-31/functions/"+url.PathEscape(function)+"/invocations", event)
	if err != nil {
		return nil, fmt.Errorf("invoking %s: %w", function, err)
	}
	return body, nil
}

// concurrency returns how many functions the account may run at a time.
func (c *cloud) concurrency(ctx context.Context) (int, error) {
	body, err := c.lambda(ctx, http.MethodGet, "/2016-08-19/account-settings/", nil)
	if err != nil {
		return 0, fmt.Errorf("asking for the account's limits: %w", err)
	}
	var settings struct {
		AccountLimit struct{ ConcurrentExecutions int }
	}
	if err := json.Unmarshal(body, &settings); err != nil {
		return 0, fmt.Errorf("reading the account's limits: %w", err)
	}
	return settings.AccountLimit.ConcurrentExecutions, nil
}

// lambda asks the API of Lambda: signed requests, for which another SDK client would be a
// megabyte.
func (c *cloud) lambda(ctx context.Context, method, path string, ask []byte) ([]byte, error) {
	configuration, err := c.load(ctx)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, invokeTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, lambdaEndpoint(configuration)+path, bytes.NewReader(ask))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	if err := sign(ctx, configuration, request, ask); err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, 6<<20)) // Lambda's limit
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK || answer.Header.Get("X-Amz-Function-Error") != "" {
		return nil, fmt.Errorf("%s: %.500s", answer.Status, body)
	}
	return body, nil
}

func lambdaEndpoint(c aws.Config) string {
	suffix := "amazonaws.com"
	if strings.HasPrefix(c.Region, "cn-") {
		suffix = "amazonaws.com.cn"
	}
	return strings.TrimSuffix(cmp.Or(os.Getenv("AWS_ENDPOINT_URL_LAMBDA"), aws.ToString(c.BaseEndpoint), "https://lambda."+c.Region+"."+suffix), "/")
}

func sign(ctx context.Context, c aws.Config, request *http.Request, body []byte) error {
	if c.Credentials == nil {
		return errors.New("no AWS credentials")
	}
	credentials, err := c.Credentials.Retrieve(ctx)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	return v4.NewSigner().SignHTTP(ctx, credentials, request, hex.EncodeToString(sum[:]), "lambda", c.Region, time.Now())
}
