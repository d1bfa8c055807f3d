package publish

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/mail"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store/memstore"
	"github.com/easreport/easreport/internal/story"
)

// bytesOfVersion is a hash of all that is published of the lake christmas. If it
// changes, the same inputs give other bytes than before: count version up.
var bytesOfVersion = map[int]string{
	1: "9fbf02a8e6b677893ead5b27b3ddd123",
	2: "babb64b52c7bf2dbd5380da83653e3a4",
	3: "09fea3547ba1d9f9787585817252d974",
	4: "1e64f8777bf490887f27711a3a78c7d9",
	5: "c2ccd23a4f0b88c4a545fc6650b1970a",
	6: "e6a8c548aa0db4c5631b3098be0472d1",
}

func TestVersion(t *testing.T) {
	s := christmas(t)
	q := christmasDay(t)
	q.MinimumHits = 50
	mustPublish(t, s, q, nil)
	all := contents(t, s, lake.ReportsPrefix)
	maps.Copy(all, contents(t, s, lake.DevicesPrefix))
	var texts []string
	for _, key := range slices.Sorted(maps.Keys(all)) {
		texts = append(texts, all[key])
	}
	if got := hash(texts...); got != bytesOfVersion[version] {
		t.Errorf("version %d makes other bytes than before: count it up (hash %s)", version, got)
	}
}

func TestWhatIsStored(t *testing.T) {
	s := christmas(t)
	q := christmasDay(t)
	q.MinimumHits = 50
	var box postbox
	r := mustPublish(t, s, q, box.mailing())
	prefix := "reports/v2/dt=2011-12-24/" + r.Fingerprint + "/easreport"
	want := Result{
		Fingerprint: r.Fingerprint, Page: prefix + ".html", CSV: prefix + ".csv", MinimumCSV: prefix + "_min_hits_50.csv", JSON: prefix + ".json",
		Devices: "devices/v2/dt=2011-12-24/devices.parquet", Mailed: true, MessageID: "ses-1", Revision: 1, Flagged: 1, Warning: 1,
		Totals: report.Totals{Hits: 160, ProbeHits: 5000, Devices: 2, Users: 2, Probes: 1},
	}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("result (-want +got):\n%s", diff)
	}
	if csv := read(t, s, r.CSV); strings.Count(csv, "\n") != 4 || !strings.Contains(csv, "anna,A1,iPhone,Apple,120,") {
		t.Errorf("csv:\n%s", csv)
	}
	if csv := read(t, s, r.MinimumCSV); strings.Count(csv, "\n") != 3 {
		t.Errorf("csv of the minimum:\n%s", csv)
	}
	if page := read(t, s, r.Page); !strings.Contains(page, "<title>ActiveSync report 2011-12-24 (UTC)</title>") {
		t.Errorf("page:\n%.2000s", page)
	}
	var told summary
	if err := json.Unmarshal([]byte(read(t, s, r.JSON)), &told); err != nil {
		t.Fatal(err)
	}
	if told.Totals != (totals{Hits: 160, Devices: 2, Users: 2, Probes: 1, ProbeHits: 5000, Rows: 3, Flagged: 1}) || !told.Coverage.Whole ||
		len(told.Coverage.Sources) != 1 || told.Coverage.Sources[0].Key != "a.log" {
		t.Errorf("summary %+v", told)
	}
	m := box.mails[0]
	if m.Subject != "[easreport] 2011-12-24: 1 device needs attention: anna (device is blocked)" || !strings.HasPrefix(m.Text, "ActiveSync report, 2011-12-24 (UTC)\n") || attachmentNames(m) != "easreport.csv easreport_min_hits_50.csv easreport.html" {
		t.Errorf("mail %q with %s\n%s", m.Subject, attachmentNames(m), m.Text)
	}
	if !strings.HasSuffix(m.ID, "@contoso.com") || strings.Contains(m.ID, "<") || m.Validate() != nil {
		t.Errorf("message id %q, %v", m.ID, m.Validate())
	}
}

