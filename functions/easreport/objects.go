package main

import (
	"context"
	"errors"
	"strings"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/s3store"
)

// objects finds the object of a URL, or else those in the folder of this name.
func (f *finder) objects(ctx context.Context, c *cloud, url string) error {
	at, err := s3store.ParseURL(url)
	if err != nil {
		return err
	}
	s, err := c.bucket(ctx, s3store.Location{Bucket: at.Bucket, AnyKey: true})
	if err != nil {
		return err
	}
	if at.Prefix != "" && !strings.HasSuffix(url, "/") {
		o, err := s.Head(ctx, at.Prefix)
		if err == nil {
			f.object(at.Bucket, o)
			return nil
		}
		if !errors.Is(err, store.ErrNotExist) {
			return err
		}
	}
	for o, err := range s.List(ctx, withSlash(at.Prefix)) {
		if err != nil {
			return err
		}
		f.object(at.Bucket, o)
	}
	return nil
}

func (f *finder) object(bucket string, o store.Object) {
	url := "s3://" + bucket + "/" + o.Key
	if !f.seen[url] {
		f.seen[url] = true
		f.logs = append(f.logs, logFile{path: url, bucket: bucket, size: o.Size})
	}
}
