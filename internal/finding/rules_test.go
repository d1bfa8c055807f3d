package finding

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// spread puts n requests evenly into a day.
func spread(n int, r request) several {
	return several{n: n, from: "00:00:00", every: 24 * time.Hour / time.Duration(n+1), request: r}
}

// TestRules: each rule finds its recorded incident, and is silent just below.
func TestRules(t *testing.T) {
	ping := request{cmd: "Ping", taken: 600_000}
	logged := func(log string) request { return request{log: log} }
	refused := func(status int, log string) request { return request{status: status, log: log} }
	options := func(status int, log string) request { return request{method: "OPTIONS", status: status, log: log} }
	for _, test := range []struct {
		rule     string
		incident []several
		evidence []string    // is in it
		near     [][]several // are none
	}{
		{
			rule:     "high-usage",
			incident: []several{spread(600, request{}), spread(401, ping)},
			evidence: []string{"1,001 requests on 2011-12-24, 600 without Ping (limit 1,000): Sync (600), Ping (401)"},
			near:     [][]several{{spread(600, request{}), spread(400, ping)}},
		},
		{
			rule:     "burst",
			incident: []several{{61, "10:15:00", 900 * time.Millisecond, request{}}},
			evidence: []string{"61 requests in the minute from 2011-12-24 10:15, 0 of them failed", "Sync (61)"},
			near: [][]several{
				{{120, "10:15:00", time.Second, request{}}}, // 60 in each of two minutes
				{ // each was challenged first
					{40, "10:15:00", 1400 * time.Millisecond, request{}},
					{40, "10:15:00", 1400 * time.Millisecond, request{status: 401, win32: 5, log: "-", name: "-"}},
				},
			},
		},
		{
			rule:     "steady-interval", // iOS 4.0
			incident: []several{{130, "13:00:05", 30 * time.Second, logged("V121_Fc1_Fid:7_Ty:Em_St:F_Sk0_")}},
			evidence: []string{"Sync 1", "every 30.0 s", "from 2011-12-24 13:0"},
			near: [][]several{
				{spread(144, ping)}, // every ten minutes
				{{200, "00:00:00", time.Minute, request{cmd: "Ping", taken: 60_000}}},
				{{115, "13:00:05", 30 * time.Second, request{}}},
				{{250, "13:00:05", 10 * time.Second, request{cmd: "ItemOperations"}}}, // a download of 42 minutes
				{{400, "00:00:00", 3 * time.Minute, request{}}},                       // slow enough
			},
		},
		{
			rule:     "repeated-full-sync",
			incident: []several{{60, "13:00:05", 3 * time.Minute, logged("V121_Fc1_Fid:7_Ty:Em_St:F_Sk0_")}},
			evidence: []string{"60 requests on 2011-12-24 synchronized a folder from the beginning"},
			near: [][]several{
				{{29, "13:00:05", 6 * time.Minute, logged("V121_Fc1_Fid:7_Ty:Em_St:F_Sk0_")}, spread(300, logged("V121_Fc1_Fid:7_Ty:Em_St:S_Sk12_"))},
				{{60, "13:00:05", 20 * time.Second, logged("V121_Fc1_Fid:7_Ty:Em_St:F_Sk0_")}}, // a new phone with 60 folders
				{{45, "13:00:05", time.Minute, logged("V121_Fc1_Fid:7_Ty:Em_St:F_Sk0_")}},      // a slow one
			},
		},
		{
			rule:     "recovery-sync",
			incident: []several{spread(15, logged("V121_Fc1_Fid:7_Ty:Em_St:R_Sk9_")), spread(5, logged("V121_Fc1_Fid:7_Ty:Em_St:I_Sk9_"))},
			evidence: []string{"15 requests repeated", "5 requests had a sync key that the server does not know"},
			near:     [][]several{{spread(19, logged("V121_Fc1_Fid:7_Ty:Em_St:R_Sk9_"))}},
		},
		{
			rule:     "meeting-response-loop", // iOS 6.1 and iOS 9
			incident: []several{{301, "09:00:00", 7 * time.Second, request{cmd: "MeetingResponse", log: "V141_MRe1_S4_"}}},
			evidence: []string{"MeetingResponse 301 times on 2011-12-24, from 2011-12-24 09:00:00 to 09:35:00"},
			near:     [][]several{{{300, "09:00:00", 7 * time.Second, request{cmd: "MeetingResponse", log: "V141_MRe1_S4_"}}}},
		},
		{
			rule:     "mailbox-full",
			incident: []several{spread(5, logged("V140_S113_Error:QuotaExceeded_"))},
			evidence: []string{"5 of 5 requests, from 2011-12-24", "HTTP 200, status 113 MailboxQuotaExceeded, error MailboxQuotaExceeded (5)"},
			near:     [][]several{{spread(4, refused(507, "V121_Error:QuotaExceeded_")), spread(90, request{})}},
		},
		{
			rule:     "mailbox-full-storm",
			incident: []several{{100, "10:15:00", 750 * time.Millisecond, refused(507, "V121_Fc1_Fid:7_Ty:Em_St:S_Error:QuotaExceeded_")}},
			evidence: []string{"100 of 100 requests", "HTTP 507, error MailboxQuotaExceeded (100)", "80 requests failed in the minute from 10:15"},
			near: [][]several{
				{{100, "10:15:00", time.Second, refused(507, "V121_Error:QuotaExceeded_")}}, // 60 a minute
				{spread(1000, refused(507, "V121_Error:QuotaExceeded_"))},
				{{100, "10:15:00", 750 * time.Millisecond, request{}}, spread(20, refused(507, "V121_Error:QuotaExceeded_"))},
			},
		},
		{
			rule:     "unavailable",
			incident: []several{spread(5, refused(503, "V121_Error:TooManyJobsQueued_")), spread(5, refused(409, "V121_Error:TooManyJobsQueued_"))},
			evidence: []string{"10 of 10 requests", "HTTP 409, error TooManyJobsQueued (5)", "HTTP 503, error TooManyJobsQueued (5)"},
			near: [][]several{
				{spread(9, refused(503, "V121_Error:BackingOffMailboxServer_"))},
				{spread(20, refused(503, "V121_Error:OverBudget_"))},
				{spread(20, options(409, "V0_"))},
				{spread(20, refused(503, "V121_Error:DeviceIsAutoBlocked_As:BlockedABC_"))}, // it is the device
			},
		},
		{
			rule:     "throttled",
			incident: []several{spread(5, refused(503, "V121_Error:OverBudget_"))},
			evidence: []string{"HTTP 503, error OverBudget (5)"},
			near:     [][]several{{spread(4, refused(503, "V121_Error:OverBudget_")), spread(9, refused(503, "V121_Error:TooManyJobsQueued_"))}},
		},
		{
			rule:     "proxy-loop",
			incident: []several{spread(10, request{status: 500, log: "V121_Error:AirSyncPermanentException%3bServerError_", taken: 631_180})},
			evidence: []string{"AirSyncPermanentException;ServerError (10)", "The longest of them took 10m31s"},
			near: [][]several{
				{spread(9, request{status: 500, log: "V121_Error:AirSyncPermanentException_", taken: 631_180})},
				{spread(90, request{status: 500, log: "V121_Error:AirSyncPermanentException_", taken: 20_000})},
				{spread(90, request{cmd: "Ping", taken: 631_180})},
			},
		},
		{
			rule:     "server-affinity",
			incident: []several{spread(3, options(401, "-")), spread(3, options(500, "V0_Error:MissingCscCacheEntry_"))},
			evidence: []string{"3 of 6 requests", "error MissingCscCacheEntry (3)"},
			near:     [][]several{{spread(3, options(401, "-")), spread(2, options(500, "V0_Error:MissingCscCacheEntry_"))}},
		},
		{
			rule:     "failing-options",
			incident: []several{spread(3, options(409, "V0_"))},
			evidence: []string{"HTTP 409 (3)", "Commands: Options (3)"},
			near: [][]several{
				{spread(9, options(401, "-")), spread(2, options(409, "V0_"))},
				{spread(9, refused(409, "V121_"))},
			},
		},
		{
			rule:     "redirect",
			incident: []several{spread(5, refused(451, "V121_RdirTo:https%3a%2f%2fmail.fabrikam.com_Error:MisconfiguredDevice_"))},
			evidence: []string{"HTTP 451, error MisconfiguredDevice (5)"},
			near:     [][]several{{spread(4, refused(451, "V121_Error:MisconfiguredDevice_"))}},
		},
		{
			rule: "provisioning-loop", // Android 4.1
			incident: []several{
				{20, "08:30:00", 20 * time.Second, logged("V140_S143_Error:PolicyRefresh_")},
				{20, "08:30:02", 20 * time.Second, request{cmd: "Provision", log: "V140_Pk2871905518_Pa3_"}},
			},
			evidence: []string{"20 of 40 requests", "HTTP 200, status 143 PolicyRefresh, error PolicyRefresh (20)", "(Provision) 20 times"},
			near: [][]several{
				{{19, "08:30:00", 20 * time.Second, refused(449, "V121_Error:DeviceNotProvisioned_")}, spread(40, request{cmd: "Provision"})},
				{spread(1, refused(449, "V121_Error:DeviceNotProvisioned_")), spread(2, request{cmd: "Provision"}), spread(900, request{})},
			},
		},
		{
			rule:     "blocked",
			incident: []several{spread(3, logged("V141_S129_Error:DeviceIsBlockedForThisUser_As:BlockedD_"))},
			evidence: []string{"status 129 DeviceIsBlockedForThisUser", "access state is BlockedD (device rule)"},
			near: [][]several{
				{spread(2, logged("V141_S129_Error:DeviceIsBlockedForThisUser_"))},
				{spread(3, logged("V141_As:AllowedG_"))},
				{ // let in since
					{9, "08:00:00", time.Minute, logged("V141_S129_Error:DeviceIsBlockedForThisUser_As:QuarantinedG_")},
					{30, "09:00:00", time.Minute, logged("V141_As:AllowedG_")},
				},
				{spread(3, logged("V141_S129_Error:DeviceIsBlockedForThisUser_")), spread(900, request{})}, // now and then
			},
		},
		{
			rule:     "auto-blocked",
			incident: []several{spread(2, refused(503, "V121_Error:DeviceIsAutoBlocked_As:BlockedABR_"))},
			evidence: []string{"error DeviceIsAutoBlocked (2)", "automatic: recent commands"},
			near:     [][]several{{spread(2, logged("V141_S129_Error:DeviceIsBlockedForThisUser_As:BlockedP_"))}},
		},
		{
			rule:     "quarantined",
			incident: []several{spread(2, logged("V141_As:QuarantinedG_"))},
			evidence: []string{"access state is QuarantinedG (global setting)"},
			near:     [][]several{{spread(2, logged("V141_As:DeviceDiscoveryG_"))}},
		},
		{
			rule:     "user-disabled",
			incident: []several{spread(3, refused(403, "V25_Error:UserDisabledForSync_"))},
			evidence: []string{"HTTP 403, error UserDisabledForSync (3)"},
			near: [][]several{
				{spread(2, refused(403, "V25_Error:UserDisabledForSync_"))},
				{spread(3, refused(403, "V25_Error:DeviceIsBlockedForThisUser_"))},
			},
		},
		{
			rule:     "forbidden",
			incident: []several{spread(3, request{status: 403, log: "-"})},
			evidence: []string{"3 of 3 requests", "HTTP 403 (3)"},
			near: [][]several{
				{spread(2, request{status: 403, log: "-"})},
				{spread(30, request{status: 403, sub: 16, win32: 2148204809, log: "-", name: "-"})},
				{spread(30, request{status: 403, sub: 4, win32: 5, log: "-", name: "-"})},
				{spread(3, refused(403, "V25_Error:UserDisabledForSync_"))},
				{ // the back end has the reason
					spread(3, request{status: 403, log: "-"}),
					spread(3, request{status: 403, log: "PrxFrom:192.0.2.11_V25_Error:UserDisabledForSync_", port: "444", stem: "/Microsoft-Server-ActiveSync/Proxy/default.eas"}),
				},
			},
		},
		{
			rule:     "wrong-password",
			incident: []several{{5, "09:00:09", 4 * time.Minute, request{cmd: "Ping", status: 401, win32: 1326, log: "-", name: "-", client: "203.0.113.200"}}},
			evidence: []string{"5 of 5 requests", "HTTP 401, win32 status 1326 unknown user or wrong password (5)", "203.0.113.200 (5)"},
			near: [][]several{{
				{4, "09:00:09", 4 * time.Minute, request{status: 401, win32: 1326, log: "-", name: "-"}},
				{90, "09:00:00", 4 * time.Minute, request{status: 401, win32: 5, log: "-", name: "-"}}, // challenges
			}},
		},
		{
			rule:     "wrong-password", // Negotiate
			incident: []several{spread(5, request{status: 401, sub: 1, win32: 2148074252, log: "-", name: "-"})},
			evidence: []string{"5 of 5 requests", "HTTP 401.1, win32 status 2148074252 logon denied (5)"},
			near: [][]several{{
				spread(90, request{status: 401, sub: 1, win32: 2148074254, log: "-", name: "-"}), // challenges
				spread(90, request{status: 401, sub: 2, win32: 5, log: "-", name: "-"}),
				spread(90, request{status: 401, sub: 1, win32: 1311, log: "-", name: "-"}), // the server's trouble
				spread(90, request{status: 401, sub: 1, win32: 1789, log: "-", name: "-"}),
			}},
		},
		{
			rule:     "logon-not-checked",
			incident: []several{spread(3, request{status: 401, sub: 1, win32: 1311, log: "-", name: "-"}), spread(2, request{status: 401, win32: 1789, log: "-", name: "-"})},
			evidence: []string{"5 of 5 requests", "HTTP 401.1, win32 status 1311 no domain controller can be reached (3)"},
			near: [][]several{
				{spread(4, request{status: 401, win32: 1311, log: "-", name: "-"})},
				{spread(90, request{status: 401, win32: 1326, log: "-", name: "-"})},
			},
		},
		{
			rule:     "client-certificate",
			incident: []several{spread(2, request{status: 403, sub: 16, win32: 2148204809, log: "-", name: "-"}), spread(1, request{status: 403, sub: 7, win32: 64, log: "-", name: "-"})},
			evidence: []string{"3 of 3 requests", "HTTP 403.16 client certificate untrusted or invalid, win32 status 2148204809 untrusted issuer (2)"},
			near: [][]several{
				{spread(2, request{status: 403, sub: 17, log: "-", name: "-"})},
				{spread(30, request{status: 403, sub: 4, win32: 5, log: "-", name: "-"})}, // no TLS
				{spread(30, request{status: 403, log: "-"})},
			},
		},
		{
			rule: "account-lockout",
			incident: []several{
				{11, "09:00:09", 4 * time.Minute, request{status: 401, win32: 1326, log: "-", name: "-", client: "203.0.113.200"}},
				{1, "09:44:09", 0, request{status: 401, win32: 1909, log: "-", name: "-", client: "203.0.113.200"}},
			},
			evidence: []string{"1 of 12 requests, at 2011-12-24 09:44:09: HTTP 401, win32 status 1909", "203.0.113.200 (12)"},
			near:     [][]several{{{11, "09:00:09", 4 * time.Minute, request{status: 401, win32: 1326, log: "-", name: "-"}}}},
		},
		{
			rule:     "ping-collision",
			incident: []several{spread(10, request{cmd: "Ping", log: "V121_Hb900_S3_Error:PingCollisionDetected_"})},
			evidence: []string{"PingCollisionDetected (10)"},
			near:     [][]several{{spread(9, request{cmd: "Ping", log: "V121_Hb900_S3_Error:PingCollisionDetected_"}), spread(99, request{cmd: "Ping", log: "V121_Hb900_S2_"})}},
		},
		{
			rule:     "ping-refused", // Samsung with Android 4.4
			incident: []several{{200, "10:00:00", time.Second, request{cmd: "Ping", log: "V140_Hb470_S4_", taken: 30}}},
			evidence: []string{"200 of 200 requests", "status 4 malformed request (200)"},
			near: [][]several{
				{{199, "10:00:00", time.Second, request{cmd: "Ping", log: "V140_Hb470_S4_"}}},
				{{200, "10:00:00", time.Second, request{cmd: "Ping", log: "V140_Hb470_S2_"}}}, // changes
			},
		},
		{
			rule:     "short-heartbeat",
			incident: []several{spread(200, request{cmd: "Ping", log: "V121_Hb240_S1_", taken: 240_000})},
			evidence: []string{"200 Pings ended without a change, after 4m0s on average"},
			near: [][]several{
				{spread(199, request{cmd: "Ping", log: "V121_Hb240_S1_", taken: 240_000})},
				{spread(250, request{cmd: "Ping", log: "V121_Hb540_S1_", taken: 540_000})},
				{spread(250, request{cmd: "Ping", log: "V121_Hb900_S2_", taken: 240_000})}, // mail came
			},
		},
		{
			rule:     "command-failing",
			incident: []several{spread(20, request{cmd: "SmartReply", status: 500, log: "V121_Error:MailboxOffline_"}), spread(20, request{cmd: "SmartReply"}), spread(300, request{})},
			evidence: []string{"SmartReply: 20 of 40 requests failed", "error MailboxOffline (20)"},
			near: [][]several{
				{spread(20, request{cmd: "SmartReply", status: 500}), spread(40, request{cmd: "SmartReply"})},
				{spread(19, request{cmd: "SmartReply", status: 500})},
				{spread(50, request{status: 401, log: "-"}), spread(20, request{})}, // challenges
				{spread(50, refused(507, "V121_Error:QuotaExceeded_"))},             // has a rule of its own
				{spread(50, request{status: 403, sub: 16, log: "-", name: "-"})},
				{spread(50, request{status: 401, win32: 1311, log: "-", name: "-"})},
				{spread(200, request{cmd: "Ping", log: "V140_Hb470_S4_"})},
			},
		},
		{
			rule:     "slow-requests",
			incident: []several{spread(39, request{taken: 1000}), spread(11, request{cmd: "ItemOperations", taken: 12_000})},
			evidence: []string{"Of 50 requests that do not wait, 1 in 5 took 12.", "the median is 1.0", "The slow ones: ItemOperations (11)"},
			near: [][]several{
				{spread(48, request{taken: 1000}), spread(2, request{taken: 12_000})},
				{spread(120, request{taken: 1000}), {15, "08:00:00", 4 * time.Minute, request{taken: 12_000}}}, // an hour on a thin line
				{spread(49, request{taken: 12_000})},
				{spread(90, ping), spread(50, request{taken: 1000})},
				{spread(50, request{taken: 1000}), spread(20, request{status: 500, taken: 20_000})}, // answered late by design
				{spread(90, request{log: "V140_Hb900_", taken: 900_000}), spread(50, request{})},    // Sync that waits
			},
		},
		{
			rule:     "repeated-command",
			incident: []several{{401, "08:00:00", 80 * time.Second, request{cmd: "SendMail"}}},
			evidence: []string{"SendMail, SmartReply and SmartForward: 401 requests on 2011-12-24 (limit 400)"},
			near:     [][]several{{spread(399, request{cmd: "SendMail"})}, {spread(399, request{cmd: "FolderSync"})}},
		},
		{
			rule:     "heavy-data",
			incident: []several{spread(30, request{cmd: "ItemOperations", sent: 100 << 20})},
			evidence: []string{"3,000 MB to the device"},
			near:     [][]several{{spread(19, request{cmd: "ItemOperations", sent: 100 << 20})}},
		},
		{
			rule:     "changing-agent",
			incident: []several{spread(9, request{}), spread(9, request{agent: "Other/1"}), spread(9, request{agent: "Third/2"})},
			evidence: []string{"3 user agents: Apple-iPhone3C1/801.293 (9), Other/1 (9), Third/2 (9)"},
			near:     [][]several{{spread(9, request{}), spread(9, request{agent: "Apple-iPhone3C1/902.176"})}},
		},
		{
			rule:     "large-sync-state",
			incident: []several{spread(20, logged("V141_Fc1_Fid:7_Ty:Em_St:S_Sk9_Sst2600_"))},
			evidence: []string{"up to 2,600 KB", "in 20 requests"},
			near:     [][]several{{spread(90, logged("V141_Fc1_Fid:7_Ty:Em_St:S_Sk9_Sst2000_"))}, {spread(19, logged("V141_Fc1_Fid:7_Ty:Em_St:S_Sk9_Sst2600_"))}},
		},
		{
			rule:     "mass-upload", // KB2711053
			incident: []several{spread(2, logged("V141_Fc1_Fid:7_Ty:Co_St:S_Sk9_Cli:2500a0c0d0f0e_"))},
			evidence: []string{"sent 5,000 new, changed or deleted items"},
			near:     [][]several{{spread(2, logged("V141_Fc1_Fid:7_Ty:Co_St:F_Sk0_Srv:4000a0c0d0s0e0r0A0sd_"))}},
		},
		{
			rule:     "throttled-delays",
			incident: []several{spread(60, logged("V141_Throttle10000_"))},
			evidence: []string{"held 60 requests back for 10m0s in all, the longest for 10.0 s"},
			near:     [][]several{{spread(59, logged("V141_Throttle10000_"))}, {spread(600, logged("V141_Throttle0_"))}},
		},
		{
			rule:     "send-quota",
			incident: []several{spread(5, request{cmd: "SendMail", log: "V141_S115_Error:SendQuotaExceeded_"})},
			evidence: []string{"status 115 SendQuotaExceeded"},
			near:     [][]several{{spread(4, request{cmd: "SendMail", log: "V141_S115_Error:SendQuotaExceeded_"})}},
		},
		{
			rule:     "no-mailbox",
			incident: []several{spread(3, logged("V141_S123_Error:UserHasNoMailbox_"))},
			evidence: []string{"status 123 UserHasNoMailbox"},
			near:     [][]several{{spread(2, logged("V141_S123_Error:UserHasNoMailbox_"))}},
		},
		{
			rule:     "other-version",
			incident: []several{spread(2, logged("V141_S127_Error:UserOnNewMailboxCannotSync_")), spread(1, logged("V141_S128_"))},
			evidence: []string{"status 127", "status 128"},
			near:     [][]several{{spread(2, logged("V141_S127_Error:UserOnNewMailboxCannotSync_"))}},
		},
		{
			rule:     "device-limit",
			incident: []several{spread(3, logged("V141_S177_"))},
			evidence: []string{"status 177 MaximumDevicesReached"},
			near:     [][]several{{spread(2, logged("V141_S177_"))}},
		},
		{
			rule:     "cannot-meet-policy",
			incident: []several{spread(2, logged("V141_S139_Error:DeviceNotFullyProvisionable_")), spread(1, refused(403, "V121_Error:LegacyDeviceOnStrictPolicy_"))},
			evidence: []string{"status 139 DeviceNotFullyProvisionable", "LegacyDeviceOnStrictPolicy"},
			near:     [][]several{{spread(9, logged("V141_S142_Error:DeviceNotProvisioned_"))}},
		},
		{
			rule:     "remote-wipe",
			incident: []several{spread(3, logged("V141_S140_Error:RemoteWipeRequested_"))},
			evidence: []string{"status 140 RemoteWipeRequested"},
			near:     [][]several{{spread(2, logged("V141_S140_Error:RemoteWipeRequested_"))}},
		},
		{
			rule:     "not-recognized",
			incident: []several{{13, "08:00:00", 5 * time.Minute, logged("V141_As:DeviceDiscoveryG_")}},
			evidence: []string{"access state is DeviceDiscoveryG after 13 requests"},
			near: [][]several{
				{{12, "08:00:00", 5 * time.Minute, logged("V141_As:DeviceDiscoveryG_")}},
				{{13, "08:00:00", 5 * time.Minute, logged("V141_As:DeviceDiscoveryG_")}, {1, "09:10:00", 0, logged("V141_As:AllowedG_")}},
			},
		},
		{
			rule:     "client-certificate",
			incident: []several{spread(3, request{status: 403, sub: 16, win32: 2148204809, log: "-", name: "-"})},
			evidence: []string{"3 of 3 requests", "HTTP 403"},
			near:     [][]several{{spread(9, request{status: 403, sub: 4, win32: 5, log: "-", name: "-"})}, {spread(9, request{status: 403, log: "-"})}},
		},
		{
			rule:     "password-expired",
			incident: []several{spread(5, request{status: 401, sub: 1, win32: 1330, log: "-", name: "-"})},
			evidence: []string{"win32 status 1330"},
			near:     [][]several{{spread(9, request{status: 401, sub: 1, win32: 1326, log: "-", name: "-"})}},
		},
		{
			rule:     "account-disabled",
			incident: []several{spread(5, request{status: 401, sub: 1, win32: 1331, log: "-", name: "-"})},
			evidence: []string{"win32 status 1331"},
			near:     [][]several{{spread(9, request{status: 401, sub: 1, win32: 1330, log: "-", name: "-"})}},
		},
		{
			rule:     "logon-restricted",
			incident: []several{spread(5, request{status: 401, sub: 1, win32: 1328, log: "-", name: "-"})},
			evidence: []string{"win32 status 1328"},
			near:     [][]several{{spread(9, request{status: 401, sub: 1, win32: 1331, log: "-", name: "-"})}},
		},
		{
			rule:     "no-logon",
			incident: []several{spread(20, request{status: 401, sub: 2, win32: 5, log: "-", name: "-"})},
			evidence: []string{"20 of 20 requests", "203.0.113.9 (20)"},
			near: [][]several{
				{spread(19, request{status: 401, sub: 2, win32: 5, log: "-", name: "-"})},
				{spread(150, request{status: 401, sub: 2, win32: 5, log: "-", name: "-"}), spread(2, request{})}, // it logged on at noon
			},
		},
	} {
		t.Run(test.rule, func(t *testing.T) {
			t.Parallel()
			found, _ := world{}.judge(t, logOf(test.incident...))
			evidence := evidenceOf(found, test.rule)
			for _, want := range test.evidence {
				if !strings.Contains(evidence, want) {
					t.Errorf("evidence %q does not have %q", evidence, want)
				}
			}
			if evidence == "" {
				t.Errorf("not found: %v", found)
			}
			for i, near := range test.near {
				found, _ := world{}.judge(t, logOf(near...))
				if e := evidenceOf(found, test.rule); e != "" {
					t.Errorf("near miss %d was found: %s", i, e)
				}
			}
		})
	}
}

