package s3store

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/easreport/easreport/internal/store"
)

// Location is a place in a bucket.
type Location struct {
	Bucket string
	// Prefix is what all keys lie under, without a slash at either end; empty for
	// the whole bucket.
	Prefix string
	// Owner is the account that must own the bucket, empty for any: a guard against
	// a bucket that was deleted and is now somebody else's.
	Owner string
	// AnyKey allows keys that are none of ours: of what others put into the bucket, to be
	// read as it is called. Without it only a store.ValidKey is one.
	AnyKey bool
}

// bucketName is what S3 allows in 3 to 255 bytes, access point aliases among it.
// Capitals and underscores are of buckets from before 2018. The length is checked
// apart from it: counted in the expression it takes half a millisecond of every start.
var bucketName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]+[A-Za-z0-9]$`)

// ParseURL returns the location that s3://bucket or s3://bucket/prefix names, by
// any owner. The prefix is taken as it stands: nothing in it is an escape.
func ParseURL(url string) (Location, error) {
	rest, ok := strings.CutPrefix(url, "s3://")
	if !ok {
		return Location{}, fmt.Errorf("%q does not begin with s3://", url)
	}
	bucket, prefix, _ := strings.Cut(rest, "/")
	if len(bucket) > 255 || !bucketName.MatchString(bucket) {
		return Location{}, fmt.Errorf("%q: %q is not the name of a bucket", url, bucket)
	}
	if prefix != "" {
		prefix = strings.TrimSuffix(prefix, "/")
		if err := store.ValidKey(prefix); err != nil {
			return Location{}, fmt.Errorf("%q: %w", url, err)
		}
	}
	return Location{Bucket: bucket, Prefix: prefix}, nil
}

// String returns the location as a URL that ParseURL reads.
func (l Location) String() string {
	return strings.TrimSuffix("s3://"+l.Bucket+"/"+l.Prefix, "/")
}
