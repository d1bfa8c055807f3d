package estate_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/estate"
)

// Shapes of queries, taken from published rows. What follows the elements that are
// checked is free, as their order differs by build.
const (
	asked   = `(Cmd=\w+&User=[^&]+&DeviceId=[^&]+&DeviceType=\w+|User=[^&]+&DeviceId=[^&]+&DeviceType=\w+&Cmd=\w+)?`
	element = `(\w+(-?\d+|:[^_ ]*)_)*`
)

// shapes has what a query looks like, by generation and stem. The published rows are those
// of 2003 ("generate some advanced ActiveSync server usage stats", 2005), 2010 (a ping
// collision), 2013 (a search, both sides) and 2016 (a Ping).
var shapes = map[string]map[string]string{
	"2003": {"/Microsoft-Server-ActiveSync": `^(-|` + asked + `(&Log=V(\d|NA)T(Em|Co|Ca|NA)S[NSRF]C:\d+A\d+C\d+D\d+FS:\d+A\d+C\d+D\d+SP:\d+C\d+I\d+S\d+R|&Log=VNATNASNC:\S+)?)$`},
	"2007": {
		"/Microsoft-Server-ActiveSync/default.eas": `^` + asked + `(&Log=V\d+_` + element + `As:\w+_Mbx:[\w.]+_Throttle\d+_)?$`,
		"/Microsoft-Server-ActiveSync":             `^(-|&Log=V0_` + element + `)$`,
	},
	"2010": {
		"/Microsoft-Server-ActiveSync/default.eas": `^` + asked + `(&Log=(PrxTo:[\w.-]+_)?(PrxFrom:[\w.]+_)?V\d+_LdapC\d+_LdapL\d+_RpcC\d+_RpcL\d+_(` + element + `As:\w+_Mbx:[\w.]+_Throttle\d+_(Budget:[^_ ]+Norm_)?)?)?$`,
		"/Microsoft-Server-ActiveSync":             `^(-|&Log=(PrxTo:[\w.-]+_)?(PrxFrom:[\w.]+_)?V0_LdapC\S*)$`,
	},
	"2013": {
		"/Microsoft-Server-ActiveSync/default.eas":       `^` + asked + `&CorrelationID=<empty>;&(ClientId=\w+&)?cafeReqId=[0-9a-f-]{36};$`,
		"/Microsoft-Server-ActiveSync":                   `^&CorrelationID=<empty>;&(ClientId=\w+&)?cafeReqId=[0-9a-f-]{36};$`,
		"/Microsoft-Server-ActiveSync/Proxy/default.eas": `^` + asked + `&Log=PrxFrom:[\w%.]+_V\d+_HH:[\w.%]+_NMS1_` + element + `As:\w+_Mbx:[\w.-]+_Dc:[\w.-]+_Throttle\d+_DBL1_CmdHC-?\d+_` + `TmRcv[\d:.]+_\S*$`,
		"/Microsoft-Server-ActiveSync/Proxy":             `^&Log=PrxFrom:[\w%.]+_V0_\S*$`,
	},
	"2016": {
		"/Microsoft-Server-ActiveSync/default.eas":       `^` + asked + `&CorrelationID=<empty>;&(ClientId=\w+&)?cafeReqId=[0-9a-f-]{36};$`,
		"/Microsoft-Server-ActiveSync":                   `^&CorrelationID=<empty>;&(ClientId=\w+&)?cafeReqId=[0-9a-f-]{36};$`,
		"/Microsoft-Server-ActiveSync/Proxy/default.eas": `^` + asked + `&Log=(Error:[^_ ]+_)?(SC1:\d+_)?PrxFrom:[\w%.]+_Ver1:\d+_HH:[\w.]+_SmtpAdrs:[\w%.-]+_(\w+:[^_ ]*_)*$`,
		"/Microsoft-Server-ActiveSync/Proxy":             `^&Log=PrxFrom:[\w%.]+_Ver1:0_(\w+:[^_ ]*_)*$`,
	},
}

