package cloud_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// cell is what the tests tell requests apart by.
type cell struct {
	day    string
	source lake.SourceID
	device string
}

// sums are over the requests of a cell.
type sums struct{ hits, sent, received int64 }

func (s sums) plus(o sums) sums {
	return sums{s.hits + o.hits, s.sent + o.sent, s.received + o.received}
}

// request is a line of a log that the tests make.
type request struct {
	day, device    string
	sent, received int64
}

const header = "#Software: Microsoft Internet Information Services 7.5\r\n#Fields: date time s-ip cs-method cs-uri-stem " +
	"cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken\r\n"

// logOf is a log of requests.
func logOf(requests []request) string {
	var b strings.Builder
	b.WriteString(header)
	for i, r := range requests {
		fmt.Fprintf(&b, "%s %02d:%02d:00 10.0.0.1 POST /Microsoft-Server-ActiveSync/default.eas "+
			`Cmd=Sync&User=anna&DeviceId=%s&DeviceType=iPhone 443 CONTOSO\anna 192.0.2.1 Apple-iPhone 200 0 0 %d %d 10`+"\r\n",
			r.day, i/60%24, i%60, r.device, r.sent, r.received)
	}
	return b.String()
}

// add adds the requests of a source to what is known.
func add(to map[cell]sums, key string, requests []request) {
	id := lake.NewSourceID("logs", key)
	for _, r := range requests {
		at := cell{r.day, id, r.device}
		to[at] = to[at].plus(sums{1, r.sent, r.received})
	}
}

// readLake adds up all rows of a lake.
func readLake(t *testing.T, s store.Reader) map[cell]sums {
	t.Helper()
	all := make(map[cell]sums)
	words := lake.NewWords()
	rows := lake.NewReader(words)
	defer rows.Close()
	for o, err := range s.List(t.Context(), lake.ActivityPrefix) {
		if err != nil {
			t.Fatal(err)
		}
		day, id, ok := lake.ParseActivityKey(o.Key)
		if !ok {
			t.Fatalf("%s is no activity", o.Key)
		}
		table, _, err := lake.OpenObject(t.Context(), s, o.Key)
		if err != nil {
			t.Fatal(err)
		}
		for g := range table.Groups() {
			if err := rows.Open(g); err != nil {
				t.Fatal(err)
			}
			for {
				b, err := rows.Next()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				for i := range b.Len() {
					at := cell{day.String(), id, words.Text(b.DeviceID[i])}
					all[at] = all[at].plus(sums{b.Hits[i], b.BytesSent[i], b.BytesReceived[i]})
				}
			}
		}
		if err := table.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// keysUnder lists what lies under a prefix.
func keysUnder(t *testing.T, s store.Reader, prefix string) (keys []string) {
	t.Helper()
	for o, err := range s.List(t.Context(), prefix) {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, o.Key)
	}
	return keys
}
