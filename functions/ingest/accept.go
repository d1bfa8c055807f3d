package main

import (
	"strings"

	"github.com/easreport/easreport/internal/notify"
	"github.com/easreport/easreport/internal/store/s3store"
)

// accepts tells that an object is one of the logs. What the function wrote itself is
// none, whatever event says so: it would go round for ever.
func (c configuration) accepts(r notify.Reference) bool {
	return within(c.logs, r.Bucket, r.Key) && !within(c.lake, r.Bucket, r.Key)
}

func within(l s3store.Location, bucket, key string) bool {
	return bucket == l.Bucket && (l.Prefix == "" || strings.HasPrefix(key, l.Prefix+"/"))
}
