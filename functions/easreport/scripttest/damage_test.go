package scripttest

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestDamage is the table of what can happen to a file of a lake. It knows nothing of the
// code: for each kind of file and each kind of damage it says who has to tell an
// administrator, and that afterwards ingest, reconcile and the report put everything right.
//
// No report may be quietly wrong: either it says that it is INCOMPLETE and names a command,
// or its numbers are those of the undamaged lake.
func TestDamage(t *testing.T) { testDamage(t, newFolders(t)) }

// TestDamageInBucket is TestDamage of a lake and logs in S3, whose files nobody changes but by
// way of S3.
func TestDamageInBucket(t *testing.T) { testDamage(t, newBuckets(t)) }

func testDamage(t *testing.T, s storage) {
	w := newDamageWorld(t, s)
	for _, kind := range fileKinds {
		for _, d := range damages {
			if kind.unhurt[d.name] || !s.suffers(d) {
				continue
			}
			t.Run(kind.name+"/"+d.name, func(t *testing.T) {
				t.Parallel()
				w.check(t, kind, d)
			})
		}
	}
}

// fileKind is a kind of file of a lake, and what follows if one of them is damaged.
type fileKind struct {
	name, file, otherSource, otherDay string // the files, as globs below the lake
	// loses says that the report of the day lacks something until it is written again.
	loses bool
	// unhurt are the damages that do nothing to such a file.
	unhurt map[string]bool
	// byReport says that the next report of the day makes the file again.
	byReport bool
}

// Sources of the lake: ids are those of the absolute paths of the logs, see source.
var fileKinds = []fileKind{
	{name: "activity", file: "activity/v2/dt=2011-12-24/A.parquet", otherSource: "activity/v2/dt=2011-12-24/B.parquet", otherDay: "activity/v2/dt=2011-12-23/A.parquet", loses: true},
	{
		name: "marker", file: "index/v2/A/activity/2011-12-24", otherSource: "index/v2/B/activity/2011-12-24", otherDay: "index/v2/A/activity/2011-12-23",
		unhurt: names("another source's", "another day's", "cut", "zeroed", "a bit flipped", rotten), // it is empty
	},
	{name: "done", file: "index/v2/A/done", otherSource: "index/v2/B/done", unhurt: names("another day's")},
	{name: "quarantine", file: "quarantine/v2/Q.json", otherSource: "quarantine/v2/R.json", unhurt: names("another day's")},
	{
		name: "request_day", file: "request_day/v2/dt=2011-12-24/requests.parquet", otherDay: "request_day/v2/dt=2011-12-23/requests.parquet",
		unhurt: names("another source's"), byReport: true,
	},
	{
		name: "devices", file: "devices/v2/dt=2011-12-24/devices.parquet", otherDay: "devices/v2/dt=2011-12-23/devices.parquet",
		unhurt: names("another source's"), byReport: true,
	},
	{
		name: "traffic", file: "traffic/v2/dt=2011-12-24/traffic.parquet", otherDay: "traffic/v2/dt=2011-12-23/traffic.parquet",
		unhurt: names("another source's"), byReport: true,
	},
}

func names(all ...string) map[string]bool {
	set := make(map[string]bool)
	for _, name := range all {
		set[name] = true
	}
	return set
}

// damage is something that can happen to a file.
type damage struct {
	name string
	do   func(t *testing.T, s storage, k *resolved)
}

// resolved are the names of a kind's files in their storage.
type resolved struct{ file, otherSource, otherDay string }

