package s3store_test

import (
	"testing"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/s3store"
	"github.com/easreport/easreport/internal/store/storetest"
)

func TestConformance(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store {
		return s3store.New(newStandIn(t).client, bucket)
	})
}

func TestConformanceInParts(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store {
		return s3store.New(newStandIn(t).client, bucket).WithPart(30_000)
	})
}
