package finding

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// sides has Exchange 2013 and later log requests: the front end without Log=, the back end on
// port 444 with it. What the front end refuses never reaches the back end.
func sides(frontToo bool, parts ...several) (all []several) {
	for _, part := range parts {
		front, back := part, part
		front.request.log = "-"
		back.request.port, back.request.stem, back.request.client = "444", "/Microsoft-Server-ActiveSync/Proxy/default.eas", "192.0.2.11"
		back.request.win32 = 0 // it was the front end's connection
		if part.request.log != "-" {
			back.request.log = "PrxFrom:192.0.2.11_" + part.request.log
			all = append(all, back)
		}
		if frontToo {
			all = append(all, front)
		}
	}
	return all
}

// loud are the rules that find something that needs attention, in order of names.
func loud(t *testing.T, parts []several) string {
	t.Helper()
	found, _ := world{}.judge(t, logOf(parts...))
	var rules []string
	for _, all := range found {
		for _, f := range all {
			if f.Severity > Info {
				rules = append(rules, f.Rule.Name)
			}
		}
	}
	slices.Sort(rules)
	return strings.Join(slices.Compact(rules), " ")
}

// TestSides: what needs attention, and what does not, is the same whether both sides are
// logged or the back end alone.
func TestSides(t *testing.T) {
	well := request{log: "V161_Fc1_Fid:2_Ty:Em_St:S_Sk7_S1_"}
	with := func(log string) request { return request{log: "V161_" + log} }
	command := func(cmd, log string) request { return request{cmd: cmd, log: "V161_" + log} }
	door := func(status, sub, win32 int) request {
		return request{status: status, sub: sub, win32: win32, log: "-", name: "-"}
	}
	minutes := func(n int, every time.Duration, r request) several { return several{n, "08:00:00", every, r} }
	day := spread(200, well)
	for name, test := range map[string]struct {
		log  []several
		want string // what is loud
		door bool   // the back end does not know
	}{
		// What needs no attention.
		"90 requests in a minute, all well":  {[]several{day, {90, "10:15:00", 600 * time.Millisecond, well}}, "", false},
		"a challenge before each request":    {[]several{{50, "10:15:00", time.Second, door(401, 2, 5)}, {50, "10:15:00", time.Second, well}}, "", true},
		"a first synchronization":            {[]several{day, {30, "10:15:00", 20 * time.Second, with("Fc1_Fid:7_Ty:Em_St:F_Sk0_S1_")}}, "", false},
		"a download of 40 minutes":           {[]several{day, {240, "10:15:00", 10 * time.Second, command("ItemOperations", "S1_")}}, "", false},
		"quarantined, then let in":           {[]several{minutes(9, time.Minute, with("S129_Error:DeviceIsBlockedForThisUser_As:QuarantinedG_")), {100, "09:00:00", time.Minute, with("S1_As:AllowedG_")}}, "", false},
		"quarantined for two hours":          {[]several{{121, "06:00:00", time.Minute, with("S129_Error:DeviceIsBlockedForThisUser_As:QuarantinedG_")}, {100, "09:00:00", 67 * time.Second, with("S1_As:AllowedG_")}}, "", false},
		"held back for 20 seconds":           {[]several{day, spread(15, request{log: "V161_S132_Error:SyncStateNotFound_", taken: 20_010})}, "", false},
		"a failure of every kind":            {[]several{spread(590, well), spread(3, with("S126_Error:UserDisabledForSync_")), spread(2, with("S142_Error:DeviceNotProvisioned_")), spread(2, with("S113_Error:QuotaExceeded_"))}, "", false},
		"an assistant answers 120 meetings":  {[]several{day, spread(120, command("MeetingResponse", "S1_"))}, "", false},
		"a wrong password, typed four times": {[]several{day, {4, "10:15:00", 20 * time.Second, door(401, 1, 1326)}}, "", true},
		// What does.
		"blocked by Exchange itself":        {[]several{day, spread(20, request{status: 503, log: "V161_Error:DeviceIsAutoBlocked_As:BlockedABC_"})}, "auto-blocked", false},
		"Provision fails by 110":            {[]several{day, spread(300, command("Provision", "S110_Error:AirSyncPermanentException_"))}, "provisioning-loop", false},
		"Provision without end":             {[]several{day, spread(300, command("Provision", "Pk7_Pa2_S1_"))}, "provisioning-loop", false},
		"cannot meet the policy":            {[]several{spread(60, command("FolderSync", "S139_Error:DeviceNotFullyProvisionable_"))}, "cannot-meet-policy", false},
		"too old for the policy":            {[]several{spread(60, with("S141_Error:LegacyDeviceOnStrictPolicy_"))}, "cannot-meet-policy", false},
		"a wipe that is pending":            {[]several{spread(60, command("FolderSync", "S140_Error:RemoteWipeRequested_"))}, "remote-wipe", false},
		"Sync status 8, 12 and 16":          {[]several{spread(90, with("S8_")), spread(90, with("S12_")), spread(90, with("S16_"))}, "command-failing", false},
		"held back by throttling":           {[]several{spread(200, request{log: "V161_S1_Throttle9000_", taken: 9100})}, "throttled-delays", false},
		"Ping status 4":                     {[]several{minutes(700, time.Minute, command("Ping", "Hb900_S4_"))}, "ping-refused", false},
		"a command fails for two hours":     {[]several{spread(300, command("FolderSync", "S1_")), minutes(60, 2*time.Minute, command("FolderSync", "S6_"))}, "command-failing", false},
		"the same, and another error later": {[]several{spread(300, command("FolderSync", "S1_")), minutes(60, 2*time.Minute, command("FolderSync", "S6_")), {1, "21:00:00", time.Second, command("FolderSync", "S9_")}}, "command-failing", false},
		"700 mails":                         {[]several{day, spread(700, command("SendMail", ""))}, "repeated-command", false},
		"FolderSync every two minutes":      {[]several{day, spread(715, command("FolderSync", "S1_"))}, "repeated-command", false},
		"not recognized":                    {[]several{spread(100, with("S1_As:DeviceDiscoveryG_"))}, "not-recognized", false},
		"no mailbox":                        {[]several{spread(60, command("FolderSync", "S123_Error:UserHasNoMailbox_"))}, "no-mailbox", false},
		"no such principal":                 {[]several{spread(60, command("FolderSync", "S125_Error:UserPrincipalCouldNotBeFound_"))}, "no-mailbox", false},
		"too many partnerships":             {[]several{spread(60, command("FolderSync", "S177_Error:MaximumDevicesReached_"))}, "device-limit", false},
		"the quota for sending":             {[]several{day, spread(40, command("SendMail", "S115_Error:SendQuotaExceeded_"))}, "send-quota", false},
		"a large sync state":                {[]several{spread(200, with("Fc1_Fid:2_Ty:Em_St:S_Sst2600_S1_"))}, "large-sync-state", false},
		"thousands of contacts":             {[]several{day, spread(10, with("Fc1_Fid:3_Ty:Co_St:S_Cli:4000a0c0d0f0e_S1_"))}, "mass-upload", false},
		"logons that SSPI refuses":          {[]several{spread(90, door(401, 1, 2148074252))}, "wrong-password", true},
		"an account that has expired":       {[]several{spread(90, door(401, 1, 1793))}, "account-expired", true},
		"a logon type that is not granted":  {[]several{spread(90, door(401, 1, 1385))}, "logon-restricted", true},
		"an account that is disabled":       {[]several{spread(90, door(401, 1, 1331))}, "account-disabled", true},
		"nothing but challenges":            {[]several{spread(400, door(401, 2, 5))}, "no-logon", true},
		"a client certificate has expired":  {[]several{spread(90, door(403, 17, 2148204801))}, "client-certificate", true},
		"a client certificate is not there": {[]several{spread(90, door(403, 7, 64))}, "client-certificate", true},
	} {
		for _, frontToo := range []bool{true, false} {
			if test.door && !frontToo {
				continue
			}
			if got := loud(t, sides(frontToo, test.log...)); got != test.want {
				t.Errorf("%s, front end too %v: %q, want %q", name, frontToo, got, test.want)
			}
		}
	}
}

