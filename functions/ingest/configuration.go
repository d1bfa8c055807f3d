package main

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store/s3store"
)

// configuration is what the environment says, checked.
type configuration struct {
	lake, logs    s3store.Location
	bucketSeconds int
	stack         string  // the metrics' dimension
	price         float64 // USD, of one second with one GB of memory
	memory        int64   // bytes that the function has
}

// listPrice is Lambda's on arm64 in us-east-1, in USD for a second with one GB.
const listPrice = "0.0000133334"

// configure reads the environment. The error holds every mistake there is.
func configure(getenv func(string) string) (configuration, error) {
	e := environment{get: getenv}
	c := configuration{
		lake:          read(&e, "EASREPORT_LAKE", "", location),
		logs:          read(&e, "EASREPORT_LOGS", "", location),
		bucketSeconds: read(&e, "EASREPORT_BUCKET_SECONDS", strconv.Itoa(lake.DefaultBucketSeconds), bucketSeconds),
		stack:         cmp.Or(getenv("EASREPORT_STACK"), getenv("AWS_LAMBDA_FUNCTION_NAME"), "easreport"),
		price:         read(&e, "EASREPORT_PRICE_GB_SECOND", listPrice, price),
		memory:        read(&e, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769", megabytes),
	}
	owner := read(&e, "EASREPORT_OWNER", "", account)
	c.lake.Owner, c.logs.Owner = owner, owner
	if c.logs.Bucket != "" && within(c.lake, c.logs.Bucket, c.logs.Prefix+"/") {
		e.mistakes = append(e.mistakes, fmt.Errorf("EASREPORT_LOGS: %s lies in the lake, %s", c.logs, c.lake))
	}
	return c, errors.Join(e.mistakes...)
}

// environment is where settings are read from, and what was wrong with them.
type environment struct {
	get      func(name string) string
	mistakes []error
}

// read reads one setting; one that is not set, or empty, is as if it were otherwise.
func read[T any](e *environment, name, otherwise string, parse func(string) (T, error)) T {
	value, err := parse(cmp.Or(e.get(name), otherwise))
	if err != nil {
		e.mistakes = append(e.mistakes, fmt.Errorf("%s: %w", name, err))
	}
	return value
}

func location(text string) (s3store.Location, error) {
	if text == "" {
		return s3store.Location{}, errors.New("not set; want s3://bucket or s3://bucket/prefix")
	}
	return s3store.ParseURL(text)
}

func bucketSeconds(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n <= 0 || 86400%n != 0 {
		return 0, fmt.Errorf("%q: want a divisor of 86400, such as 60", text)
	}
	return n, nil
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

var accountID = regexp.MustCompile(`^[0-9]{12}$`)

func account(text string) (string, error) {
	if text != "" && !accountID.MatchString(text) {
		return "", fmt.Errorf("%q: want the 12 digits of an account", text)
	}
	return text, nil
}