// TestAgain: the same inputs give the same bytes and one mail.
func TestAgain(t *testing.T) {
	s := christmas(t)
	var box postbox
	first := mustPublish(t, s, christmasDay(t), box.mailing())
	before := contents(t, s, "")
	second := mustPublish(t, s, christmasDay(t), box.mailing())
	if second.Mailed || second.Why == "" || second.Fingerprint != first.Fingerprint || box.count() != 1 {
		t.Errorf("again: %+v, %d mails", second, box.count())
	}
	if diff := cmp.Diff(before, contents(t, s, "")); diff != "" {
		t.Errorf("the lake has changed (-before +after):\n%s", diff)
	}
	for key := range contents(t, s, lake.ReportsPrefix) { // made again from nothing
		if strings.Contains(key, "/sent/") {
			continue
		}
		if err := s.Delete(t.Context(), key); err != nil {
			t.Fatal(err)
		}
	}
	mustPublish(t, s, christmasDay(t), nil)
	for key, text := range contents(t, s, lake.ReportsPrefix) {
		if text != before[key] {
			t.Errorf("%s has other bytes", key)
		}
	}
	others := box.mailing()
	others.To = []string{"third@contoso.com"}
	if r := mustPublish(t, s, christmasDay(t), others); !r.Mailed || r.Revision != 1 || box.count() != 2 {
		t.Errorf("to others: %+v", r)
	}
	others.To = []string{" Second@contoso.com", "ADMIN@contoso.com"}
	if r := mustPublish(t, s, christmasDay(t), others); r.Mailed {
		t.Errorf("to the same, spelled differently: %+v", r)
	}
}

func TestWhen(t *testing.T) {
	empty, broken := memstore.New(), christmas(t)
	put(t, broken, lake.ActivityKey(lake.DayOf(christmasDay(t).From.Unix()), lake.NewSourceID("logs", "b.log")), []byte("no Parquet"))
	for name, test := range map[string]struct {
		lake    *memstore.Store
		device  string
		minimum int64
		when    When
		mailed  bool
	}{
		"no data":                {empty, "", 100, Always, true},
		"no data, flagged":       {empty, "", 0, Flagged, true}, // nothing logged is amiss
		"all below":              {christmas(t), "B2", 121, Always, true},
		"all below, flagged":     {christmas(t), "B2", 121, Flagged, false},
		"below, needs attention": {christmas(t), "A1", 121, Flagged, true},
		"below, something amiss": {broken, "B2", 121, Flagged, true},
		"exactly":                {christmas(t), "", 120, Flagged, true},
		"any":                    {christmas(t), "", 0, Flagged, true},
	} {
		q := christmasDay(t)
		q.MinimumHits = test.minimum
		if test.device != "" {
			q.DeviceIDs = []string{test.device}
		}
		var box postbox
		m := box.mailing()
		m.When = test.when
		if r := mustPublish(t, test.lake, q, m); r.Mailed != test.mailed || (r.Why == "") != test.mailed || r.CSV == "" {
			t.Errorf("%s: %+v", name, r)
		}
	}
	if r := mustPublish(t, christmas(t), christmasDay(t), &Mailing{}); r.Mailed || r.Why != "there are no recipients" {
		t.Errorf("no recipients: %+v", r)
	}
}