func TestShapes(t *testing.T) {
	for name, byStem := range shapes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := estate.Options{Exchange: generations[name], Devices: 60, PerDay: 300, Hours: 12, Fronts: 3}
			if name == "2010" {
				o.HandOn = 300
			}
			dir, truth := write(t, estate.New(2, o))
			seen := make(map[string]int)
			compiled := make(map[string]*regexp.Regexp)
			for stem, pattern := range byStem {
				compiled[stem] = regexp.MustCompile(pattern)
			}
			for _, l := range naiveLines(t, dir, truth.Logs) {
				if l.values == nil {
					t.Fatalf("values do not fit the fields: %s", l.text)
				}
				stem := l.values["cs-uri-stem"]
				seen[stem]++
				if shape := compiled[stem]; shape == nil {
					t.Fatalf("stem %s: %s", stem, l.text)
				} else if !shape.MatchString(l.values["cs-uri-query"]) {
					t.Fatalf("no such query was ever seen: %s", l.text)
				}
				port, side := l.values["s-port"], l.log.Side
				if (port == "444") != (side == estate.Back) || strings.Contains(stem, "/Proxy") != (side == estate.Back) {
					t.Fatalf("side %s, port %s: %s", side, port, l.text)
				}
			}
			for stem := range byStem {
				if seen[stem] == 0 {
					t.Errorf("no row with stem %s", stem)
				}
			}
		})
	}
}

// TestFields compares field lists with those that IIS has by default.
func TestFields(t *testing.T) {
	for name, tt := range map[string]struct {
		options estate.Options
		want    string
	}{
		"IIS 6":    {estate.Options{Exchange: estate.Exchange2003}, "date time s-sitename s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status"},
		"IIS 7":    {estate.Options{Exchange: estate.Exchange2007}, "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken"},
		"IIS 10":   {estate.Options{}, "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken"},
		"all, XFF": {estate.Options{Fields: estate.Fields{Full: true, Bytes: true, ForwardedFor: true}}, "date time s-sitename s-computername s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs-version cs(User-Agent) cs(Cookie) cs(Referer) cs-host sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken X-Forwarded-For"},
	} {
		o := tt.options
		o.Devices, o.Hours, o.Fronts, o.Backs = 5, 1, 1, 1
		dir, truth := write(t, estate.New(1, o))
		text := content(t, dir, truth.Logs[0].Path)
		if got := regexp.MustCompile(`#Fields: ([^\r]*)\r\n`).FindStringSubmatch(text)[1]; got != tt.want {
			t.Errorf("%s: fields %s\nwant %s", name, got, tt.want)
		}
		if custom := strings.HasSuffix(truth.Logs[0].Path, "_x.log"); custom != o.Fields.ForwardedFor {
			t.Errorf("%s: %s", name, truth.Logs[0].Path)
		}
	}
}

// TestDuplicates compares copies and earlier states with their logs.
func TestDuplicates(t *testing.T) {
	o := estate.Options{Devices: 30, Copies: 2, Earlier: 3, GzipBeside: 1}
	dir, truth := write(t, estate.New(1, o))
	copies, earlier, cut := 0, 0, 0
	for _, l := range truth.Logs {
		switch {
		case l.CopyOf != "":
			copies++
			if content(t, dir, l.Path) != content(t, dir, l.CopyOf) {
				t.Errorf("%s is no copy of %s", l.Path, l.CopyOf)
			}
		case l.StateOf != "":
			earlier++
			state, whole := content(t, dir, l.Path), content(t, dir, l.StateOf)
			if len(state) >= len(whole) || !strings.HasPrefix(whole, state) {
				t.Errorf("%s is no earlier state of %s", l.Path, l.StateOf)
			}
			if !strings.HasSuffix(state, "\n") {
				cut++
			}
		default:
			checkStates(t, dir, l)
		}
	}
	if copies != 3 || earlier != 3 || cut != 1 {
		t.Errorf("%d copies, %d earlier states of which %d end within a line; want 3, 3, 1", copies, earlier, cut)
	}
}

func checkStates(t *testing.T, dir string, l estate.LogFile) {
	t.Helper()
	whole := content(t, dir, l.Path)
	if int64(len(whole)) != l.Bytes || len(l.States) < 10 {
		t.Errorf("%s has %d bytes and %d states, the truth says %d bytes", l.Path, len(whole), len(l.States), l.Bytes)
	}
	for i := range l.States {
		state, err := l.State(dir, i)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(whole, string(state)) || !strings.HasSuffix(string(state), "\r\n") {
			t.Errorf("%s: state %d of %d bytes does not end with a line", l.Path, i, len(state))
		}
	}
}