// varied puts n requests into a day of which no command has many.
func varied(n int) (parts []several) {
	commands := []string{
		"Sync", "FolderSync", "SendMail", "SmartReply", "MoveItems", "GetItemEstimate", "Search", "Settings", "ItemOperations", "ResolveRecipients", "MeetingResponse",
		"SmartForward", "GetAttachment", "ValidateCert", "FolderUpdate", "FolderCreate", "FolderDelete",
	}
	for i, command := range commands {
		share := n / len(commands)
		if i < n%len(commands) {
			share++
		}
		parts = append(parts, spread(share, request{cmd: command}))
	}
	return parts
}

// TestRandomIsNotSteady: requests that come at random look regular for a while.
func TestRandomIsNotSteady(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, perMinute := range []float64{0.5, 1, 2, 5} {
		var parts []several
		for at := time.Duration(0); at < 23*time.Hour; at += time.Duration(random.ExpFloat64() / perMinute * float64(time.Minute)) {
			parts = append(parts, several{1, christmas.Add(at).Format(time.TimeOnly), 0, request{}})
		}
		found, _ := world{}.judge(t, logOf(parts...))
		if e := evidenceOf(found, "steady-interval"); e != "" {
			t.Errorf("%v a minute: %s", perMinute, e)
		}
	}
}