// TestRevision: logs that come late give a mail that says so.
func TestRevision(t *testing.T) {
	s := christmas(t)
	var box postbox
	q := christmasDay(t)
	mustPublish(t, s, q, box.mailing())
	for n, late := range []string{"b.log", "c.log"} {
		addSource(t, s, late, seen{at: "2011-12-24 12:00", device: "C3", user: "carl", hits: 7})
		if r := mustPublish(t, s, q, box.mailing()); !r.Mailed || r.Revision != n+2 {
			t.Errorf("%s: %+v", late, r)
		}
	}
	last := box.mails[2]
	if last.Subject != "[easreport] 2011-12-24: 1 device needs attention: anna (device is blocked), revision 3" || !strings.HasPrefix(last.Text, "This is revision 3: ") ||
		!strings.Contains(last.HTML, "This is revision 3: ") {
		t.Errorf("mail %q\n%s", last.Subject, last.Text)
	}
	for name, ask := range map[string]func(q *report.Query){
		"one device": func(q *report.Query) { q.DeviceIDs = []string{"A1"} },
		"hourly":     func(q *report.Query) { q.BucketSeconds = 3600 },
		"the top":    func(q *report.Query) { q.TopHits = 1 },
	} {
		other := q
		ask(&other)
		if r := mustPublish(t, s, other, box.mailing()); !r.Mailed || r.Revision != 1 {
			t.Errorf("%s, of the same logs: %+v", name, r)
		}
	}
	if r := mustPublish(t, s, on(t, "2011-12-24", "2011-12-25", "UTC"), box.mailing()); r.Revision != 1 {
		t.Errorf("of another span: %+v", r)
	}
}

