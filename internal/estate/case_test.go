package estate_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/estate"
)

var (
	sam   = &estate.Person{Domain: "CONTOSO", Account: "sam", UPN: "samuel.smith@contoso.com", SID: "S-1-5-21-1-2-3-1104"}
	other = &estate.Person{Domain: "FABRIKAM", Account: "sam", UPN: "sam@fabrikam.com"}
)

func phone(id string) *estate.Device {
	return &estate.Device{ID: id, Type: "iPhone", Agent: "Apple-iPhone15C2/2107.102", Version: 161}
}

// TestCaseRows spells out the rows of a request that the back end fails behind HTTP 200
// and of one that is refused at the door.
func TestCaseRows(t *testing.T) {
	login := &estate.Login{Person: sam, Query: "samuel.smith%40contoso.com", Front: sam.UPN, Back: sam.Qualified()}
	o := estate.Options{Fronts: 1, Backs: 1, LagMax: -1, LongLogs: -1}
	dir, truth := write(t, estate.Case(o,
		estate.Request{
			End: estate.At("2026-03-02 10:00:00"), Device: phone("APPL1"), Login: login, Command: "Sync", EAS: 142, Error: "DeviceNotProvisioned",
			Folders: []estate.Folder{{Kind: "Em", Sync: "F", ToClient: estate.Items{Adds: 3}}},
		},
		estate.Request{
			End: estate.At("2026-03-02 10:00:05"), Device: phone("APPL1"), Login: login, Command: "SendMail",
			Front: estate.HTTP{Status: 413, Sub: 1}, Refused: true,
		}))
	var got []string
	for _, l := range naiveLines(t, dir, truth.Logs) {
		got = append(got, l.text)
	}
	const query = "User=samuel.smith%40contoso.com&DeviceId=APPL1&DeviceType=iPhone&Cmd="
	want := []string{
		"2026-03-02 10:00:00 10.0.1.11 POST /Microsoft-Server-ActiveSync/default.eas " + query + "Sync&CorrelationID=<empty>;&cafeReqId=GUID; 443 samuel.smith@contoso.com 203.0.113.9 Apple-iPhone15C2/2107.102 - 200 0 0 40",
		"2026-03-02 10:00:05 10.0.1.11 POST /Microsoft-Server-ActiveSync/default.eas " + query + "SendMail&CorrelationID=<empty>;&cafeReqId=GUID; 443 samuel.smith@contoso.com 203.0.113.9 Apple-iPhone15C2/2107.102 - 413 1 0 40",
		"2026-03-02 10:00:00 10.0.1.11 POST /Microsoft-Server-ActiveSync/Proxy/default.eas " + query + "Sync&Log=Error:DeviceNotProvisioned_SC1:142_PrxFrom:fe80%3a%3a2063%3a570a%3a9da1%3a9b71%2512_Ver1:161_HH:mail.contoso.com_SmtpAdrs:samuel.smith%40contoso.com_FldrC1:1_Fid:2_Ty:Em_Filter1:0_St:F_Sk:0_Srv:3a0c0d0s0e0r0A0sd_BR:1_Fet:40_As:AllowedG_Mbx:EX01.contoso.com_Cafe:EX01.contoso.com_Dc:DC01.contoso.com_Throttle:0_SBkOffD:L%2f-470_CmdHC:0_TmRcv:09:59:59.9679947_TmSt:09:59:59.9679947_TmFin:09:59:59.9979947_TmCmpl:10:00:00.0079947_ 444 CONTOSO\\sam fe80::2063:570a:9da1:9b71%12 Apple-iPhone15C2/2107.102 - 200 0 0 40",
	}
	for i := range got {
		if at := strings.Index(got[i], "cafeReqId="); at >= 0 {
			guid := got[i][at+len("cafeReqId="):]
			got[i] = strings.Replace(strings.Replace(got[i], "ClientId=XGSKTNVC0PWMKWYHCFPXA&", "", 1), guid[:36], "GUID", 1)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	wantTrue := estate.Counts{
		Requests: 2, Failures: 2, FullSyncs: 1, ToClient: 600, FromClient: 1200,
		Commands: map[string]int64{"Sync": 1, "SendMail": 1}, FailedBy: map[int]int64{142: 1, 413: 1},
	}
	if diff := cmp.Diff(wantTrue, truth.True); diff != "" {
		t.Errorf("truth (-want +got):\n%s", diff)
	}
}

// TestCaseTruth has cases of a few requests, with their counts worked out by hand.
func TestCaseTruth(t *testing.T) {
	at := estate.At("2026-03-02 10:00:00")
	sync := estate.Request{End: at, Device: phone("APPL1"), Login: sam.Login(), Command: "Sync", EAS: 1}
	with := func(change func(*estate.Request)) estate.Request {
		r := sync
		change(&r)
		return r
	}
	rewritten := with(func(r *estate.Request) { r.Back, r.Front = estate.HTTP{Status: 500}, estate.HTTP{Status: 503} })
	hidden := with(func(r *estate.Request) { r.Back = estate.HTTP{Status: 500} })
	challenged := with(func(r *estate.Request) {
		r.Front, r.Refused, r.Anonymous = estate.HTTP{Status: 401, Sub: 2, Win32: 5}, true, true
	})
	hanging := with(func(r *estate.Request) { r.Heartbeat, r.Took = 470, 470_013 })
	badPing := with(func(r *estate.Request) { r.Command, r.EAS = "Ping", 4 })
	goodPing := with(func(r *estate.Request) { r.Command, r.EAS = "Ping", 2 })
	moved := with(func(r *estate.Request) { r.Command, r.EAS = "MoveItems", 3 })
	redirected := with(func(r *estate.Request) { r.Front, r.EAS = estate.HTTP{Status: 451}, 0 })
	noBack := []estate.Silence{{Server: "EX01", Side: estate.Back, Span: estate.Span{From: at - 60_000, To: at + 60_000}}}
	noFront := []estate.Silence{{Server: "EX01", Side: estate.Front, Span: estate.Span{From: at - 60_000, To: at + 60_000}}}
	type short struct{ requests, failures, waiting, challenges, redirects, loggedRequests, loggedFailures, loggedWaiting int64 }
	for name, tt := range map[string]struct {
		silences []estate.Silence
		requests []estate.Request
		want     short
		by       map[int]int64 // failures by status, as logged
	}{
		"rewritten":             {nil, []estate.Request{rewritten}, short{requests: 1, failures: 1, loggedRequests: 1, loggedFailures: 1}, map[int]int64{500: 1}},
		"rewritten, no back":    {noBack, []estate.Request{rewritten}, short{requests: 1, failures: 1, loggedRequests: 1, loggedFailures: 1}, map[int]int64{503: 1}},
		"hidden":                {nil, []estate.Request{hidden}, short{requests: 1, failures: 1, loggedRequests: 1, loggedFailures: 1}, map[int]int64{500: 1}},
		"hidden, no back":       {noBack, []estate.Request{hidden}, short{requests: 1, failures: 1, loggedRequests: 1}, nil},
		"hidden, no front":      {noFront, []estate.Request{hidden}, short{requests: 1, failures: 1, loggedRequests: 1, loggedFailures: 1}, map[int]int64{500: 1}},
		"challenged":            {nil, []estate.Request{challenged, sync}, short{requests: 2, challenges: 1, loggedRequests: 2}, nil},
		"challenged, no front":  {noFront, []estate.Request{challenged, sync}, short{requests: 2, challenges: 1, loggedRequests: 1}, nil},
		"hanging":               {nil, []estate.Request{hanging, goodPing}, short{requests: 2, waiting: 2, loggedRequests: 2, loggedWaiting: 2}, nil},
		"hanging, no back":      {noBack, []estate.Request{hanging, goodPing}, short{requests: 2, waiting: 2, loggedRequests: 2, loggedWaiting: 1}, nil},
		"command statuses":      {nil, []estate.Request{badPing, goodPing, moved}, short{requests: 3, failures: 1, waiting: 2, loggedRequests: 3, loggedFailures: 1, loggedWaiting: 2}, map[int]int64{200: 1}},
		"redirected":            {nil, []estate.Request{redirected}, short{requests: 1, redirects: 1, loggedRequests: 1}, nil},
		"nothing was logged":    {append(noBack, noFront...), []estate.Request{rewritten}, short{requests: 1, failures: 1}, nil},
		"refused by the policy": {nil, []estate.Request{with(func(r *estate.Request) { r.EAS = 142 })}, short{requests: 1, failures: 1, loggedRequests: 1, loggedFailures: 1}, map[int]int64{142: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			_, truth := write(t, estate.Case(estate.Options{Fronts: 1, Backs: 1, Silences: tt.silences}, tt.requests...))
			got := short{
				truth.True.Requests, truth.True.Failures, truth.True.Waiting, truth.True.Challenges, truth.True.Redirects,
				truth.Logged.Requests, truth.Logged.Failures, truth.Logged.Waiting,
			}
			if got != tt.want {
				t.Errorf("counts %+v, want %+v", got, tt.want)
			}
			if diff := cmp.Diff(tt.by, truth.Logged.FailedBy); diff != "" {
				t.Errorf("failures by status (-want +got):\n%s", diff)
			}
		})
	}
}

// TestPeople has two people of one account's name on one device, and one of them on
// another.
func TestPeople(t *testing.T) {
	at := estate.At("2026-03-02 10:00:00")
	tablet, own := phone("TABLET"), phone("own1")
	var requests []estate.Request
	for i, login := range []*estate.Login{sam.Login(), other.Login(), sam.Login()} {
		requests = append(requests, estate.Request{End: at + int64(i)*60_000, Device: tablet, Login: login, Command: "Sync"})
	}
	spelt := *own
	spelt.ID = "OWN1"
	requests = append(requests,
		estate.Request{End: at, Device: own, Login: sam.Login(), Command: "Ping"},
		estate.Request{End: at + 1000, Device: &spelt, Login: sam.Login(), Command: "Ping"},
		estate.Request{End: at, Command: "Options", Claim: "nobody", Front: estate.HTTP{Status: 401, Sub: 1, Win32: 1326}, Refused: true, Anonymous: true})
	_, truth := write(t, estate.Case(estate.Options{}, requests...))
	want := []estate.PersonTruth{
		{Person: `CONTOSO\sam`, Names: []string{`CONTOSO\sam`, "samuel.smith@contoso.com", "sam", "S-1-5-21-1-2-3-1104"}, Devices: []string{"own1", "TABLET"}, Requests: 4, Logged: 4},
		{Person: `FABRIKAM\sam`, Names: []string{`FABRIKAM\sam`, "sam@fabrikam.com", "sam"}, Devices: []string{"TABLET"}, Requests: 1, Logged: 1},
	}
	if diff := cmp.Diff(want, truth.People); diff != "" {
		t.Errorf("people (-want +got):\n%s", diff)
	}
	if len(truth.Days) != 4 { // the stranger's, own1, and two of the tablet
		t.Errorf("%d cells, want 4: %+v", len(truth.Days), truth.Days)
	}
}

// TestMidnight has a request whose back row is of the day before its front row.
func TestMidnight(t *testing.T) {
	var requests []estate.Request
	for i := range 50 {
		requests = append(requests, estate.Request{End: estate.At("2026-03-03 00:00:00") + int64(i)*20, Device: phone("A"), Login: sam.Login(), Command: "Sync"})
	}
	dir, truth := write(t, estate.Case(estate.Options{}, requests...))
	early := int64(0)
	for _, l := range naiveLines(t, dir, truth.Logs) {
		if l.values["date"] == "2026-03-02" {
			early++
		}
	}
	if early == 0 || truth.AcrossMidnight != early {
		t.Errorf("%d rows of the day before, the truth says %d", early, truth.AcrossMidnight)
	}
	if len(truth.Days) != 1 || truth.Days[0].True.Requests != 50 || truth.Days[0].Logged.Requests != 50 {
		t.Errorf("days %+v, want one with 50 requests", truth.Days)
	}
}
