package estate_test

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/estate"
)

// line is a row of a log, cut at its blanks and no further: the tests count by texts
// alone, so that they share nothing with the code that wrote them.
type line struct {
	log    estate.LogFile
	text   string
	values map[string]string // by field; nil if the row makes no sense
}

// naiveLines reads all rows of the logs that are no copies.
func naiveLines(t *testing.T, dir string, logs []estate.LogFile) []line {
	t.Helper()
	var lines []line
	for _, l := range logs {
		if l.CopyOf != "" || l.StateOf != "" {
			continue
		}
		var fields []string
		for _, text := range strings.Split(content(t, dir, l.Path), "\n") {
			text = strings.TrimSuffix(text, "\r")
			if names, ok := strings.CutPrefix(text, "#Fields: "); ok {
				fields = strings.Split(names, " ")
			}
			if text == "" || text[0] == '#' {
				continue
			}
			row := line{log: l, text: text}
			if values := strings.Split(text, " "); len(values) == len(fields) {
				row.values = make(map[string]string)
				for i, name := range fields {
					row.values[name] = values[i]
				}
				if _, err := time.Parse(time.DateTime, row.values["date"]+" "+row.values["time"]); err != nil {
					row.values = nil
				}
			}
			lines = append(lines, row)
		}
	}
	return lines
}

func content(t *testing.T, dir, path string) string {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// eas reports whether the row is a request of a device: below the stem of ActiveSync,
// neither a balancer's nor a server's own.
func (l *line) eas() bool {
	stem, user := l.values["cs-uri-stem"], l.values["cs-username"]
	return (stem == "/Microsoft-Server-ActiveSync" || strings.HasPrefix(stem, "/Microsoft-Server-ActiveSync/")) &&
		!strings.HasSuffix(stem, "healthcheck.htm") && !strings.Contains(user, "HealthMailbox") && !strings.Contains(user, "extest_")
}

// query returns the value of a key of the query, "" if it is not there.
func (l *line) query(key string) string {
	for _, pair := range strings.Split(l.values["cs-uri-query"], "&") {
		if name, value, _ := strings.Cut(pair, "="); name == key {
			return value
		}
	}
	return ""
}

// element returns the value of an element of Log=, "" if it is not there.
func (l *line) element(names ...string) string {
	for _, text := range strings.Split(l.query("Log"), "_") {
		for _, name := range names {
			value, ok := strings.CutPrefix(text, name)
			if ok && value != "" && (strings.HasSuffix(name, ":") || value[0] >= '0' && value[0] <= '9') {
				return value
			}
		}
	}
	return ""
}

func (l *line) number(field string) int {
	n, err := strconv.Atoi(l.values[field])
	if err != nil {
		return 0
	}
	return n
}

func (l *line) command() string {
	if l.values["cs-method"] == "OPTIONS" {
		return "Options"
	}
	return l.query("Cmd")
}

// status returns Exchange's status.
func (l *line) status() int {
	n, _ := strconv.Atoi(l.element("SC1:", "S"))
	return n
}

// refusedLogons are written as a text so that they are not the generator's list again.
const refusedLogons = " 1311 1326 1327 1328 1329 1330 1331 1385 1789 1793 1907 1909 2148074252 "

// failedCommands has the statuses below 101 that fail, as design.md lists them.
var failedCommands = map[string]string{
	"Sync": "4 5 6 7 8 9 10 11 12 13 14 15 16", "Ping": "3 4 5 6 7 8", "FolderSync": "2 3 4 5 6 7 8 9 10 11", "GetItemEstimate": "2 3 4",
	"MoveItems": "1 2 4 5 6 7", "MeetingResponse": "2 3 4", "Provision": "2 3", "Settings": "2 3 4 5 6 7", "Search": "2 3 4 5 6 7 8 9 10 11 13 14", "ValidateCert": "17",
}

func (l *line) failedByHTTP() bool {
	switch status := l.number("sc-status"); status {
	case 401:
		return strings.Contains(refusedLogons, " "+l.values["sc-win32-status"]+" ")
	case 451:
		return false
	default:
		return status >= 400
	}
}

func (l *line) failedInside() bool {
	return l.status() >= 101 || l.element("Error:") != "" || strings.HasPrefix(l.query("Log"), "VNATNASNC") ||
		l.status() > 0 && strings.Contains(" "+failedCommands[l.command()]+" ", " "+strconv.Itoa(l.status())+" ")
}

// key is the day and device of the row.
func (l *line) key() dayDevice {
	return dayDevice{l.values["date"], strings.ToUpper(l.query("DeviceId"))}
}

type dayDevice struct{ day, device string }

// count is what can be counted without knowing more than texts.
type count struct {
	requests, failures, waiting, fullSyncs int64
	toClient, fromClient                   int64
}

// counted sums cells by day and device.
func counted(cells []estate.Cell, of func(*estate.Cell) *estate.Counts) map[dayDevice]count {
	all := make(map[dayDevice]count)
	for i := range cells {
		c, n := &cells[i], of(&cells[i])
		key := dayDevice{c.Start().Format("2006-01-02"), strings.ToUpper(c.DeviceID)}
		sum := all[key]
		sum.requests += n.Requests
		sum.failures += n.Failures
		sum.waiting += n.Waiting
		sum.fullSyncs += n.FullSyncs
		sum.toClient += n.ToClient
		sum.fromClient += n.FromClient
		if sum != (count{}) {
			all[key] = sum
		}
	}
	return all
}

func whatHappened(c *estate.Cell) *estate.Counts { return &c.True }
func whatIsLogged(c *estate.Cell) *estate.Counts { return &c.Logged }

var fullSync = regexp.MustCompile(`_St:F_|Log=V.T..SF`)

// naiveSingle counts the rows of layouts in which every request has one row.
func naiveSingle(lines []line) map[dayDevice]count {
	all := make(map[dayDevice]count)
	for _, l := range lines {
		if l.values == nil || !l.eas() {
			continue
		}
		n := all[l.key()]
		n.requests++
		if l.failedByHTTP() || l.failedInside() {
			n.failures++
		}
		if l.command() == "Ping" || l.element("Hb:", "Hb") != "" {
			n.waiting++
		}
		if fullSync.MatchString(l.values["cs-uri-query"]) {
			n.fullSyncs++
		}
		n.toClient += int64(l.number("sc-bytes"))
		n.fromClient += int64(l.number("cs-bytes"))
		all[l.key()] = n
	}
	return all
}
