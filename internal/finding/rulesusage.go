package finding

// Steps that several rules have.
const (
	deviceStatistics = "Get-MobileDeviceStatistics -Mailbox USER"
	blockDevice      = "Set-CASMailbox USER -ActiveSyncBlockedDeviceIDs @{Add=DEVICE}"
	allowDevice      = "Set-CASMailbox USER -ActiveSyncAllowedDeviceIDs @{Add=DEVICE}"
)

var (
	lookAtDevice = do("See what Exchange knows about the user's devices.", deviceStatistics)
	updatePhone  = do("Update the phone's system and mail app. Ask the user when the phone became slow or started to drain its battery.", "")
	addAgain     = do("Remove the account on the phone and add it again.", "",
		"Then remove the old partnership. This wipes nothing.",
		"Get-MobileDevice -Mailbox USER | Where-Object DeviceId -eq DEVICE | Remove-MobileDevice")
	blockIt    = do("If it harms the server, block this one device until it is fixed.", blockDevice)
	mailboxLog = do("Record what the phone and Exchange say to each other; wait for the problem to show.", "Set-CASMailbox USER -ActiveSyncDebugLogging $true",
		"Fetch the recording.", "Get-MobileDeviceStatistics -Mailbox USER -GetMailboxLog -NotificationEmailAddresses YOU")
)

// steps puts steps together.
func steps(parts ...[]Step) (all []Step) {
	for _, part := range parts {
		all = append(all, part...)
	}
	return all
}

// loops are the rules about a device that repeats something: they explain that it is busy.
var loops = []string{
	"repeated-full-sync", "recovery-sync", "meeting-response-loop", "mailbox-full-storm", "mailbox-full", "provisioning-loop", "ping-refused",
	"ping-collision", "repeated-command", "account-lockout", "wrong-password", "no-logon", "command-failing", "blocked",
	"auto-blocked", "short-heartbeat", "ping-loop", "mass-upload", "heavy-data", "new-ids", "unavailable", "upload-too-large",
}

// usageRules are about how much a device does.
func usageRules() []Rule {
	return []Rule{
		{
			Name: "high-usage", Title: "High usage", Severity: Warning,
			What: "The device sent more than {high_usage} requests in a day, or more than {high_usage_without_ping} without Ping, which waits by design. " +
				"Above {suspicious_usage} ({suspicious_usage_without_ping} without Ping) something is likely wrong with it; below, this is a note.",
			Do:     steps(do("Compare with its usual days and with similar phones.", ""), lookAtDevice, updatePhone, addAgain, mailboxLog),
			Source: blog, Limits: []string{"high_usage", "suspicious_usage", "high_usage_without_ping", "suspicious_usage_without_ping"},
			Under: append([]string{"burst", "steady-interval"}, loops...), byCount: true, vague: true,
			check: usage(),
		},
		{
			Name: "burst", Title: "Bursts of requests", Severity: Warning,
			What: "The device sent more than {burst} requests in a minute, and that in {burst_minutes} minutes of a day or more, or half of the requests in such minutes failed: it retries without waiting. " +
				"One such minute in which all went well is a note: somebody may have filed or deleted mail.",
			Do:     steps(do("See what failed in those minutes.", ""), lookAtDevice, updatePhone, blockIt),
			Source: blog, Limits: []string{"burst", "burst_minutes"},
			Under: loops, byCount: true,
			check: burst(),
		},
		{
			Name: "steady-interval", Title: "Polls at a fixed interval", Severity: Warning,
			What: "The device sends one command at an interval that hardly varies, for an hour or more, as iOS 4.0 did with a full synchronization every 30 seconds. " +
				"Ping is left out, and so are logs summed by more than a minute.",
			Do:     steps(do("See whether the command fails or synchronizes from the beginning.", ""), updatePhone, addAgain, mailboxLog, blockIt),
			Source: blog + "; Apple TS3398", Limits: []string{"steady_requests", "steady_seconds"},
			Under: []string{
				"repeated-full-sync", "meeting-response-loop", "mailbox-full-storm", "mailbox-full", "provisioning-loop", "ping-refused", "account-lockout",
				"wrong-password", "no-logon", "command-failing", "blocked", "auto-blocked", "user-disabled", "forbidden", "client-certificate",
				"repeated-command", "burst", "unavailable", "recovery-sync", "cannot-meet-policy",
			},
			byCount: true,
			check:   steady(),
		},
		{
			Name: "repeated-command", Title: "One command over and over", Severity: Warning,
			What: "The device sends one command over and over, whether or not it succeeds: {send_commands} mails in a day, or {setup_commands} requests " +
				"of a command that sets things up (FolderSync, Settings, Provision, Options and the like), or three Syncs or more in each of {sync_minutes} minutes on end.",
			Do:     steps(do("Ask what is sent: a mail that never leaves the outbox, or a rule or app that sends by itself.", ""), lookAtDevice, updatePhone, addAgain, mailboxLog, blockIt),
			Source: blog + " (one command sent over and over)", Limits: []string{"send_commands", "setup_commands", "sync_minutes"},
			Under: []string{"burst", "repeated-full-sync", "recovery-sync", "provisioning-loop", "mailbox-full-storm", "mailbox-full", "no-logon", "send-quota", "command-failing", "upload-too-large"}, byCount: true,
			check: repeatedCommand(),
		},
		{
			Name: "heavy-data", Title: "Uses too much bandwidth", Severity: Warning,
			What: "The device transferred {data_megabytes} MB or more in a day, or {peer_megabytes} MB and {peer_times} times as much as the median device. " +
				"A phone that synchronizes for the first time is left out of the comparison.",
			Do:     steps(do("Ask whether the user synchronizes the whole mailbox, or whether an app downloads the same items again.", ""), lookAtDevice, updatePhone, addAgain),
			Source: blog + " (bytes sent)", Limits: []string{"data_megabytes", "peer_megabytes", "peer_times"},
			Under: []string{"upload-too-large"},
			check: heavyData(),
		},
		{
			Name: "changing-agent", Title: "Changes its user agent", Severity: Warning,
			What: "The device had more than two user agents within 24 hours. Exchange blocks such a device for hours. " +
				"Two mail apps may share its id, or two phones were restored from one backup.",
			Do:     steps(do("Find out which apps or phones use this id, and keep one.", ""), lookAtDevice, addAgain),
			Source: "[MS-ASHTTP] 3.1.5.2.3 (user agent changes)", Limits: []string{"user_agents"},
			check: changingAgent(),
		},
	}
}
