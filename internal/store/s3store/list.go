package s3store

import (
	"context"
	"fmt"
	"iter"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/easreport/easreport/internal/store"
)

// List yields the objects under prefix, a request for each 1,000 of them. The
// empty objects with a slash at the end of their names, by which the console
// makes folders, are none; any other name that is no valid key is an error,
// rather than an object overlooked, unless the location allows any.
func (s *Store) List(ctx context.Context, prefix string) iter.Seq2[store.Object, error] {
	return func(yield func(store.Object, error) bool) {
		last := ""
		for c, err := range s.pages(ctx, prefix) {
			var o store.Object
			if err == nil {
				if isFolder(c) {
					continue
				}
				o, err = s.listed(c)
			}
			// Directory buckets do not list in order.
			if err == nil && o.Key <= last {
				err = fmt.Errorf("the bucket does not list in order: %q after %q", o.Key, last)
			}
			if err != nil {
				yield(store.Object{}, fmt.Errorf("list %q: %w", prefix, s.fault(ctx, err)))
				return
			}
			if last = o.Key; !yield(o, nil) {
				return
			}
		}
	}
}

// pages yields what the server lists, page by page.
func (s *Store) pages(ctx context.Context, prefix string) iter.Seq2[types.Object, error] {
	return func(yield func(types.Object, error) bool) {
		in := &s3.ListObjectsV2Input{
			Bucket: s.bucket, ExpectedBucketOwner: s.owner, Prefix: s.name(prefix),
			EncodingType: types.EncodingTypeUrl, // XML has no way to say some of the characters
		}
		for {
			out, err := s.client.ListObjectsV2(ctx, in)
			if err != nil {
				yield(types.Object{}, err)
				return
			}
			for _, c := range out.Contents {
				if c.Key, err = decode(c.Key, out.EncodingType); err == nil {
					err = ctx.Err()
				}
				if !yield(c, err) {
					return
				}
			}
			if !aws.ToBool(out.IsTruncated) {
				return
			}
			in.ContinuationToken = out.NextContinuationToken
		}
	}
}

// decode returns the name of a listed object. Some servers do not know the
// encoding, and say so by not naming it.
func decode(name *string, encoding types.EncodingType) (*string, error) {
	if encoding != types.EncodingTypeUrl {
		return name, nil
	}
	decoded, err := url.QueryUnescape(aws.ToString(name))
	return &decoded, err
}

func isFolder(c types.Object) bool {
	return strings.HasSuffix(aws.ToString(c.Key), "/") && aws.ToInt64(c.Size) == 0
}

func (s *Store) listed(c types.Object) (store.Object, error) {
	key, ok := strings.CutPrefix(aws.ToString(c.Key), s.base)
	if !ok {
		return store.Object{}, fmt.Errorf("%.80q does not begin with %q", aws.ToString(c.Key), s.base)
	}
	return describe(key, c.ETag, nil, aws.ToInt64(c.Size), c.LastModified), s.validKey(key)
}
