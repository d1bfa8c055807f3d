package rendertest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/finding"
)

// TestEstate: what the estate is made for is found in it.
func TestEstate(t *testing.T) {
	r, d := Estate(t)
	found := make(map[string]bool)
	for i := range d.Shared {
		found[d.Shared[i].Rule.Name] = true
	}
	for i := range d.Devices {
		for _, f := range d.Devices[i].Findings {
			found[f.Rule.Name] = true
		}
	}
	for _, rule := range []string{
		"mailbox-full-storm", "account-lockout", "server-refuses", "provisioning-loop", "repeated-full-sync", "blocked",
		"short-heartbeat", "slow-requests", "new-device", "many-devices",
	} {
		if !found[rule] {
			t.Errorf("no %s", rule)
		}
	}
	if d.Count(finding.Critical) == 0 || d.Baseline.Days != 12 || r.SharedUsers.N != 1 || r.Totals.Probes != 1 {
		t.Errorf("%d critical, %d days, %d users with several devices, %d probes", d.Count(finding.Critical), d.Baseline.Days, r.SharedUsers.N, r.Totals.Probes)
	}
	want := []string{"log CAS02/W3SVC1/u_ex11122417.log.gz could not be read", "no log of server CAS02 from 2011-12-24 18:00 to 2011-12-25 00:00 UTC"}
	if diff := cmp.Diff(want, r.Coverage.Problems()); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}
