package iislog_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/iislog"
)

const (
	iisFields = "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken\r\n"
	caseQuery = "User=anna%20keller&DeviceId=APPL1&Cmd=Sync&CorrelationID=<empty>;&cafeReqId=5f2c0d9e-0000-4000-8000-000000000001;"
)

// TestBlanksInUserNames: a row is read if port and client address leave one reading of it.
func TestBlanksInUserNames(t *testing.T) {
	const begin, end = "2026-03-02 09:00:00 192.0.2.10 POST /a " + caseQuery + " ", " Apple-iPhone/2107.102 - 200 0 0 40"
	for _, c := range []struct {
		name, fields, row string
		user              string // of the row that is read, "-" for none
		rejected          iislog.Reason
	}{
		{"one blank", iisFields, begin + `443 CONTOSO\anna keller 203.0.113.9` + end, `CONTOSO\anna keller`, 0},
		{"two blanks", iisFields, begin + `443 CONTOSO\anna de keller 203.0.113.9` + end, `CONTOSO\anna de keller`, 0},
		{"two blanks in a row", iisFields, begin + `443 CONTOSO\anna  keller 203.0.113.9` + end, `CONTOSO\anna  keller`, 0},
		{"doubled before the user", iisFields, begin + `443  CONTOSO\anna 203.0.113.9` + end, `CONTOSO\anna`, 0},
		{"doubled, and one in it", iisFields, begin + `443   CONTOSO\anna keller 203.0.113.9` + end, `CONTOSO\anna keller`, 0},
		{"doubled behind the user", iisFields, begin + `443 CONTOSO\anna  203.0.113.9` + end, `CONTOSO\anna`, 0},
		{"doubled before nobody", iisFields, begin + `443  - 203.0.113.9` + end, "-", 0},
		{"no user at all", iisFields, begin + `443 203.0.113.9` + end, "-", 0},
		{"IPv6 with a zone", iisFields, begin + `444 CONTOSO\anna keller fe80::1%12` + end, `CONTOSO\anna keller`, 0},
		{"a number in the name that is no port", iisFields, begin + `443 CONTOSO\room 70000 203.0.113.9` + end, `CONTOSO\room 70000`, 0},

		{"an address in the name", iisFields, begin + `443 anna 10.1.1.1 203.0.113.9` + end, "", iislog.MoreFields},
		{"a number at the name's end", iisFields, begin + `443 CONTOSO\room 101 203.0.113.9` + end, `CONTOSO\room 101`, 0},
		{"an address at the name's start", iisFields, begin + `443 10.1.1.1 anna 203.0.113.9` + end, `10.1.1.1 anna`, 0},
		{"a port in the name", iisFields, begin + `443 CONTOSO\room 101 west 203.0.113.9` + end, "", iislog.MoreFields},
		{"blanks in the query", iisFields, strings.Replace(begin, "&Cmd", " &Cmd", 1) + `443 anna 203.0.113.9` + end, "", iislog.MoreFields},
		{"a blank in the query behind a number", iisFields, "2026-03-02 09:00:00 192.0.2.10 POST /a 80 q 443 anna 203.0.113.9" + end, "", iislog.MoreFields},
		{"a blank in the agent", iisFields, begin + `443 anna 203.0.113.9` + " x" + end, "", iislog.MoreFields},
		{"an address in the agent", iisFields, begin + `443 anna 203.0.113.9 203.0.113.8` + end, "", iislog.MoreFields},
		{"a value too many at the end", iisFields, begin + `443 anna 203.0.113.9` + end + " 7", "", iislog.MoreFields},
		{"a value too few at the end", iisFields, begin + `443 anna 203.0.113.9` + strings.TrimSuffix(end, " 40"), "", iislog.FewerFields},
		{"no number where one must be", iisFields, begin + `443 anna keller 203.0.113.9` + " Apple - 200 0 x 40", "", iislog.MoreFields},
		{"a bad status", iisFields, begin + `443 anna keller 203.0.113.9` + " Apple - OK 0 0 40", "", iislog.MoreFields},
		{"a bad time", iisFields, strings.Replace(begin, "09:00:00", "29:00:00", 1) + `443 anna keller 203.0.113.9` + end, "", iislog.MoreFields},
		{"blanks without end", iisFields, begin + `443 anna` + strings.Repeat(" x", 17) + ` 203.0.113.9` + end, "", iislog.MoreFields},

		{
			"fields in another order", "#Fields: time date c-ip cs-username s-port cs-method sc-status\n",
			`09:00:00 2026-03-02 203.0.113.9 CONTOSO\anna keller 443 POST 200`, `CONTOSO\anna keller`, 0,
		},
		{
			"a neighbour of any text", "#Fields: date time s-port cs-uri-stem cs-username c-ip sc-status\n",
			`2026-03-02 09:00:00 443 /a anna keller 203.0.113.9 200`, "", iislog.MoreFields,
		},
		{
			"the user first", "#Fields: cs-username c-ip date time sc-status\n",
			`anna keller 203.0.113.9 2026-03-02 09:00:00 200`, "", iislog.MoreFields,
		},
		{
			"Advanced Logging", "#Software: IIS Advanced Logging Module\n" + iisFields,
			begin + `443 CONTOSO\anna keller 203.0.113.9 "An agent" - 200 0 0 40`, `CONTOSO\anna keller`, 0,
		},
		{
			"Advanced Logging, nothing quoted", "#Software: IIS Advanced Logging Module\n" + iisFields,
			begin + `443 CONTOSO\anna keller 203.0.113.9` + end, `CONTOSO\anna keller`, 0,
		},
		{
			"Advanced Logging, ambiguous", "#Software: IIS Advanced Logging Module\n" + iisFields,
			begin + `443 anna "10.1.1.1" 203.0.113.9` + end, "", iislog.MoreFields,
		},
	} {
		var users []string
		good := begin + "443 bert 203.0.113.9" + end + "\r\n"
		if !strings.HasSuffix(c.fields, iisFields) {
			good = ""
		}
		var stats iislog.Stats
		func() {
			reader := iislog.NewReader("u.log", strings.NewReader(c.fields+good+c.row+"\r\n"+good))
			defer reader.Close()
			err := each(reader, func(r *iislog.Record) {
				user := string(r.Value(iislog.Username))
				if user == "" {
					user = "-"
				}
				if user != "bert" {
					users = append(users, user)
				}
				if r.Status != 200 || r.Carries(iislog.ClientIP) && string(r.Value(iislog.ClientIP)) != "203.0.113.9" && string(r.Value(iislog.ClientIP)) != "fe80::1%12" {
					t.Errorf("%s: status %d, client %s", c.name, r.Status, r.Value(iislog.ClientIP))
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			stats = reader.Stats()
		}()
		want := []string{c.user}
		if c.user == "" {
			want = nil
		}
		if diff := cmp.Diff(want, users); diff != "" {
			t.Errorf("%s: users (-want +got):\n%s", c.name, diff)
		}
		if stats.Repaired != int64(len(want)) || stats.Rejected != int64(1-len(want)) || c.rejected != 0 && stats.ByReason[c.rejected] != 1 {
			t.Errorf("%s: %d repaired, rejected %v", c.name, stats.Repaired, stats.ByReason)
		}
	}
}

// TestLastRowIsNotRepaired: what lacks its end may have been cut anywhere.
func TestLastRowIsNotRepaired(t *testing.T) {
	_, stats, err := read(strings.NewReader(iisFields + `2026-03-02 09:00:00 192.0.2.10 POST /a q 443 anna keller 203.0.113.9 x - 200 0 0 40`))
	if err != nil || stats.Repaired != 0 || stats.ByReason[iislog.CutLine] != 1 {
		t.Errorf("%d repaired, %v, %v", stats.Repaired, stats.ByReason, err)
	}
}
