package main

import (
	"cmp"
	"fmt"
	"math"
	"strconv"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/queue/sqsqueue"
	"github.com/easreport/easreport/internal/settings"
	"github.com/easreport/easreport/internal/store/s3store"
)

// configuration is what the environment says, checked.
type configuration struct {
	lake, logs    s3store.Location
	queue         string // its URL, empty for none
	bucketSeconds int
	stack         string  // the metrics' dimension
	price         float64 // USD, of one second with one GB of memory
	memory        int64   // bytes that the function has
}

// listPrice is Lambda's on arm64 in us-east-1, in USD for a second with one GB.
const listPrice = "0.0000133334"

// configure reads the environment. The error holds every mistake there is.
func configure(getenv func(string) string) (configuration, error) {
	e := settings.Of(getenv)
	c := configuration{
		lake:          settings.Read(e, "EASREPORT_LAKE", "", settings.Location),
		logs:          settings.Read(e, "EASREPORT_LOGS", "", settings.Location),
		queue:         settings.Read(e, "EASREPORT_QUEUE", "", queueURL),
		bucketSeconds: settings.Read(e, "EASREPORT_BUCKET_SECONDS", strconv.Itoa(lake.DefaultBucketSeconds), bucketSeconds),
		stack:         cmp.Or(e.Text("EASREPORT_STACK", "AWS_LAMBDA_FUNCTION_NAME"), "easreport"),
		price:         settings.Read(e, "EASREPORT_PRICE_GB_SECOND", listPrice, price),
		memory:        settings.Read(e, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769", megabytes),
	}
	owner := settings.Read(e, "EASREPORT_OWNER", "", settings.Account)
	c.lake.Owner = owner
	c.logs.Owner = cmp.Or(settings.Read(e, "EASREPORT_LOGS_OWNER", "", settings.Account), owner)
	if c.logs.Bucket != "" && within(c.lake, c.logs.Bucket, c.logs.Prefix+"/") {
		e.Note("EASREPORT_LOGS", fmt.Errorf("%s lies in the lake, %s", c.logs, c.lake))
	}
	return c, e.Err()
}

func bucketSeconds(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n <= 0 || 86400%n != 0 {
		return 0, fmt.Errorf("%q: want a divisor of 86400, such as 60", text)
	}
	return n, nil
}

// queueURL checks the URL of a queue, if there is one.
func queueURL(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	return text, sqsqueue.CheckURL(text)
}

func price(text string) (float64, error) {
	p, err := strconv.ParseFloat(text, 64)
	if err != nil || p < 0 || math.IsInf(p, 0) || math.IsNaN(p) {
		return 0, fmt.Errorf("%q: want USD, such as %s", text, listPrice)
	}
	return p, nil
}

func megabytes(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n <= 0 {
		return 0, fmt.Errorf("%q: want a number of MB", text)
	}
	return n << 20, nil
}
