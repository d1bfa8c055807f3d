package s3store_test

import (
	"fmt"
	"testing"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/s3store"
	"github.com/easreport/easreport/internal/store/s3store/s3test"
	"github.com/easreport/easreport/internal/store/storetest"
)

// TestServer runs the conformance suite on a real server.
func TestServer(t *testing.T) {
	server := s3test.Start(t)
	client := server.Client()
	buckets := 0
	storetest.Run(t, func(t *testing.T) store.Store {
		buckets++
		name := fmt.Sprint("conformance-", buckets)
		server.Bucket(t, name)
		return s3store.New(client, s3store.Location{Bucket: name})
	})
}
