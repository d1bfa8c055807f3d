package publish

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/activity/activitytest"
	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/mail"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

// seen is some requests of a device at a time, such as "2011-12-24 10:00" UTC.
type seen struct {
	at, device, user string
	hits             int64
	agent            string
	access           string // As of Log=
	status           int32  // 0: 200
	win32            int64  // 0: not logged
}

func instant(t testing.TB, at string) time.Time {
	t.Helper()
	u, err := time.Parse("2006-01-02 15:04", at)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// addSource puts what the lake has of a source.
func addSource(t testing.TB, s store.Store, name string, rows ...seen) {
	t.Helper()
	days := make(map[lake.Day][]activitytest.Row)
	reading := lake.Reading{First: instant(t, rows[0].at)}
	for _, r := range rows {
		unix := instant(t, r.at).Unix()
		row := activitytest.Row{
			Key: activitytest.Key{
				Bucket: unix, DeviceID: r.device, DeviceType: "iPhone", CSUsername: r.user, UserAgent: cmp.Or(r.agent, "Apple"), Server: "CAS01",
				ClientAddress: "203.0.113.9", Command: "Sync", Status: cmp.Or(r.status, 200), Substatus: activity.Absent, Win32Status: cmp.Or(r.win32, activity.Absent), EASStatus: activity.Absent, AccessState: r.access,
			},
			Measures: activitytest.Measures{Hits: r.hits, First: unix * 1000, Last: unix*1000 + 59_000},
		}
		if last := time.Unix(unix, 0).UTC(); last.After(reading.Last) {
			reading.Last = last
		}
		days[lake.DayOf(unix)] = append(days[lake.DayOf(unix)], row)
	}
	stamp := lake.Stamp{Schema: lake.SchemaVersion, Parser: 1, BucketSeconds: 60, Bucket: "logs", Key: name, Revision: "r1", Reading: reading}
	for day, rows := range days {
		var b bytes.Buffer
		e := lake.NewEncoder(&b)
		if err := errors.Join(e.Write(activitytest.NewBatch(rows)), e.Close(stamp)); err != nil {
			t.Fatal(err)
		}
		put(t, s, lake.ActivityKey(day, lake.NewSourceID("logs", name)), b.Bytes())
	}
}

func put(t testing.TB, s store.Store, key string, body []byte) {
	t.Helper()
	if _, err := s.Put(t.Context(), key, bytes.NewReader(body), store.Condition{}); err != nil {
		t.Fatal(err)
	}
}

// christmas is the lake of most tests: three devices on the day before Christmas.
func christmas(t testing.TB) *memstore.Store {
	t.Helper()
	s := memstore.New(memstore.WithContentETags())
	addSource(t, s, "a.log",
		seen{at: "2011-12-24 10:00", device: "A1", user: "anna", hits: 100},
		seen{at: "2011-12-24 10:30", device: "B2", user: "bert", hits: 40},
		seen{at: "2011-12-24 11:00", device: "A1", user: "anna", hits: 20, access: "BlockedI"}, // so that it needs attention
		seen{at: "2011-12-24 11:00", device: "P9", user: "healthmailbox0000000", hits: 5000, agent: "TestActiveSyncConnectivity"},
	)
	return s
}

// on asks for days of a zone, from a first to a last one.
func on(t testing.TB, first, last, zone string) report.Query {
	t.Helper()
	z, err := time.LoadLocation(zone)
	if err != nil {
		t.Skipf("no time zones here: %v", err)
	}
	q := report.Query{Zone: z}
	if q.From, q.To, err = report.Days(first, last, time.Time{}.In(z)); err != nil {
		t.Fatal(err)
	}
	return q
}

func christmasDay(t testing.TB) report.Query { return on(t, "2011-12-24", "2011-12-24", "UTC") }

// postbox is a Sender that keeps what it is given, or fails.
type postbox struct {
	mu    sync.Mutex
	mails []*mail.Message
	// fails gives the error of the n-th mail from 0; nil sends it. An unclear one is
	// kept: it was sent, only nobody told.
	fails func(n int) error
	tries int
	slow  time.Duration
}

func (p *postbox) Send(ctx context.Context, m *mail.Message) (string, error) {
	select {
	case <-time.After(p.slow):
	case <-ctx.Done():
		return "", errors.Join(mail.ErrUnclear, ctx.Err())
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	var err error
	if p.fails != nil {
		err = p.fails(p.tries)
	}
	p.tries++
	if err == nil || errors.Is(err, mail.ErrUnclear) {
		p.mails = append(p.mails, m)
	}
	return "ses-1", err
}

func (p *postbox) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.mails)
}

func (p *postbox) mailing() *Mailing {
	return &Mailing{Sender: p, From: "EAS <eas@contoso.com>", To: []string{"admin@contoso.com", "second@contoso.com"}, When: Always, Lease: 10 * time.Minute}
}

// fakeTime is a Clock that only sleeping moves on.
type fakeTime struct {
	mu  sync.Mutex
	now time.Time
}

func (f *fakeTime) clock() Clock {
	return Clock{
		Now: func() time.Time {
			f.mu.Lock()
			defer f.mu.Unlock()
			return f.now
		},
		Sleep: func(ctx context.Context, d time.Duration) error {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.now = f.now.Add(d)
			return ctx.Err()
		},
	}
}

// lab is where publishers of one lake have one time.
type lab struct {
	lake store.Store
	time fakeTime
}

func (l *lab) publisher() *Publisher {
	p := publisher(l.lake)
	p.Clock = l.time.clock()
	return p
}

func (l *lab) publish(t testing.TB, q report.Query, m *Mailing) Result {
	t.Helper()
	r, err := l.publisher().Publish(t.Context(), q, m)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func publisher(s store.Store) *Publisher {
	return &Publisher{Lake: s, Diagnosis: finding.DefaultOptions(), URL: "s3://lake/eas", Limits: Limits{ZipFrom: 2, LinkAbove: 7}}
}

func mustPublish(t testing.TB, s store.Store, q report.Query, m *Mailing) Result {
	t.Helper()
	r, err := publisher(s).Publish(t.Context(), q, m)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// contents are all objects under a prefix.
func contents(t testing.TB, s store.Store, prefix string) map[string]string {
	t.Helper()
	all := make(map[string]string)
	for o, err := range s.List(t.Context(), prefix) {
		if err != nil {
			t.Fatal(err)
		}
		all[o.Key] = read(t, s, o.Key)
	}
	return all
}

func read(t testing.TB, s store.Store, key string) string {
	t.Helper()
	body, _, err := s.Get(t.Context(), key, store.Range{}, "")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(body); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// receipts are the claims under a prefix, by key.
func receipts(t testing.TB, s store.Store, prefix string) []lake.Receipt {
	t.Helper()
	var all []lake.Receipt
	for key, text := range contents(t, s, prefix) {
		var c lake.Receipt
		if err := json.Unmarshal([]byte(text), &c); err != nil {
			t.Fatalf("%s: %v", key, err)
		}
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b lake.Receipt) int { return a.At.Compare(b.At) })
	return all
}

func attachmentNames(m *mail.Message) string {
	var names []string
	for _, a := range m.Attachments {
		names = append(names, a.Name)
	}
	return strings.Join(names, " ")
}
