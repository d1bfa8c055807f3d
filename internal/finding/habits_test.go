package finding

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/baseline"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

// daysBefore makes the baseline of so many whole days before Christmas, each with
// anna's device and its hits.
func daysBefore(t *testing.T, devices []lake.Device, hits ...int64) *baseline.Baseline {
	t.Helper()
	s := memstore.New()
	for i, n := range hits {
		from := christmas.AddDate(0, 0, -1-i)
		var file bytes.Buffer
		stamp := lake.DevicesStamp{From: from, To: from.AddDate(0, 0, 1), TimeZone: "UTC", Whole: true}
		if err := lake.WriteDevices(&file, stamp, len(devices), func(i int, d *lake.Device) {
			*d = devices[i]
			d.Kind, d.Hits, d.HitsWithoutPing = lake.KindDevice, n, n
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Put(t.Context(), lake.DevicesKey(lake.DayOf(from.Unix())), bytes.NewReader(file.Bytes()), store.Condition{}); err != nil {
			t.Fatal(err)
		}
	}
	b, err := baseline.Read(t.Context(), s, lake.DayOf(christmas.Unix()), "UTC", baseline.DefaultDays)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestHabits(t *testing.T) {
	phone := []lake.Device{{DeviceID: "APPL860334pwa4s1", UserName: `contoso\anna`}}
	var six []lake.Device
	for i := range 6 {
		six = append(six, lake.Device{DeviceID: fmt.Sprintf("old%d", i), UserName: "anna"})
	}
	day := []several{spread(400, request{})}
	users := func(n int) (parts []several) {
		for i := range n {
			parts = append(parts, spread(1, request{device: fmt.Sprintf("phone%d", i)}))
		}
		return parts
	}
	for name, test := range map[string]struct {
		rule     string
		baseline *baseline.Baseline
		log      []several
		want     string // "": not found
	}{
		"incident":             {"above-habit", daysBefore(t, phone, 100, 110, 90, 100, 120), day, "400 requests on 2011-12-24; on 5 days before it made 100 a day (median, give or take 10)."},
		"three times":          {"above-habit", daysBefore(t, phone, 134, 134, 134, 134, 134), day, ""},
		"a wide spread":        {"above-habit", daysBefore(t, phone, 10, 10, 100, 190, 190), day, ""},
		"few requests":         {"above-habit", daysBefore(t, phone, 10, 10, 10, 10, 10), []several{spread(300, request{})}, ""},
		"four days":            {"above-habit", daysBefore(t, phone, 100, 110, 90, 100), day, ""},
		"no baseline":          {"above-habit", nil, day, ""},
		"new":                  {"new-device", daysBefore(t, six, 1, 1, 1, 1, 1), day, "First seen at 2011-12-24 00:00:00; it was on none of the 5 whole days before."},
		"known":                {"new-device", daysBefore(t, phone, 1, 1, 1, 1, 1), day, ""},
		"new on the fourth":    {"new-device", daysBefore(t, six, 1, 1, 1, 1), day, ""},
		"new without baseline": {"new-device", nil, day, ""},
		"five devices":         {"many-devices", nil, users(5), "Devices of the user in this report: 5."},
		"four devices":         {"many-devices", nil, users(4), ""},
		"six devices before":   {"many-devices", daysBefore(t, six, 1), day, "Devices of the user in this report: 1. In the 1 days before: 6."},
	} {
		t.Run(name, func(t *testing.T) {
			found, _ := world{baseline: test.baseline}.judge(t, logOf(test.log...))
			if got := evidenceOf(found, test.rule); got != test.want {
				t.Errorf("evidence %q, want %q", got, test.want)
			}
		})
	}
}

// TestDays: a limit a day is one for each day, in a report of many.
func TestDays(t *testing.T) {
	at := func(day int, n int, r request) several {
		r.day = day
		return spread(n, r)
	}
	var usual, once []several
	for day := range 7 {
		usual = append(usual, at(day, 900, request{}))
	}
	once = append(once, at(0, 10, request{}), at(3, 1501, request{}), at(6, 10, request{}))
	found, _ := world{days: 7}.judge(t, logOf(usual...))
	if e := evidenceOf(found, "high-usage"); e != "" {
		t.Errorf("900 a day for a week: %s", e)
	}
	found, _ = world{days: 7}.judge(t, logOf(once...))
	if e := evidenceOf(found, "high-usage"); !strings.HasPrefix(e, "1,501 requests on 2011-12-27") {
		t.Errorf("one day of seven: %q", e)
	}
	over := request{status: 503, log: "V121_Error:OverBudget_"}
	found, _ = world{days: 7}.judge(t, logOf(at(2, 5, over), at(0, 10, request{}), at(6, 10, request{})))
	if evidenceOf(found, "throttled") == "" {
		t.Error("throttled on one day of seven was not found")
	}
	found, _ = world{days: 7}.judge(t, logOf(at(0, 3, over), at(2, 2, over)))
	if e := evidenceOf(found, "throttled"); e != "" {
		t.Errorf("5 in three days: %s", e)
	}
}

// TestCoarse: rows of an hour do not tell what was in a minute.
func TestCoarse(t *testing.T) {
	found, _ := world{bucketSeconds: 3600}.judge(t, logOf(several{n: 1600, from: "10:00:00", every: 1e9, request: request{}}))
	if evidenceOf(found, "burst")+evidenceOf(found, "steady-interval") != "" || evidenceOf(found, "high-usage") == "" {
		t.Errorf("found %v", found)
	}
}

// TestOrder: the most severe first, and what follows from it beneath.
func TestOrder(t *testing.T) {
	found, _ := world{}.judge(t, logOf(several{n: 1600, from: "10:00:00", every: 7e8, request: request{status: 507, log: "V121_Error:QuotaExceeded_"}}))
	for _, all := range found {
		for i := 1; i < len(all); i++ {
			if all[i-1].Severity < all[i].Severity {
				t.Errorf("%s is before %s", all[i-1].Rule.Name, all[i].Rule.Name)
			}
		}
		if len(all) != 1 || len(all[0].Also) < 3 || all[0].Rule.Name != "mailbox-full-storm" || all[0].First.IsZero() || !all[0].Last.After(all[0].First) {
			t.Errorf("findings %+v", all)
		}
	}
}

// TestHostile: texts of a log are quoted as they are, and never at length.
func TestHostile(t *testing.T) {
	script := "%3cscript%3e" + strings.Repeat("x", 400)
	found, _ := world{}.judge(t, logOf(
		spread(30, request{status: 500, log: "V121_Error:" + script + "_"}),
		spread(1600, request{cmd: strings.Repeat("%E2%80%AE", 300), status: 500}),
	))
	for _, all := range found {
		for _, f := range all {
			for _, e := range f.Evidence {
				if len(e) > 600 {
					t.Errorf("%s: evidence of %d bytes: %.200q", f.Rule.Name, len(e), e)
				}
			}
		}
	}
	if e := evidenceOf(found, "command-failing"); !strings.Contains(e, "error <script>xxx") || !strings.Contains(e, "…") {
		t.Errorf("evidence %q", e)
	}
}

// TestCandidates: those with more severe rules come first, and it is told how many
// were left out.
func TestCandidates(t *testing.T) {
	full := request{status: 507, log: "V121_Error:QuotaExceeded_"}
	device := func(r request, id string) request { r.device = id; return r }
	text := logOf(
		spread(2000, device(request{}, "busy")),
		spread(1001, device(full, "storm")),
		spread(7, device(full, "full")),
		spread(9, device(full, "fuller")),
		spread(100, request{device: "well", user: "willi"}),
		several{n: 300, from: "10:00:00", every: 1e8, request: request{device: "probe", user: "HealthMailbox1"}},
	)
	for most, want := range []string{"", "storm", "storm busy", "storm busy fuller", "storm busy fuller full", "storm busy fuller full"} {
		if most == 0 {
			continue
		}
		found, leftOut := world{most: most}.judge(t, text)
		if leftOut != 4-min(most, 4) || len(found) != min(most, 4) {
			t.Errorf("most %d: %d left out, found %d", most, leftOut, len(found))
		}
		for id := range strings.FieldsSeq(want) {
			if _, ok := found[report.Identity{User: `contoso\anna`, DeviceID: id}]; !ok {
				t.Errorf("most %d: %s is missing", most, id)
			}
		}
	}
}