// TestSummaryOfFolded: the summary says for how many ids a row stands, and which logs look
// like copies.
func TestSummaryOfFolded(t *testing.T) {
	r := &report.Report{Folded: report.Folded{Days: map[lake.Day]*lake.Folds{1: {Strangers: 9, Beyond: map[string]int64{"mallory": 3}, Texts: 4, About: true}}}}
	r.Coverage.Doubles = []report.Double{{Sources: []lake.Stamp{{Bucket: "logs", Key: "a.log"}, {Key: "b.log"}}}}
	got := newSummary(r, story.New(r, nil), 0).Coverage
	want := coverage{
		Sources: []source{}, Quarantined: []quarantined{}, Damaged: []damaged{},
		Doubles: [][]logName{{{"logs", "a.log"}, {"", "b.log"}}},
		Folded:  []folded{{"(never logged on)", "", 9, true}, {"(other devices)", "mallory", 3, false}}, LeftOut: 4,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestDamaged: one damaged file among good ones is named, and no reason to fail.
func TestDamaged(t *testing.T) {
	s := christmas(t)
	bad := lake.ActivityKey(lake.DayOf(instant(t, "2011-12-24 00:00").Unix()), lake.NewSourceID("logs", "bad.log"))
	put(t, s, bad, []byte("bit rot"))
	var box postbox
	r := mustPublish(t, s, christmasDay(t), box.mailing())
	m := box.mails[0]
	const says = "INCOMPLETE: 1 file of the lake could not be read"
	if r.Damaged != 1 || !strings.HasPrefix(m.Subject, "[easreport] INCOMPLETE 2011-12-24: ") || !strings.HasPrefix(m.Text, says+".\n") || !strings.Contains(m.HTML, says) || !strings.Contains(m.Text, bad) {
		t.Errorf("%+v, mail %q\n%s", r, m.Subject, m.Text)
	}
	var told summary
	if err := json.Unmarshal([]byte(read(t, s, r.JSON)), &told); err != nil {
		t.Fatal(err)
	}
	if c := told.Coverage; c.Whole || len(c.Damaged) != 1 || c.Damaged[0].Key != bad || told.Totals.Hits != 160 {
		t.Errorf("coverage %+v", c)
	}
}

// TestLimits: files that are large are zipped, larger ones named.
func TestLimits(t *testing.T) {
	for name, test := range map[string]struct {
		limits      Limits
		attachments string
		stored      bool // the zip is
		links       bool
	}{
		"as they are": {Limits{1, 7}, "easreport.csv easreport.html", false, false},
		"zip":         {Limits{0.001, 7}, "easreport.zip", true, false},
		"links":       {Limits{0.001, 0.001}, "", true, true},
		"no zip":      {Limits{1, 0.001}, "", false, true},
	} {
		s := christmas(t)
		p := publisher(s)
		p.Limits = test.limits
		var box postbox
		r, err := p.Publish(t.Context(), christmasDay(t), box.mailing())
		if err != nil {
			t.Fatal(err)
		}
		m := box.mails[0]
		links := strings.Contains(m.Text, "s3://lake/eas/"+r.CSV) && strings.Contains(m.HTML, "s3://lake/eas/"+r.CSV)
		if attachmentNames(m) != test.attachments || (r.Zip != "") != test.stored || links != test.links {
			t.Errorf("%s: %s; zip %q, links %v\n%s", name, attachmentNames(m), r.Zip, links, m.Text)
		}
	}
}

// TestTwoAtOnce: many runs at the same time send one mail.
func TestTwoAtOnce(t *testing.T) {
	s := christmas(t)
	box := postbox{slow: 20 * time.Millisecond}
	// Time hardly passes: the others wait for the first one's receipt, not for the end of its claim.
	wait := Clock{Sleep: func(context.Context, time.Duration) error { time.Sleep(time.Millisecond); return nil }}
	mailed := 0
	var mu sync.Mutex
	var runs sync.WaitGroup
	for range 5 {
		runs.Go(func() {
			p := publisher(s)
			p.Clock = wait
			r, err := p.Publish(t.Context(), christmasDay(t), box.mailing())
			mu.Lock()
			defer mu.Unlock()
			if r.Mailed {
				mailed++
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	runs.Wait()
	if mailed != 1 || box.count() != 1 {
		t.Errorf("%d say that they mailed, %d mails", mailed, box.count())
	}
}

var errRefused = errors.New("refused")

func TestSendingFails(t *testing.T) {
	world := lab{lake: christmas(t)}
	errs := []error{errRefused, mail.ErrUnclear, nil}
	box := postbox{fails: func(n int) error { return errs[n] }}
	r, err := world.publisher().Publish(t.Context(), christmasDay(t), box.mailing())
	if !errors.Is(err, errRefused) || !errors.Is(err, ErrMail) || r.Mailed || r.Devices == "" {
		t.Errorf("refused: %+v, %v", r, err)
	}
	if c := receipts(t, world.lake, "reports/v2/dt=2011-12-24/sent/"); len(c) != 1 || c[0].State != lake.Unsent || c[0].Reason != "refused" {
		t.Errorf("claims %+v", c)
	}
	start := world.time.now
	r, err = world.publisher().Publish(t.Context(), christmasDay(t), box.mailing())
	if !errors.Is(err, mail.ErrUnclear) || r.Mailed || world.time.now.Sub(start) != 0 {
		t.Errorf("unclear: %+v, %v after %v", r, err, world.time.now.Sub(start))
	}
	// Nobody knows: so it is sent again, but not before the first run is surely gone.
	r = world.publish(t, christmasDay(t), box.mailing())
	if took := world.time.now.Sub(start); !r.Mailed || took < 10*time.Minute || took > 11*time.Minute {
		t.Errorf("%+v after %v", r, took)
	}
	if len(box.mails) != 2 || box.mails[0].ID != box.mails[1].ID {
		t.Errorf("%d mails, want two of one id", len(box.mails))
	}
}

// TestHeld: without the time to wait for another run's end it is an error, so
// that somebody asks again.
func TestHeld(t *testing.T) {
	world := lab{lake: christmas(t)}
	box := postbox{fails: func(int) error { return mail.ErrUnclear }}
	_, _ = world.publisher().Publish(t.Context(), christmasDay(t), box.mailing())
	box.fails = nil
	p := world.publisher()
	p.Clock.Sleep = func(context.Context, time.Duration) error { return context.DeadlineExceeded }
	if r, err := p.Publish(t.Context(), christmasDay(t), box.mailing()); !errors.Is(err, errHeld) || r.Mailed {
		t.Errorf("%+v, %v", r, err)
	}
}
