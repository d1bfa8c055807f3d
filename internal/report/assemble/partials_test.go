package assemble

import (
	"math"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// TestPartialsKeepSums packs sums into several partials, one of them larger than a chunk,
// and takes what they add up to from those joined.
func TestPartialsKeepSums(t *testing.T) {
	words := lake.NewWords()
	agent, state := words.Of("Apple"), words.Of("AllowedG")
	one := func() *sums {
		s := newSums()
		s.hits, s.failures, s.full = 3, 2, 1
		s.senders = report.Tally[uint32]{{Key: 7, N: 3}}
		s.errors, s.commands = report.Tally[lake.Word]{{Key: 9, N: 2}}, report.Tally[lake.Word]{{Key: 0, N: 1}, {Key: 1 << 31, N: 2}}
		s.statuses, s.failureStatuses = report.Tally[int32]{{Key: 200, N: 1}, {Key: 503, N: 2}}, report.Tally[activesync.Reason]{{Key: 503, N: 2}, {Key: activesync.Answer{Command: "Ping", EASStatus: 4}.Reason(), N: 1}}
		s.sent, s.taken = activity.Total{Sum: math.MaxInt32, Max: 5, Count: 3}, activity.Total{Sum: -1, Max: -2, Count: 1}
		s.times = activity.Histogram{{Index: 3, Count: 1}, {Index: 900, Count: math.MaxInt32}}
		s.minutes, s.peak = []minute{{5, 1}, {3, 2}}, 9
		s.first, s.last = 1324720800000, 1324720860000
		s.latest = latest{agent, state, 1324720860000, 1324720800000}
		s.servers.add(4)
		return s
	}
	large := one()
	for w := range lake.Word(600_000) {
		large.clients.add(w + 1)
	}
	k := key{start: 7, agent: 5}
	var a, b partials
	a.add(2, k, one())
	a.add(1, k, large)
	b.add(0, k, one())
	b.add(1, k, one())
	all := join(&a, &b, new(partials)).merged(words)
	if len(all.entries) != 3 || all.countUnits() != 3 {
		t.Fatalf("%d sums of %d units, want 3 of 3", len(all.entries), all.countUnits())
	}
	all.units(all.entries, func(unit uint32, parts []partial) {
		got := newSums()
		parts[0].addTo(got, words)
		want := newSums()
		want.peak = 9
		again := packed(nil).pack(k, one())
		again.key()
		for range 1 + unit%2 {
			again.addTo(want, words)
		}
		if unit == 1 && got.clients.len() != 600_000 {
			t.Errorf("%d clients", got.clients.len())
		}
		got.clients = wordSet{}
		if diff := gocmp.Diff(want, got, gocmp.AllowUnexported(sums{}, outcomes{}, wordSet{}, minute{}, latest{}), gocmp.FilterPath(
			func(p gocmp.Path) bool { return p.Last().String() == ".sorted" || p.Last().String() == ".clients" }, gocmp.Ignore())); diff != "" {
			t.Errorf("unit %d (-want +got):\n%s", unit, diff)
		}
		if parts[0].key != k {
			t.Errorf("key %+v, want %+v", parts[0].key, k)
		}
	})
}
