package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
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

// invoke calls a Lambda function and waits for its answer: one signed request, for which
// another SDK client would be a megabyte.
func (c *cloud) invoke(ctx context.Context, function string, event []byte) ([]byte, error) {
	configuration, err := c.load(ctx)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, invokeTimeout)
	defer cancel()
	path := lambdaEndpoint(configuration) + "/2015-03-31/functions/" + url.PathEscape(function) + "/invocations"
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, path, bytes.NewReader(event))
	if err != nil {
		return nil, fmt.Errorf("invoking %s: %w", function, err)
	}
	request.Header.Set("Content-Type", "application/json")
	if err := sign(ctx, configuration, request, event); err != nil {
		return nil, fmt.Errorf("invoking %s: %w", function, err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, fmt.Errorf("invoking %s: %w", function, err)
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, 6<<20)) // Lambda's limit
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		return nil, fmt.Errorf("invoking %s: %w", function, err)
	}
	if answer.StatusCode != http.StatusOK || answer.Header.Get("X-Amz-Function-Error") != "" {
		return nil, fmt.Errorf("invoking %s: %s: %.500s", function, answer.Status, body)
	}
	return body, nil
}

func lambdaEndpoint(c aws.Config) string {
	suffix := "amazonaws.com"
	if strings.HasPrefix(c.Region, "cn-") {
		suffix = "amazonaws.com.cn"
	}
	return strings.TrimSuffix(cmp.Or(os.Getenv("AWS_ENDPOINT_URL_LAMBDA"), "https://lambda."+c.Region+"."+suffix), "/")
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