var damages = []damage{
	{"deleted", func(t *testing.T, s storage, k *resolved) { s.remove(t, k.file) }},
	{symlinked, func(t *testing.T, _ storage, k *resolved) {
		elsewhere := filepath.Join(t.TempDir(), "elsewhere")
		must(t, errors.Join(os.Rename(k.file, elsewhere), os.Symlink(elsewhere, k.file)))
	}},
	{"another source's", func(t *testing.T, s storage, k *resolved) { s.exchange(t, k.file, k.otherSource) }},
	{"another day's", func(t *testing.T, s storage, k *resolved) { s.exchange(t, k.file, k.otherDay) }},
	{"cut", func(t *testing.T, s storage, k *resolved) {
		rewrite(t, s, k.file, func(b []byte) []byte { return b[:len(b)/2] })
	}},
	{"zeroed", func(t *testing.T, s storage, k *resolved) {
		rewrite(t, s, k.file, func(b []byte) []byte { return make([]byte, len(b)) })
	}},
	{"a bit flipped", func(t *testing.T, s storage, k *resolved) { rewrite(t, s, k.file, flip) }},
	{rotten, func(t *testing.T, s storage, k *resolved) { // the file keeps its time
		info, err := os.Stat(k.file)
		must(t, err)
		rewrite(t, s, k.file, flip)
		must(t, os.Chtimes(k.file, info.ModTime(), info.ModTime()))
	}},
}

// symlinked has a link to the same bytes, elsewhere, in the file's place.
const symlinked = "a link"

// rotten is a damage that the file system does not show. A day that was reconciled has the
// right requests all the same.
const rotten = "a bit rotten"

// flip flips a bit near the start: in a page, not in the footer.
func flip(b []byte) []byte {
	b[len(b)/8] ^= 1
	return b
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func rewrite(t *testing.T, s storage, name string, change func([]byte) []byte) {
	t.Helper()
	s.write(t, name, change(s.read(t, name)))
}

// damageWorld is a lake of five logs, as it should be.
type damageWorld struct {
	storage
	folder          string // for reports
	logs, bad, lake string
	ids             map[string]string // of A, B, Q, R
	report          map[string]string // of the undamaged lake
}

const damageHeader = "#Software: Microsoft Internet Information Services 7.5\r\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken\r\n"

// damageLog is a log of two days with some requests an hour.
func damageLog(server, user string, n int) string {
	var b strings.Builder
	b.WriteString(damageHeader)
	for _, day := range []string{"2011-12-23", "2011-12-24"} {
		for i := range n {
			fmt.Fprintf(&b, "%s %02d:%02d:00 %s POST /Microsoft-Server-ActiveSync/default.eas User=%s&DeviceId=Appl%s&DeviceType=iPhone&Cmd=Sync 443 contoso\\%s 203.0.113.9 Apple 200 0 0 %d\r\n",
				day, i%24, i%60, server, user, user, user, 10+i)
		}
	}
	return b.String()
}

func newDamageWorld(t *testing.T, s storage) *damageWorld {
	t.Helper()
	w := &damageWorld{storage: s, folder: t.TempDir(), logs: s.place(t, "logs"), bad: s.place(t, "bad"), lake: s.place(t, "lake"), ids: make(map[string]string)}
	for name, text := range map[string]string{
		"cas1/a.log": damageLog("10.0.0.1", "anna", 48), "cas2/b.log": damageLog("10.0.0.2", "bert", 72), "cas3/c.log": damageLog("10.0.0.3", "carl", 24),
	} {
		s.write(t, w.logs+"/"+name, []byte(text))
	}
	for _, name := range []string{"q.log", "r.log"} { // the report names it before any damage
		s.write(t, w.bad+"/"+name, []byte("%PDF-1.7 this is no log "+name))
	}
	s.age(t, w.logs, w.bad)
	w.run(t, w.lake, 0, "ingest", "--quiet", w.logs)
	for letter, name := range map[string]string{"A": w.logs + "/cas1/a.log", "B": w.logs + "/cas2/b.log", "Q": w.bad + "/q.log", "R": w.bad + "/r.log"} {
		w.ids[letter] = s.sourceID(name)
	}
	for _, day := range []string{"2011-12-23", "2011-12-24"} {
		w.run(t, w.lake, 0, "report", "--quiet", "--date", day, "-o", filepath.Join(w.folder, "first"))
	}
	if !s.keepsTables() { // reconcile does, of a table that has been there
		for _, marker := range []string{"devices/2011-12-23", "devices/2011-12-24", "traffic/2011-12-23", "traffic/2011-12-24"} {
			s.write(t, w.lake+"/index/v2/tables/"+marker, nil)
		}
		w.run(t, w.lake, 0, "reconcile", "--logs", w.logs)
	}
	w.report = w.reportOf(t, w.lake, 0)
	if !strings.Contains(w.report["csv"], "anna") {
		t.Fatalf("the undamaged report:\n%s", w.report["csv"])
	}
	out := w.run(t, w.lake, 0, "status", "--date", "2011-12-24", "--logs", w.logs)
	if !strings.Contains(out, "All is well.") {
		t.Fatalf("status of the undamaged lake:\n%s", out)
	}
	return w
}

// run runs a command on a lake, and returns all that it said. A code below 0 is any.
func (w *damageWorld) run(t *testing.T, lake string, code int, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), filepath.Join(programs, "easreport"), args...)
	cmd.Env = append(append(os.Environ(), "EASREPORT_LAKE="+lake, "TZ=UTC"), w.environment()...)
	out, err := cmd.CombinedOutput()
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	if code >= 0 && got != code {
		t.Fatalf("easreport %s: exit code %d, want %d\n%s", strings.Join(args, " "), got, code, out)
	}
	return string(out)
}

