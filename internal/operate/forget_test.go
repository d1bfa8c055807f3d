package operate_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/operate"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

// forgetWorld has three logs of two days and three users, a line that quotes one of
// them, a log in quarantine, devices tables and reports.
func forgetWorld(t *testing.T) *world {
	w := newWorld(t)
	w.add(t, "cas01/a.log", logOf("2011-12-23 anna", `2011-12-24 CONTOSO\Anna`, "2011-12-24 bert", "2011-12-24,anna%40contoso.com"))
	w.add(t, "cas01/b.log", logOf("2011-12-24 anna@contoso.com", "2011-12-25 carl"))
	w.add(t, "cas02/c.log", logOf("2011-12-24 bert", "2011-12-24 joanna"))
	w.add(t, "cas02/quoted.log", logOf("2011-12-24,ANNA"))
	w.add(t, "cas02/broken.log", "no log")
	for i, day := range []string{"2011-12-23", "2011-12-24", "2011-12-25"} {
		users := [][]string{{"anna"}, {"anna", "bert", "joanna"}, {"carl"}}[i]
		w.reported(t, day, "fingerprint-"+day, "", users...)
		var devices bytes.Buffer
		from, err := lake.ParseDay(day)
		if err != nil {
			t.Fatal(err)
		}
		stamp := lake.DevicesStamp{Schema: 1, Fingerprint: "f", From: from.Start(), To: (from + 1).Start(), TimeZone: "UTC", Whole: true}
		err = lake.WriteDevices(&devices, stamp, len(users), func(i int, d *lake.Device) {
			*d = lake.Device{DeviceID: "A1", UserName: users[i], Kind: lake.KindDevice}
		})
		if err != nil {
			t.Fatal(err)
		}
		put(t, w.lake, lake.DevicesKey(from), devices.String())
		put(t, w.lake, lake.TrafficKey(from), "Parquet")
		for _, key := range []string{lake.DevicesKey(from), lake.TrafficKey(from)} {
			if err := lake.MarkTable(t.Context(), w.lake, key); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.reported(t, "2011-12-20", "all-days", "2011-12-26", "anna", "bert", "joanna", "carl")
	w.reported(t, "2011-12-20", "bert", "2011-12-26", "bert")
	put(t, w.lake, "reports/v2/dt=2011-12-24/sent/fingerprint-2011-12-24/hash", "{}")
	return w
}

// reported puts a report of some days, or of one, into the lake.
func (w *world) reported(t *testing.T, from, fingerprint, to string, users ...string) {
	t.Helper()
	if to == "" {
		day, err := lake.ParseDay(from)
		if err != nil {
			t.Fatal(err)
		}
		to = (day + 1).String()
	}
	prefix := "reports/v2/dt=" + from + "/" + fingerprint + "/easreport"
	put(t, w.lake, prefix+".json", fmt.Sprintf(`{"asked":{"from":"%sT00:00:00Z","to":"%sT00:00:00Z"}}`, from, to))
	put(t, w.lake, prefix+".csv", "\ufeffUser,DeviceId\r\n"+strings.Join(users, ",A1\r\n")+",A1\r\n")
	put(t, w.lake, prefix+".html", "<p>")
}

// forgetting forgets, and gives what it told.
func (w *world) forgetting(t *testing.T, do func(*operate.Forget) error) []operate.Change {
	t.Helper()
	var dry, told []operate.Change
	if err := do(&operate.Forget{Lake: readOnly(t, w.lake), TempDir: t.TempDir(), Told: func(c operate.Change) { dry = append(dry, c) }}); err != nil {
		t.Fatal(err)
	}
	if err := do(&operate.Forget{Lake: w.lake, Sure: true, TempDir: t.TempDir(), Told: func(c operate.Change) { told = append(told, c) }}); err != nil {
		t.Fatal(err)
	}
	order := func(a, b operate.Change) int { return strings.Compare(a.Key, b.Key) }
	slices.SortFunc(dry, order)
	slices.SortFunc(told, order)
	if diff := cmp.Diff(dry, told); diff != "" {
		t.Errorf("done otherwise than a dry run said (-dry +done):\n%s", diff)
	}
	again := do(&operate.Forget{Lake: readOnly(t, w.lake), Sure: true, TempDir: t.TempDir(), Told: func(c operate.Change) { t.Errorf("again: %+v", c) }})
	if again != nil {
		t.Errorf("again: %v", again)
	}
	there := make(map[string]bool)
	for _, key := range keys(t, w.lake, "") {
		there[key] = true
	}
	if lost, err := lake.LostTables(t.Context(), w.lake, there, w.now); len(lost) > 0 || err != nil {
		t.Errorf("what was forgotten is missed: %v, %v", lost, err)
	}
	return told
}

// unchanged makes sure that an ingest brings nothing back.
func (w *world) unchanged(t *testing.T) {
	t.Helper()
	for _, key := range keys(t, w.raw, "") {
		if r := w.ingest(t, key); r.Outcome == ingest.Applied {
			t.Errorf("%s was read again", key)
		}
	}
}

// made are the reports in the lake, and the tables of devices and traffic.
func (w *world) made(t *testing.T) (made []string) {
	for _, key := range keys(t, w.lake, "") {
		if strings.HasPrefix(key, lake.TrafficPrefix) {
			made = append(made, key)
		}
		if name, ok := strings.CutSuffix(strings.TrimPrefix(key, "reports/v2/"), "/easreport.html"); ok {
			made = append(made, name)
		}
		if strings.HasPrefix(key, lake.DevicesPrefix) {
			made = append(made, key)
		}
	}
	return made
}

func TestForgetSource(t *testing.T) {
	w := forgetWorld(t)
	told := w.forgetting(t, func(f *operate.Forget) error { return f.Source(t.Context(), lake.NewSourceID("logs", "cas01/a.log")) })
	if diff := cmp.Diff(map[string]int64{
		"2011-12-24 anna@contoso.com": 1, "2011-12-24 bert": 1, "2011-12-24 joanna": 1, "2011-12-25 carl": 1,
	}, w.users(t)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	var rows int64
	for _, c := range told {
		rows += c.Rows
	}
	if rows != 3 {
		t.Errorf("%d rows told: %+v", rows, told)
	}
	if diff := cmp.Diff([]string{"devices/v2/dt=2011-12-25/devices.parquet", "dt=2011-12-25/fingerprint-2011-12-25", "traffic/v2/dt=2011-12-25/traffic.parquet"}, w.made(t)); diff != "" {
		t.Errorf("made of it (-want +got):\n%s", diff)
	}
	if len(keys(t, w.lake, "reports/v2/dt=2011-12-24/sent/")) != 1 {
		t.Error("the receipt of the mail is gone")
	}
	w.unchanged(t)
	w.notQuoted(t, "contoso.com")
	christmas := lake.DayOf(christmas.Unix())
	for log, want := range map[string]int{"cas01/a.log": 0, "cas01/b.log": 1} {
		stamp, _, err := lake.ReadStamp(t.Context(), w.lake, lake.ActivityKey(christmas, lake.NewSourceID("logs", log)))
		if err != nil || len(stamp.Traffic) != want {
			t.Errorf("%s has traffic %v, %v", log, stamp.Traffic, err)
		}
	}
}

func TestForgetSourceUnread(t *testing.T) {
	w := forgetWorld(t)
	id := lake.NewSourceID("logs", "cas02/broken.log")
	w.forgetting(t, func(f *operate.Forget) error { return f.Source(t.Context(), id) })
	if q, _, err := lake.ReadQuarantine(t.Context(), w.lake, id); err != nil || !q.Released {
		t.Errorf("quarantine: %+v, %v", q, err)
	}
	f := &operate.Forget{Lake: readOnly(t, w.lake), Sure: true}
	if err := f.Source(t.Context(), lake.NewSourceID("logs", "nothing")); !errors.Is(err, operate.ErrUnknown) {
		t.Errorf("an unknown source: %v", err)
	}
}

func TestForgetDay(t *testing.T) {
	w := forgetWorld(t)
	w.forgetting(t, func(f *operate.Forget) error { return f.Day(t.Context(), lake.DayOf(christmas.Unix())) })
	if diff := cmp.Diff(map[string]int64{"2011-12-23 anna": 1, "2011-12-25 carl": 1}, w.users(t)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{
		"devices/v2/dt=2011-12-23/devices.parquet", "devices/v2/dt=2011-12-25/devices.parquet",
		"dt=2011-12-23/fingerprint-2011-12-23", "dt=2011-12-25/fingerprint-2011-12-25",
		"traffic/v2/dt=2011-12-23/traffic.parquet", "traffic/v2/dt=2011-12-25/traffic.parquet",
	}, w.made(t)); diff != "" {
		t.Errorf("made of it (-want +got):\n%s", diff)
	}
	w.notQuoted(t, "contoso.com")
	w.unchanged(t)
}

func TestForgetUser(t *testing.T) {
	for _, name := range []string{"anna", "ANNA"} {
		w := forgetWorld(t)
		answers := []string{"athena/0c5a.csv", "athena/0c5a.csv.metadata", "merge/v2/dt=2011-12-24/attempt/rows/file"}
		for _, key := range answers {
			put(t, w.lake, key, "anna,17")
		}
		w.forgetting(t, func(f *operate.Forget) error { return forgetUser(t, f, name) })
		for _, key := range answers {
			if left := keys(t, w.lake, key); len(left) > 0 {
				t.Errorf("%s: %q is still there", name, left)
			}
		}
		if diff := cmp.Diff(map[string]int64{"2011-12-24 bert": 2, "2011-12-24 joanna": 1, "2011-12-25 carl": 1}, w.users(t)); diff != "" {
			t.Errorf("%s: rows (-want +got):\n%s", name, diff)
		}
		if diff := cmp.Diff([]string{
			"devices/v2/dt=2011-12-23/devices.parquet", "devices/v2/dt=2011-12-24/devices.parquet", "devices/v2/dt=2011-12-25/devices.parquet",
			"dt=2011-12-20/bert", "dt=2011-12-25/fingerprint-2011-12-25",
			"traffic/v2/dt=2011-12-23/traffic.parquet", "traffic/v2/dt=2011-12-24/traffic.parquet", "traffic/v2/dt=2011-12-25/traffic.parquet",
		}, w.made(t)); diff != "" {
			t.Errorf("%s: made of it (-want +got):\n%s", name, diff)
		}
		var devices []string
		words := lake.NewWords()
		for batch, err := range lake.NewDevicesReader(words).Read(t.Context(), w.lake, lake.DayOf(christmas.Unix())) {
			if err != nil {
				t.Fatal(err)
			}
			for _, user := range batch.UserName[:batch.Len] {
				devices = append(devices, words.Text(user))
			}
		}
		if diff := cmp.Diff([]string{"bert", "joanna"}, devices); diff != "" {
			t.Errorf("%s: devices (-want +got):\n%s", name, diff)
		}
		w.notQuoted(t, "anna")
		w.unchanged(t)
	}
}

// forgetUser forgets a user by one name.
func forgetUser(t *testing.T, f *operate.Forget, name string) error {
	_, err := f.User(t.Context(), []string{name}, false)
	return err
}

// TestForgetNames: a name with a domain is that name alone, and one without it everybody's.
// What may be the same person is told, and only what both sides prove goes with allNames.
func TestForgetNames(t *testing.T) {
	everybody := map[string]int64{"2011-12-24 contoso\\akeller": 2, "2011-12-24 contoso\\anna": 1, "2011-12-24 fabrikam\\anna": 1, "2011-12-25 anna@contoso.com": 1}
	const account, signIn, other = `contoso\anna`, "anna@contoso.com", `fabrikam\anna`
	for name, test := range map[string]struct {
		names    []string
		allNames bool
		gone     []string // of everybody
		want     operate.Names
	}{
		"an account": {
			[]string{`CONTOSO\Anna`},
			false,
			[]string{"2011-12-24 " + account},
			operate.Names{Forgotten: []string{account}, Others: []string{signIn}},
		},
		"a name to sign in with": {
			[]string{signIn},
			false,
			[]string{"2011-12-25 " + signIn},
			operate.Names{Forgotten: []string{signIn}, Others: []string{account, other}},
		},
		"two names": {
			[]string{account, signIn},
			false,
			[]string{"2011-12-24 " + account, "2011-12-25 " + signIn},
			operate.Names{Forgotten: []string{signIn, account}, Others: []string{other}},
		},
		"without a domain": {
			[]string{"anna"},
			false,
			[]string{"2011-12-24 " + account, "2011-12-24 " + other, "2011-12-25 " + signIn},
			operate.Names{Forgotten: []string{signIn, account, other}},
		},
		"proven": {
			[]string{"a.keller@contoso.com"},
			true,
			[]string{"2011-12-24 contoso\\akeller"},
			operate.Names{Forgotten: []string{"a.keller@contoso.com", `contoso\akeller`}},
		},
		"not proven": {
			[]string{`contoso\anna`},
			true,
			[]string{"2011-12-24 " + account},
			operate.Names{Forgotten: []string{account}, Others: []string{signIn}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.add(t, "ex1/w3svc1/a.log", logOf(`2011-12-24 CONTOSO\anna`, `2011-12-24 FABRIKAM\anna`, "2011-12-25 anna@contoso.com"))
			const of = "&DeviceId=B2&DeviceType=iPhone&Cmd=Sync"
			line := "2011-12-24 11:%02d:00 10.1.1.1 POST /Microsoft-Server-ActiveSync%s/default.eas User=keller" + of + "%s %d %s 203.0.113.9 Apple 200 0 0 15\n"
			var front, back strings.Builder
			for minute := range 2 {
				fmt.Fprintf(&front, line, minute, "", "", 443, "a.keller@contoso.com")
				fmt.Fprintf(&back, line, minute, "/Proxy", "&Log=SC1:1_PrxFrom:10.1.1.1_", 444, `CONTOSO\akeller`)
			}
			w.add(t, "ex1/w3svc1/b.log", logOf()+front.String())
			w.add(t, "ex1/w3svc2/b.log", logOf()+back.String())
			if diff := cmp.Diff(everybody, w.users(t)); diff != "" {
				t.Fatalf("before (-want +got):\n%s", diff)
			}
			var got operate.Names
			w.forgetting(t, func(f *operate.Forget) (err error) {
				names, err := f.User(t.Context(), test.names, test.allNames)
				if len(names.Forgotten) > 0 {
					got = names
				}
				return err
			})
			want := maps.Clone(everybody)
			for _, gone := range test.gone {
				delete(want, gone)
			}
			if diff := cmp.Diff(want, w.users(t)); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("names (-want +got):\n%s", diff)
			}
		})
	}
}

// TestForgetAskedFor: a report about the user that has no rows says his name all the same.
func TestForgetAskedFor(t *testing.T) {
	w := newWorld(t)
	w.add(t, "a.log", logOf("2011-12-24 bert"))
	put(t, w.lake, "reports/v2/dt=2011-12-24/f/easreport.json", `{"asked":{"from":"2011-12-24T00:00:00Z","to":"2011-12-25T00:00:00Z","users":["anna"]}}`)
	put(t, w.lake, "reports/v2/dt=2011-12-24/f/easreport.csv", "User,DeviceId\r\n")
	w.forgetting(t, func(f *operate.Forget) error { return forgetUser(t, f, "anna") })
	if left := keys(t, w.lake, "reports/"); len(left) > 0 {
		t.Errorf("%q is still there", left)
	}
}

// notQuoted makes sure that nothing in the lake quotes a rejected line with this text.
func (w *world) notQuoted(t *testing.T, text string) {
	t.Helper()
	quotes := func(key string, s lake.Stamp) {
		if len(s.Reading.Samples) == 0 && s.Reading.Rejects() > 0 {
			t.Errorf("%s: that lines were rejected is forgotten", key)
		}
		for _, sample := range s.Reading.Samples {
			if strings.Contains(strings.ToLower(sample.Text), text) {
				t.Errorf("%s quotes %q", key, sample.Text)
			}
		}
	}
	for _, key := range keys(t, w.lake, "") {
		if id, ok := lake.ParseDoneKey(key); ok {
			s, err := lake.ReadDone(t.Context(), w.lake, id)
			if err != nil {
				t.Fatal(err)
			}
			quotes(key, s)
		}
		if _, _, ok := lake.ParseActivityKey(key); ok {
			s, _, err := lake.ReadStamp(t.Context(), w.lake, key)
			if err != nil {
				t.Fatal(err)
			}
			quotes(key, s)
		}
	}
}

// TestForgetOvertaken: before each write of forget an ingest replaces the very file.
// The newer rows win, and the user is not in them either.
func TestForgetOvertaken(t *testing.T) {
	w := newWorld(t)
	w.add(t, "a.log", logOf("2011-12-24 anna", "2011-12-24 bert"))
	newer := logOf("2011-12-24 anna", "2011-12-24 bert", "2011-12-24 carl", "2011-12-24 bert")
	overtake := faulty.Only(faulty.Put, lake.ActivityPrefix, faulty.Times(1, func(_ context.Context, _ faulty.Call, next func() error) error {
		w.add(t, "a.log", newer)
		return next()
	}))
	f := &operate.Forget{Lake: &faulty.Store{Store: w.lake, Hook: overtake}, Sure: true, TempDir: t.TempDir(), Told: func(operate.Change) {}}
	if err := forgetUser(t, f, "anna"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]int64{"2011-12-24 bert": 2, "2011-12-24 carl": 1}, w.users(t)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	w.unchanged(t)
}

// TestForgetFaults fails each write of forgetting once: before it is done, after it,
// and by a condition that does not hold. What is then not forgotten is an error, and
// doing it again is enough.
func TestForgetFaults(t *testing.T) {
	failed := errors.New("failed")
	for n := range 40 {
		for name, hook := range map[string]faulty.Hook{
			"before": faulty.Before(failed), "after": faulty.After(failed), "condition": faulty.Before(store.ErrPrecondition),
		} {
			w := forgetWorld(t)
			writes := 0
			s := &faulty.Store{Store: w.lake, Hook: func(ctx context.Context, call faulty.Call, next func() error) error {
				if call.Op != faulty.Put && call.Op != faulty.Delete {
					return next()
				}
				if writes++; writes == n+1 {
					return hook(ctx, call, next)
				}
				return next()
			}}
			f := &operate.Forget{Lake: s, Sure: true, TempDir: t.TempDir(), Told: func(operate.Change) {}}
			err := f.Source(t.Context(), lake.NewSourceID("logs", "cas01/a.log"))
			if writes <= n {
				return // all were failed
			}
			if err != nil {
				f = &operate.Forget{Lake: w.lake, Sure: true, TempDir: t.TempDir(), Told: func(operate.Change) {}}
				if err := f.Source(t.Context(), lake.NewSourceID("logs", "cas01/a.log")); err != nil {
					t.Fatalf("write %d %s, and then again: %v", n, name, err)
				}
			}
			if got := w.users(t); got["2011-12-24 bert"] != 1 || got["2011-12-23 anna"] != 0 || len(w.made(t)) != 3 {
				t.Errorf("write %d %s: %v, %v", n, name, got, w.made(t))
			}
		}
	}
	t.Error("there are more writes than were failed")
}

// TestForgetDamaged: a damaged file is told of, and does not stop the rest.
func TestForgetDamaged(t *testing.T) {
	w := forgetWorld(t)
	damaged := lake.ActivityKey(lake.DayOf(christmas.Unix()), lake.NewSourceID("logs", "cas01/a.log"))
	put(t, w.lake, damaged, "PAR1 not PAR1")
	f := &operate.Forget{Lake: w.lake, Sure: true, TempDir: t.TempDir(), Told: func(operate.Change) {}}
	err := forgetUser(t, f, "anna")
	if !errors.Is(err, lake.ErrDamaged) || !strings.Contains(err.Error(), damaged) {
		t.Errorf("error %v", err)
	}
	if err := w.lake.Delete(t.Context(), damaged); err != nil {
		t.Fatal(err)
	}
	if got := w.users(t); got["2011-12-24 anna@contoso.com"] != 0 || got["2011-12-24 bert"] != 1 {
		t.Errorf("rows: %v", got)
	}
}

// TestForgetThenUpload: what was emptied is a file that an ingest replaces, and a day
// without rows is no day of a report.
func TestForgetThenUpload(t *testing.T) {
	w := newWorld(t)
	w.add(t, "a.log", logOf("2011-12-24 anna"))
	w.forgetting(t, func(f *operate.Forget) error { return forgetUser(t, f, "anna") })
	if _, found, err := lake.Newest(t.Context(), w.lake); found || err != nil {
		t.Errorf("found %v, %v", found, err)
	}
	w.now = w.now.Add(time.Hour)
	w.add(t, "a.log", logOf("2011-12-24 anna"))
	if got := w.users(t); got["2011-12-24 anna"] != 1 {
		t.Errorf("rows of the log that was uploaded again: %v", got)
	}
}
