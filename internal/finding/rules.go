package finding

// Steps that several rules begin with.
const (
	lookAtDevice = "See what the server knows of it: Get-MobileDeviceStatistics -Mailbox USER (Exchange 2010: Get-ActiveSyncDeviceStatistics)."
	updatePhone  = "Update the phone's system and mail app; ask the user since when it is slow or drains its battery."
	addAgain     = "Remove the account on the phone and add it again; then remove the old partnership: Remove-MobileDevice (Exchange 2010: Remove-ActiveSyncDevice). That wipes nothing."
	blockIt      = "While it harms the server, block this one device: Set-CASMailbox USER -ActiveSyncBlockedDeviceIDs @{Add='DEVICEID'}; take it out again when it is mended."
	mailboxLog   = "Record what it says: Set-CASMailbox USER -ActiveSyncDebugLogging $true, then after a while Get-MobileDeviceStatistics -Mailbox USER -GetMailboxLog (Exchange 2010: Get-ActiveSyncDeviceStatistics)."
)

// Rules gives all rules, in the order in which explain lists them.
func Rules() []Rule {
	return []Rule{
		// How much.
		{
			Name: "high-usage", Title: "High usage", Severity: Info,
			What:   "The device sent more requests on a day than a phone needs. Each day of the report is counted by itself; above the second threshold suspicious-usage says so.",
			Do:     []string{"Compare with the days before and with phones of the same kind.", lookAtDevice, updatePhone},
			Source: blog, Limits: []string{"high_usage", "suspicious_usage"},
			check: usage(allHits, func(t *Thresholds) int64 { return t.HighUsage }).upTo(allHits, func(t *Thresholds) int64 { return t.SuspiciousUsage }),
		},
		{
			Name: "suspicious-usage", Title: "Suspicious usage", Severity: Warning,
			What:   "The device sent so many requests on a day that something is likely to be wrong with it. Each day of the report is counted by itself.",
			Do:     []string{"Read its other findings: they mostly tell why.", lookAtDevice, updatePhone, addAgain, mailboxLog},
			Source: blog, Limits: []string{"suspicious_usage"},
			check: usage(allHits, func(t *Thresholds) int64 { return t.SuspiciousUsage }),
		},
		{
			Name: "high-usage-without-ping", Title: "High usage, Ping aside", Severity: Info,
			What:   "Also without Ping, which waits by design, the device sent more requests on a day than a phone needs; above the second threshold suspicious-usage-without-ping says so.",
			Do:     []string{"Compare with the days before and with phones of the same kind.", lookAtDevice, updatePhone},
			Source: blog, Limits: []string{"high_usage_without_ping", "suspicious_usage_without_ping"},
			check: usage(hitsNoPing, func(t *Thresholds) int64 { return t.HighUsageWithoutPing }).upTo(hitsNoPing, func(t *Thresholds) int64 { return t.SuspiciousUsageWithoutPing }),
		},
		{
			Name: "suspicious-usage-without-ping", Title: "Suspicious usage, Ping aside", Severity: Warning,
			What:   "Also without Ping, which waits by design, the device sent so many requests on a day that something is likely to be wrong with it.",
			Do:     []string{"Read its other findings: they mostly tell why.", lookAtDevice, updatePhone, addAgain, mailboxLog},
			Source: blog, Limits: []string{"suspicious_usage_without_ping"},
			check: usage(hitsNoPing, func(t *Thresholds) int64 { return t.SuspiciousUsageWithoutPing }),
		},
		{
			Name: "burst", Title: "Burst of requests", Severity: Warning,
			What:   "The device sent more than one request a second for a minute: it tries again without waiting for an answer to help.",
			Do:     []string{"See what failed in that minute.", lookAtDevice, updatePhone, blockIt},
			Source: blog, Limits: []string{"burst"},
			check: burst(),
		},
		{
			Name: "steady-interval", Title: "One command by the clock", Severity: Warning,
			What: "The device sends one command at an interval that hardly varies, as iOS 4.0 did with a full synchronization every 30 seconds. " +
				"At no time are there 1.5 requests more or fewer than evenly spaced ones would be; Ping, and lakes coarser than a minute, are left out.",
			Do:     []string{"See whether the command fails or synchronizes from the beginning.", updatePhone, addAgain, mailboxLog, blockIt},
			Source: blog + "; Apple TS3398", Limits: []string{"steady_requests", "steady_seconds"},
			check: steady(),
		},

		// Synchronization that does not come to an end.
		{
			Name: "repeated-full-sync", Title: "Synchronizes from the beginning again and again", Severity: Warning,
			What:   "The device synchronizes folders with key 0, from the beginning, more often on a day than new folders explain. Each time the server sends all items.",
			Do:     []string{updatePhone, addAgain, mailboxLog, blockIt},
			Source: currentIssues + " 2.13; Apple TS3398", Limits: []string{"full_syncs"},
			check: fullSyncs(),
		},
		{
			Name: "recovery-sync", Title: "Repeats synchronizations", Severity: Warning,
			What:   "The device repeats its last synchronization, or has a key that the server does not know: it lost the server's answers, or two devices share an id.",
			Do:     []string{"Look for a bad connection, or for a phone that was restored from another one's backup.", lookAtDevice, addAgain},
			Source: currentIssues + " 2.13", Limits: []string{"recovery_syncs"},
			check: recoverySyncs(),
		},
		{
			Name: "meeting-response-loop", Title: "Answers one meeting without end", Severity: Critical,
			What: "The device sends MeetingResponse over and over, as iOS 6.1 and iOS 9 did for an occurrence of a meeting that was changed. " +
				"Transaction logs grow by gigabytes.",
			Do: []string{
				"Watch the transaction logs of the user's database: free space is what runs out first.", updatePhone,
				"Have the user delete the meeting in Outlook, then remove the account on the phone and add it again.", blockIt,
			},
			Source: "KB2814847 (iOS 6.1); KB3108212 (iOS 9)", Limits: []string{"meeting_responses"},
			check: repeated("MeetingResponse", func(t *Thresholds) int64 { return t.MeetingResponses }),
		},

		// Mailbox and server.
		{
			Name: "mailbox-full", Title: "Mailbox is full", Severity: Warning,
			What: "The server refuses requests because the mailbox is over its quota (HTTP 507, or status 113 behind HTTP 200).",
			Do: []string{
				"See how full it is: Get-MailboxStatistics USER | Format-List TotalItemSize,StorageLimitStatus.",
				"Have the user empty folders (also Deleted Items), or raise the quota: Set-Mailbox USER -ProhibitSendReceiveQuota.",
			},
			Source: blog, Limits: []string{"mailbox_full"},
			check: count(quota, func(t *Thresholds) int64 { return t.MailboxFull }),
		},
		{
			Name: "mailbox-full-storm", Title: "Storms a full mailbox", Severity: Critical,
			What: "The mailbox is over its quota, and the device takes no for an answer so little that it fails more than once a second, or a thousand times a day.",
			Do: []string{
				"Make room first: Get-MailboxStatistics USER | Format-List TotalItemSize,StorageLimitStatus, then Set-Mailbox USER -ProhibitSendReceiveQuota.",
				blockIt, updatePhone,
			},
			Source: blog, Limits: []string{"mailbox_full_minute", "mailbox_full_day"},
			check: mailboxFullStorm(),
		},
		{
			Name: "server-overload", Title: "Server is overloaded", Severity: Critical,
			What: "Requests are refused because the server has too much to do: HTTP 503 or 409 (not of OPTIONS), TooManyJobsQueued, BackingOffMailboxServer and their successors. " +
				"The device suffers; the cause is elsewhere.",
			Do: []string{
				"See which other devices have this finding, and at what hours; then which device has most requests.",
				"Look at CPU, request queue and the mailbox server's latency at that time; HTTPERR logs have what IIS refused by itself.",
				"Exchange 2010: bring it up to date, KB2469722 has the numbers to raise.",
			},
			Source: "KB2469722; KB2656040", Limits: []string{"overload"},
			check: overload(),
		},
		{
			Name: "throttled", Title: "Throttled by its budget", Severity: Warning,
			What: "The server refuses requests because the user's budget is spent (OverBudget). Delays that it only puts on requests (Throttle) are not in the lake.",
			Do: []string{
				"Look for what spends it: the device's other findings, and the user's other devices.",
				"See the policy: Get-ThrottlingPolicyAssociation USER, Get-ThrottlingPolicy | Format-List Eas*.",
				"Give a policy of its own only to those who need one: New-ThrottlingPolicy, Set-ThrottlingPolicyAssociation.",
			},
			Source: `Exchange documentation, "Get-ThrottlingPolicy"; ` + commands + " (111)", Limits: []string{"throttled"},
			check: count(overBudget, func(t *Thresholds) int64 { return t.Throttled }),
		},
		{
			Name: "proxy-loop", Title: "Servers proxy in a loop", Severity: Critical,
			What: "Requests end after minutes with AirSyncPermanentException: client access servers hand them on to each other until they time out.",
			Do: []string{
				"Compare InternalURL and ExternalURL: Get-ActiveSyncVirtualDirectory | Format-List Server,InternalURL,ExternalURL.",
				"Check the authentication of the virtual directory that is the target, and its site in Active Directory.",
				"Install the update rollup that KB2607574 names.",
			},
			Source: "KB2607574", Limits: []string{"proxy_loop", "proxy_loop_seconds"},
			check: proxyLoop(),
		},
		{
			Name: "server-affinity", Title: "Load balancer changes servers", Severity: Warning,
			What: "The server does not know the session that another one began (MissingCscCacheEntry, HTTP 441 or 500, often after OPTIONS): " +
				"the load balancer does not keep a device on one server.",
			Do: []string{
				"Check the load balancer's affinity (persistence) for /Microsoft-Server-ActiveSync: by source address, or better by the Authorization header.",
				"Check that all servers of the array are at the same version.",
			},
			Source: blog, Limits: []string{"affinity"},
			check: count(lostContext, func(t *Thresholds) int64 { return t.Affinity }),
		},
		{
			Name: "failing-options", Title: "OPTIONS fails", Severity: Warning,
			What: "The device asks which versions and commands the server has (OPTIONS) and gets an error, often HTTP 409: it cannot even begin.",
			Do: []string{
				"Try it from outside: Test-ActiveSyncConnectivity, or the Remote Connectivity Analyzer.",
				"Check the verbs and the authentication of the virtual directory: Get-ActiveSyncVirtualDirectory | Format-List *Auth*.",
				"Check what a firewall or reverse proxy in front does with OPTIONS.",
			},
			Source: blog, Limits: []string{"failing_options"},
			check: failingOptions(),
		},
		{
			Name: "redirect", Title: "Told to use another address", Severity: Info,
			What: "The server answers with a better address (HTTP 451), and the device comes back to this one all the same.",
			Do: []string{
				"Have the user set up the account again with automatic discovery, or enter the address that the server names.",
				"Check ExternalURL: Get-ActiveSyncVirtualDirectory | Format-List Server,ExternalURL.",
			},
			Source: "[MS-ASHTTP], HTTP 451", Limits: []string{"redirects"},
			check: count(redirected, func(t *Thresholds) int64 { return t.Redirects }),
		},

		// Not let in.
		{
			Name: "provisioning-loop", Title: "Never gets the policy right", Severity: Warning,
			What: "The server sends the device back for its policy again and again (HTTP 449, status 142 to 144), and the device does not get it right: " +
				"Android 4.1 with PolicyRefresh on every Sync.",
			Do: []string{
				"See what the policy asks for: Get-MobileDeviceMailboxPolicy (Exchange 2010: Get-ActiveSyncMailboxPolicy). Can this phone do it?",
				"Have the user accept the administrator rights, or set a PIN, that the phone asks for.", updatePhone, addAgain,
				"Allow it without the policy only if that is your rule: AllowNonProvisionableDevices.",
			},
			Source: currentIssues + " 2.12; " + commands + " (142-144)", Limits: []string{"provisioning"},
			check: provisioning(),
		},
		{
			Name: "provision-storm", Title: "Storms for its policy", Severity: Critical,
			What:   "The device sends Provision more than 2000 times a day, as iOS 7 did when answered with status 110.",
			Do:     []string{updatePhone, blockIt, addAgain},
			Source: "KB2851708", Limits: []string{"provision_requests"},
			check: repeated("Provision", func(t *Thresholds) int64 { return t.ProvisionRequests }),
		},
		{
			Name: "blocked", Title: "Device is blocked", Severity: Warning,
			What: "The device is blocked for this user (status 129, DeviceIsBlockedForThisUser, access state Blocked) and keeps asking.",
			Do: []string{
				"See why: Get-MobileDevice -Mailbox USER | Format-List DeviceId,DeviceAccessState* (Exchange 2010: Get-ActiveSyncDevice), Get-ActiveSyncDeviceAccessRule.",
				"If it shall be let in: Set-CASMailbox USER -ActiveSyncAllowedDeviceIDs @{Add='DEVICEID'}; else have the user remove the account.",
			},
			Source: commands + " (129); KB2748176", Limits: []string{"refused"},
			check: refusedState(blockedFor, func(t *Thresholds) int64 { return t.Refused }, byHand),
		},
		{
			Name: "auto-blocked", Title: "Exchange blocked the device by itself", Severity: Warning,
			What: "Exchange blocks the device for a while because of how it behaves (DeviceIsAutoBlocked, access state with AB): identical commands, changing user agents, crashes on the server.",
			Do: []string{
				"See what it did: Get-MobileDevice -Mailbox USER | Format-List DeviceAccessState* (Exchange 2010: Get-ActiveSyncDevice), and its other findings.",
				"See the limits: Get-ActiveSyncDeviceAutoblockThreshold.", updatePhone, addAgain,
			},
			Source: "KB2748176; " + currentIssues + " 2.9", Limits: []string{"auto_blocked"},
			check: refusedState(autoBlocked, func(t *Thresholds) int64 { return t.AutoBlocked }, automatic),
		},
		{
			Name: "quarantined", Title: "Device is in quarantine", Severity: Info,
			What: "The device waits for an administrator (access state Quarantined).",
			Do: []string{
				"Decide: Get-MobileDevice -Filter \"DeviceAccessState -eq 'Quarantined'\" (Exchange 2010: Get-ActiveSyncDevice) lists all that wait.",
				"Let it in: Set-CASMailbox USER -ActiveSyncAllowedDeviceIDs @{Add='DEVICEID'}.",
				"See who is told of new ones: Get-ActiveSyncOrganizationSettings | Format-List AdminMailRecipients.",
			},
			Source: `Exchange documentation, "Get-ActiveSyncOrganizationSettings"`,
			check:  refusedState(trouble{}, never, waits),
		},
		{
			Name: "user-disabled", Title: "User is not enabled for ActiveSync", Severity: Warning,
			What: "The user may not use ActiveSync, or the account is disabled (status 126 or 131, UserDisabledForSync), and the device keeps asking.",
			Do: []string{
				"See whether that is meant: Get-CASMailbox USER | Format-List ActiveSyncEnabled. Enable: Set-CASMailbox USER -ActiveSyncEnabled $true.",
				"If the person has left, have the account removed from the phone: Clear-MobileDevice wipes the phone and is for devices that are lost.",
			},
			Source: blog + "; " + commands + " (126, 131)", Limits: []string{"refused"},
			check: count(disabled, func(t *Thresholds) int64 { return t.Refused }),
		},
		{
			Name: "client-certificate", Title: "Client certificate is refused", Severity: Warning,
			What: "IIS refuses the device's client certificate before Exchange sees the request (HTTP 403.7: none sent; 403.12: belongs to no account; " +
				"403.13: revoked; 403.16: untrusted or invalid; 403.17: expired or not yet valid).",
			Do: []string{
				"403.7 and 403.17: have the device management system send the phone a new certificate, and check that the mail profile uses it.",
				"403.12: check the certificate's user name (UPN) and the certificate mapping of the virtual directory.",
				"403.13: check that the server reaches the revocation list: certutil -verify -urlfetch FILE.cer. If it does not, all certificates count as revoked.",
				"403.16: check that the issuer is in the server's Trusted Root Certification Authorities, and that only self-signed certificates are there.",
			},
			Source: iisCodes, Limits: []string{"refused"},
			check: certificates(),
		},
		{
			Name: "forbidden", Title: "Refused without a reason", Severity: Warning,
			What: "The server answers HTTP 403 and logs neither an error text nor a substatus that says why: the user is not enabled, the device is blocked or in quarantine, or the policy is not met. " +
				"Front ends of Exchange 2013 and later never log the reason.",
			Do: []string{
				"Give easreport the back end's logs too (W3SVC2): they have the reason.",
				"Check Get-CASMailbox USER | Format-List ActiveSyncEnabled and Get-MobileDevice -Mailbox USER | Format-List DeviceAccessState*.",
			},
			Source: blog, Limits: []string{"refused"},
			check: forbidden(),
		},
		{
			Name: "wrong-password", Title: "Wrong password", Severity: Warning,
			What:   "The device logs on with a name and password that are refused (HTTP 401 with win32 status 1326 and its like, or 2148074252 for Negotiate and NTLM; a 401 without is the challenge before each logon).",
			Do:     []string{"Have the user enter the new password on this device, or remove the account from a device that is not used any more.", "Look for more of the user's devices: each tries with its own old password."},
			Source: win32 + " 1326-1331, 1385, 1793, 1907; SEC_E_LOGON_DENIED", Limits: []string{"wrong_password"},
			check: logons(wrongLogon, func(t *Thresholds) int64 { return t.WrongPassword }),
		},
		{
			Name: "logon-not-checked", Title: "Server cannot check logons", Severity: Warning,
			What: "The server refuses logons because it cannot check them (HTTP 401 with win32 status 1311: no domain controller can be reached; " +
				"1789: its trust relationship with the domain failed). Neither the password nor the device is at fault.",
			Do: []string{
				"On the server in question, check the domain: nltest /dsgetdc:DOMAIN, Test-ComputerSecureChannel, and the Netlogon events of that time.",
				"Do not reset the user's password: it is not what is wrong.",
			},
			Source: win32 + " 1311, 1787-1792", Limits: []string{"wrong_password"},
			check: logons(uncheckedLogon, func(t *Thresholds) int64 { return t.WrongPassword }),
		},
		{
			Name: "account-lockout", Title: "Locks its account out", Severity: Critical,
			What: "Logons of this device meet a locked account (HTTP 401 with win32 status 1909). If it also has wrong passwords, this is where the lockout comes from.",
			Do: []string{
				"Find the source by the address in the evidence: the phone, or an attacker if nobody knows it.",
				"Correct the password there or remove the account; only then unlock: Unlock-ADAccount USER.",
				"If the address is not the user's: block it, and have the password changed.",
			},
			Source: win32 + " 1909", Limits: []string{"lockouts"},
			check: logons(isLocked, func(t *Thresholds) int64 { return t.Lockouts }),
		},

		// Waiting.
		{
			Name: "ping-collision", Title: "Pings that collide", Severity: Warning,
			What:   "The device sends a Ping while an earlier one still waits (PingCollisionDetected): two mail apps share its id, or it does not wait for answers.",
			Do:     []string{"Look for two mail apps, or two phones restored from one backup.", updatePhone, addAgain},
			Source: "Exchange 2013, error PingCollisionDetected; " + commands + " (Ping 3)", Limits: []string{"ping_collisions"},
			check: count(collision, func(t *Thresholds) int64 { return t.PingCollisions }),
		},
		{
			Name: "ping-refused", Title: "Pings that are refused", Severity: Warning,
			What:   "The server does not take the device's Pings (status 3 to 8) and the device sends them again: on Android 4.4 and 5 of Samsung with a wrong folder class, until the log fills the disk.",
			Do:     []string{updatePhone, addAgain, blockIt},
			Source: currentIssues + " 2.15; " + commands + " (Ping)", Limits: []string{"pings_refused"},
			check: pingsRefused(),
		},
		{
			Name: "short-heartbeat", Title: "Connections cut short", Severity: Info,
			What: "Pings end early although nothing changed: a firewall ends idle connections before the phone's heartbeat does, and the phone comes back more often. " +
				"The rule counts how long Pings took that ended without changes (status 1) or lost their connection (a win32 status and no EAS status). " +
				"Pings without any status, as front ends of Exchange 2013 log them, tell nothing.",
			Do: []string{
				"See whether most devices of one network have this finding: then it is the way there.",
				"Raise the idle timeout of firewalls and load balancers to 15 minutes at least, better 30.",
			},
			Source: "KB905013 (HbiAlertThreshold, 540 seconds)", Limits: []string{"short_heartbeats", "short_heartbeat"},
			check: heartbeats(),
		},

		// In general.
		{
			Name: "command-failing", Title: "A command that mostly fails", Severity: Warning,
			What:   "A large part of the device's requests of one command fail, for reasons that no other rule is about.",
			Do:     []string{"Look up the status and the error text in the evidence.", mailboxLog, addAgain},
			Source: blog, Limits: []string{"command_failing", "command_failing_percent"},
			check: commandFailing(),
		},
		{
			Name: "slow-requests", Title: "Slow requests", Severity: Warning,
			What: "Requests that do not wait by design, and did not fail, take long. (Failures are answered late on purpose.)",
			Do: []string{
				"See whether all users of the mailbox's database or of the server are slow: then look at the server.",
				"If it is this one: a mailbox with very many items in a folder, or large attachments over a thin line.", mailboxLog,
			},
			Source: blog + "; KB2656040", Limits: []string{"slow_requests", "slow_milliseconds"},
			check: slow(),
		},

		// Against what is usual.
		{
			Name: "above-habit", Title: "Far above its own habit", Severity: Warning,
			What:   "The device made many times the requests of its usual day: more than some times the median of the days before, and further above it than those days spread.",
			Do:     []string{"Ask what changed: an update, a new app, a password.", lookAtDevice, updatePhone},
			Source: blog + " (baseline and incident)", Limits: []string{"habit_days", "habit_times", "habit_spreads", "habit_requests"},
			check: aboveHabit(),
		},
		{
			Name: "new-device", Title: "New device", Severity: Info,
			What:   "The device was on none of the whole days before.",
			Do:     []string{"Check that the user knows it: Get-MobileDevice -Mailbox USER (Exchange 2010: Get-ActiveSyncDevice)."},
			Source: blog + " (baseline and incident)", Limits: []string{"habit_days"},
			check: newDevice(),
		},
		{
			Name: "many-devices", Title: "User with many devices", Severity: Info,
			What:   "The user has many devices, in this report or in the days before: told of with the one that has most requests. Each keeps a state in the mailbox and has its own copy of the password.",
			Do:     []string{"List them: Get-MobileDeviceStatistics -Mailbox USER | Sort-Object LastSuccessSync (Exchange 2010: Get-ActiveSyncDeviceStatistics).", "Remove partnerships that are not used: Remove-MobileDevice (Exchange 2010: Remove-ActiveSyncDevice). That wipes nothing."},
			Source: blog + "; " + commands + " (177 MaximumDevicesReached)", Limits: []string{"user_devices"},
			check: manyDevices(),
		},
	}
}
