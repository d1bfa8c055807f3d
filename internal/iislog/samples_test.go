package iislog_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/iislog"
)

// TestSamples reads public logs of real servers, which are kept outside the
// project.
func TestSamples(t *testing.T) {
	const dir = "../../../shared/samples"
	type counts struct{ Records, Fewer, Rejected int64 }
	want := map[string]counts{
		"beats-test-ipv6zone.log":             {Records: 1},
		"beats-test.log":                      {Records: 3, Fewer: 2, Rejected: 2},
		"eas-2003-sync.log":                   {Records: 1},
		"eas-2010-ping-collision.log":         {Records: 1},
		"eas-2013-search-backend-w3svc2.log":  {Records: 1},
		"eas-2013-search-frontend-w3svc1.log": {Records: 1},
		"eas-2016-backend-ping.log":           {Records: 1},
		"lnav-logfile_w3c.3.log":              {Records: 3},
		"lnav-logfile_w3c.6.log":              {Records: 1},
		"plaso-iis10.log":                     {Records: 1},
		"plaso-iis6.log":                      {Records: 12},
		"plaso-iis7_owa.log":                  {Records: 3},
		"tx-u_ex130609.log":                   {Records: 17},
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no samples here")
	}
	for name, want := range want {
		t.Run(name, func(t *testing.T) {
			f, err := os.Open(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = f.Close() }()
			_, stats, err := read(f)
			if err != nil {
				t.Fatal(err)
			}
			got := counts{stats.Records, stats.ByReason[iislog.FewerFields], stats.Rejected}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("counts (-want +got):\n%s\n%+v", diff, stats.Samples)
			}
		})
	}
}