// TestHeartbeatsCut: connections are cut at the front end, and the back end's heartbeat says
// how long they should have lasted.
func TestHeartbeatsCut(t *testing.T) {
	cut := several{1000, "00:10:00", 80 * time.Second, request{cmd: "Ping", win32: 64, log: "V161_Hb900_S1_", taken: 60_000}}
	found, _ := world{}.judge(t, logOf(sides(true, cut)...))
	if evidenceOf(found, "short-heartbeat") == "" {
		t.Errorf("%v", found)
	}
}

// TestHeartbeatsCutBehind: where the back end alone is logged it has no answer of such a Ping.
func TestHeartbeatsCutBehind(t *testing.T) {
	cut := several{1000, "00:10:00", 80 * time.Second, request{cmd: "Ping", log: "V161_Hb900_", taken: 60_000}}
	if got := loud(t, sides(false, cut)); got != "short-heartbeat" {
		t.Errorf("loud: %q", got)
	}
	cut.request.taken = 600_000
	if got := loud(t, sides(false, cut)); got != "" {
		t.Errorf("each waits for ten minutes: %q", got)
	}
}

// TestSmallTroubles: of a phone's random troubles, all kinds and at any time, none is told.
func TestSmallTroubles(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	troubles := []string{
		"S126_Error:UserDisabledForSync_", "S142_Error:DeviceNotProvisioned_", "S113_Error:QuotaExceeded_", "S111_Error:OverBudget_", "S129_Error:DeviceIsBlockedForThisUser_",
		"S123_Error:UserHasNoMailbox_", "S132_Error:SyncStateNotFound_", "S139_Error:DeviceNotFullyProvisionable_",
	}
	for range 10 {
		parts := []several{spread(600, request{log: "V161_S1_"})}
		for range 4 { // 0.7 % of the requests
			at := time.Duration(random.IntN(23*3600)) * time.Second
			parts = append(parts, several{1, christmas.Add(at).Format(time.TimeOnly), time.Second, request{log: "V161_" + troubles[random.IntN(len(troubles))]}})
		}
		if got := loud(t, sides(true, parts...)); got != "" {
			t.Errorf("%q is loud about %+v", got, parts[1:])
		}
	}
}