// reportOf is what a report of the day says: its CSV, and the summary.
func (w *damageWorld) reportOf(t *testing.T, lake string, code int) map[string]string {
	t.Helper()
	folder := t.TempDir()
	said := map[string]string{"said": w.run(t, lake, code, "report", "--date", "2011-12-24", "-o", folder, "--json")}
	csv, err := os.ReadFile(filepath.Join(folder, "easreport.csv"))
	must(t, err)
	said["csv"] = string(csv)
	at := strings.Index(said["said"], "{")
	var s struct {
		Report struct {
			Whole    bool
			Problems []string
		}
	}
	d := json.NewDecoder(strings.NewReader(said["said"][max(at, 0):]))
	must(t, d.Decode(&s))
	said["problems"] = strings.Join(s.Report.Problems, "\n")
	said["whole"] = fmt.Sprint(s.Report.Whole)
	return said
}

func (w *damageWorld) check(t *testing.T, kind fileKind, d damage) {
	lake := w.copyLake(t, w.lake)
	bad := kind.name == "quarantine"
	logs, log := w.logs, "a.log: "
	if bad {
		logs, log = w.bad, "q.log: "
		w.run(t, lake, 1, "ingest", logs)
	}
	k := w.resolve(lake, kind)
	d.do(t, w.storage, k)
	base := strings.TrimPrefix(k.file, lake+"/")

	// Status looks before a report makes anything again.
	said := w.run(t, lake, -1, "status", "--date", "2011-12-24", "--logs", logs)
	if !strings.Contains(said, "WANTS ATTENTION") || !strings.Contains(said, base) && !strings.Contains(said, w.ids["A"]) && !strings.Contains(said, log) {
		t.Errorf("status does not tell:\n%s", said)
	}

	// A report is right, or says that it is not and what to do.
	hurt := w.copyLake(t, lake)
	r := w.reportOf(t, hurt, -1)
	switch {
	case kind.loses && d.name != rotten:
		command, log := "easreport ingest --lake "+hurt, w.logs+"/cas1/a.log"
		_, logs, found := strings.Cut(r["problems"], command)
		if r["whole"] != "false" || !found || !strings.Contains(logs, log) {
			t.Errorf("the report does not tell, or not what to do (%s %s):\n%s\n%s", command, log, r["problems"], r["said"])
		}
	case !bad && (r["csv"] != w.report["csv"] || r["whole"] == "true" && r["problems"] != ""):
		t.Errorf("the report is wrong without a word:\n%s", r["csv"])
	}
	if kind.byReport && w.keepsTables() {
		w.run(t, hurt, 0, "report", "--quiet", "--date", "2011-12-23", "-o", t.TempDir()) // that day's may have been exchanged
		w.well(t, hurt, "the next reports")
	}

	for _, heal := range [][]string{{"ingest", logs}, {"reconcile", "--logs", logs}} {
		healed := w.copyLake(t, lake)
		before := w.run(t, healed, -1, heal...)
		if bad {
			w.sameQuarantine(t, healed, heal[0])
			continue
		}
		if t.Failed() {
			t.Log(before)
		}
		w.well(t, healed, heal[0])
		w.run(t, healed, 0, "report", "--quiet", "--date", "2011-12-23", "-o", t.TempDir())
		after := w.reportOf(t, healed, 0)
		if after["csv"] != w.report["csv"] || after["whole"] != w.report["whole"] || after["problems"] != w.report["problems"] {
			t.Errorf("after %s the report differs: whole %s, %s\n%s", heal[0], after["whole"], after["problems"], after["csv"])
		}
		w.well(t, healed, heal[0]+" and report")
	}
}

