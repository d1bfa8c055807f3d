package render

import (
	"slices"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/render/rendertest"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/report"
)

// The script's header, as its users' spreadsheets know it.
const scriptHeader = "User,DeviceId,DeviceType,User-Agent,Hits," +
	"Ping,Sync,FolderSync,SendMail,SmartReply,MeetingResponse,GetAttachment,SmartForward,GetHierarchy," +
	"CreateCollection,DeleteCollection,MoveCollection,FolderCreate,FolderDelete,FolderUpdate,MoveItems," +
	"GetItemEstimate,Search,Settings,ItemOperations,Provision,ResolveRecipients,ValidateCert," +
	"LargestBytesSentToClient,LargestBytesReceivedFrClient,LongestRequestTime(s),AVGRequestTime(s)," +
	"InvalidContent,ServerError,ServerErrorRetryLater,MailboxQuotaExceeded,DeviceIsBlockedForThisUser," +
	"AccessDenied,SyncStateNotFound,DeviceNotFullyProvisionable,DeviceNotProvisioned,ItemNotFound," +
	"UserDisabledForSync,TooManyJobsQueued,OverBudget," +
	"IIS_5xx,IIS_4xx,IIS_503,IIS_507,IIS_409,IIS_451"

const addedHeader = "Options,OtherCommands,IIS_401,IIS_403,IIS_449,IIS_500,IIS_441,Failures,FailureStatuses," +
	"EASStatusFailures,MissingCscCacheEntry,OtherErrors,OtherErrorNames,TotalBytesSentToClient," +
	"TotalBytesReceivedFrClient,P50RequestTime(s),P90RequestTime(s),P95RequestTime(s),P99RequestTime(s)," +
	"WaitingRequests,PeakRequestsPerMinute,FirstSeen,LastSeen,UserAgents,Servers,ClientAddresses," +
	"FullSyncs,RecoverySyncs,InvalidSyncKeys,AccessState,Monitoring"

func TestColumnsAreTheScripts(t *testing.T) {
	script := strings.Split(scriptHeader, ",")
	if len(script) != 51 {
		t.Fatalf("the test has %d columns, the script 51", len(script))
	}
	want := slices.Concat(script, strings.Split(addedHeader, ","))
	if diff := cmp.Diff(want, columnNames(Columns(&report.Query{}))); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	want = append([]string{"Date"}, want...)
	if diff := cmp.Diff(want, columnNames(Columns(&report.Query{BucketSeconds: 60}))); diff != "" {
		t.Errorf("columns with buckets (-want +got):\n%s", diff)
	}
}

func TestColumnsAreExplained(t *testing.T) {
	for _, c := range allColumns() {
		if c.Heading == "" || c.Meaning == "" || strings.Contains(c.Meaning, "\n") {
			t.Errorf("%s: heading %q, meaning %q", c.Name, c.Heading, c.Meaning)
		}
		if c.Kind != Textual && c.Kind != Number && c.Kind != Instant {
			t.Errorf("%s: kind %q", c.Name, c.Kind)
		}
	}
}

// cellOf is the CSV cell of a row.
func cellOf(t *testing.T, name string, r *report.Row) string {
	t.Helper()
	c, ok := findColumn(name)
	if !ok {
		t.Fatalf("no column %s", name)
	}
	return c.Text(&report.Query{}, r)
}

