package main

import (
	"context"
	"fmt"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/easreport/easreport/internal/queue/sqsqueue"
	"github.com/easreport/easreport/internal/store/s3store"
)

// cloud is AWS, as its environment variables and shared files describe it. They are
// read when something there is asked for first.
type cloud struct{ config *aws.Config }

func (c *cloud) load(ctx context.Context) (aws.Config, error) {
	if c.config == nil {
		// As many connections as there are requests at a time: by default most would be
		// opened anew for each.
		client := awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) { t.MaxIdleConnsPerHost = 64 })
		loaded, err := config.LoadDefaultConfig(ctx, config.WithHTTPClient(client))
		if err != nil {
			return aws.Config{}, fmt.Errorf("reading the AWS configuration: %w", err)
		}
		c.config = &loaded
	}
	return *c.config, nil
}

func (c *cloud) bucket(ctx context.Context, at s3store.Location) (*s3store.Store, error) {
	configuration, err := c.load(ctx)
	if err != nil {
		return nil, err
	}
	return s3store.New(s3.NewFromConfig(configuration), at), nil
}

func (c *cloud) queue(ctx context.Context, url string) (*sqsqueue.Queue, error) {
	configuration, err := c.load(ctx)
	if err != nil {
		return nil, err
	}
	client := sqs.NewFromConfig(configuration, func(o *sqs.Options) {
		if region := sqsqueue.Region(url); region != "" {
			o.Region = region
		}
	})
	return sqsqueue.New(client, url), nil
}