// well checks that status has nothing to say.
func (w *damageWorld) well(t *testing.T, lake, after string) {
	t.Helper()
	said := w.run(t, lake, -1, "status", "--date", "2011-12-24", "--logs", w.logs)
	if !strings.Contains(said, "All is well.") || strings.Contains(said, " lacks ") {
		t.Errorf("status after %s:\n%s", after, said)
	}
}

// sameQuarantine checks that both logs are in quarantine, each by its name.
func (w *damageWorld) sameQuarantine(t *testing.T, lake, after string) {
	t.Helper()
	said := w.run(t, lake, 1, "status", "--date", "2011-12-24", "--logs", w.bad)
	for _, name := range []string{"q.log", "r.log"} {
		if !strings.Contains(said, w.bad+"/"+name+": ") {
			t.Errorf("after %s status does not name %s:\n%s", after, name, said)
		}
	}
	if strings.Contains(said, "DAMAGED") || strings.Contains(said, "NOT IN THE LAKE") {
		t.Errorf("status after %s:\n%s", after, said)
	}
}

func (w *damageWorld) resolve(lake string, kind fileKind) *resolved {
	path := func(name string) string {
		parts := strings.Split(name, "/")
		for i, part := range parts {
			stem, ending, _ := strings.Cut(part, ".")
			if id := w.ids[stem]; id != "" {
				parts[i] = strings.TrimSuffix(id+"."+ending, ".")
			}
		}
		return lake + "/" + strings.Join(parts, "/")
	}
	return &resolved{path(kind.file), path(kind.otherSource), path(kind.otherDay)}
}

// TestNewer: a log that has grown since it was read is told by the report of a day that it
// may have more of, and no more once it was read.
func TestNewer(t *testing.T) {
	w := newDamageWorld(t, newFolders(t))
	log := w.logs + "/cas1/a.log"
	f, err := os.OpenFile(log, os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	more := strings.ReplaceAll(damageLog("10.0.0.1", "dora", 1), damageHeader, "")
	_, err = f.WriteString(more)
	must(t, errors.Join(err, f.Close()))

	said := w.reportOf(t, w.lake, 0)
	want := fmt.Sprintf("log %s (%d bytes more) changed after the lake read what it has; to read the rest, run: easreport ingest --lake %s %s",
		log, len(more), w.lake, log)
	if said["whole"] != "false" || said["problems"] != want {
		t.Errorf("whole %s, problems:\n%s\nwant\n%s", said["whole"], said["problems"], want)
	}
	w.run(t, w.lake, 0, "ingest", "--quiet", log)
	if said = w.reportOf(t, w.lake, 0); said["whole"] != "true" || !strings.Contains(said["csv"], "dora") {
		t.Errorf("after ingest: whole %s, %s\n%s", said["whole"], said["problems"], said["csv"])
	}
}