func TestCells(t *testing.T) {
	row := &report.Row{
		Hits:     20,
		Commands: rendertest.Tally(map[string]int64{"": 1, "Find": 2, "Options": 4, "Ping": 8}),
		Statuses: rendertest.Tally(map[int32]int64{0: 1, 200: 9, 401: 1, 403: 1, 449: 2, 451: 1, 503: 4, 599: 1, 600: 1}),
		Errors: rendertest.Tally(map[string]int64{
			"OverBudget": 1, "TooManyJobsQueued": 2, missingEntry: 4, "B": 8, "A": 8, "C": 16,
		}),
		FailureStatuses: rendertest.Tally(map[activesync.Reason]int64{142: 7, 113: 52, 503: 7}),
		TimeTaken:       activity.Total{Sum: 301, Max: 3540007, Count: 2},
		Probe:           true,
	}
	for range 100 {
		row.Times.Add(7)
	}
	f := func(name, want string) {
		t.Helper()
		if got := cellOf(t, name, row); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	f("Ping", "8")
	f("Sync", "0")
	f("Options", "4")
	f("OtherCommands", "3")
	f("IIS_4xx", "5")
	f("IIS_5xx", "5")
	f("IIS_503", "4")
	f("IIS_451", "1")
	f("IIS_507", "0")
	f("OverBudget", "1")
	f("TooManyJobsQueued", "2")
	f("MissingCscCacheEntry", "4")
	f("OtherErrors", "32")
	f("OtherErrorNames", "C:16 A:8 B:8")
	f("FailureStatuses", "113:52 142:7 503:7")
	f("LongestRequestTime(s)", "3540.007")
	f("AVGRequestTime(s)", "0.151")
	f("P50RequestTime(s)", "0.007")
	f("P99RequestTime(s)", "0.007")
	f("Monitoring", "yes")
}

func TestMissingIsNotZero(t *testing.T) {
	row := &report.Row{Hits: 1, PeakPerMinute: activity.Absent, Statuses: rendertest.Tally(map[int32]int64{0: 1})}
	for _, name := range []string{
		"LargestBytesSentToClient", "LargestBytesReceivedFrClient", "LongestRequestTime(s)", "AVGRequestTime(s)",
		"TotalBytesSentToClient", "TotalBytesReceivedFrClient", "P50RequestTime(s)", "P90RequestTime(s)",
		"P95RequestTime(s)", "P99RequestTime(s)", "PeakRequestsPerMinute", "FirstSeen", "LastSeen", "Date",
		"IIS_5xx", "IIS_4xx", "IIS_503", "IIS_401", "IIS_500", "Monitoring", "FailureStatuses",
	} {
		if got := cellOf(t, name, row); got != "" {
			t.Errorf("%s is %q, want nothing", name, got)
		}
	}
	row.BytesSent.Add(0)
	row.TimeTaken.Add(0)
	row.Times.Add(0)
	for name, want := range map[string]string{
		"LargestBytesSentToClient": "0", "AVGRequestTime(s)": "0.000", "P50RequestTime(s)": "0.000",
	} {
		if got := cellOf(t, name, row); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestParseColumns(t *testing.T) {
	got, err := ParseColumns(" user, DEVICEID,,iis_507,AVGRequestTime(S)")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"User", "DeviceId", "IIS_507", "AVGRequestTime(s)"}
	if diff := cmp.Diff(want, columnNames(got)); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	if got, err := ParseColumns(""); err != nil || len(got) != 0 {
		t.Errorf("an empty list gives %v, %v", got, err)
	}
	_, err = ParseColumns("User,Pong,SmartFoward")
	if err == nil {
		t.Fatal("unknown columns are accepted")
	}
	for _, part := range []string{`"Pong"`, `"SmartFoward"`, "Date", "SmartForward", "Monitoring"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q does not name %s", err, part)
		}
	}
}

func TestDefaultColumns(t *testing.T) {
	plain, byTime := columnNames(DefaultColumns(&report.Query{})), columnNames(DefaultColumns(&report.Query{BucketSeconds: 60}))
	for _, name := range []string{"User", "DeviceId", "Hits", "Ping", "Sync", "FolderSync", "DeviceType", "User-Agent"} {
		if !slices.Contains(plain, name) {
			t.Errorf("%s, which the script shows, is missing", name)
		}
	}
	if byTime[0] != "Date" || slices.Contains(plain, "Date") {
		t.Errorf("columns are %v with buckets, and %v without", byTime, plain)
	}
}
