package finding

import (
	"time"

	"github.com/easreport/easreport/internal/report"
)

// sharedRules are about what many devices share: each is told once, and not for each device.
func sharedRules() []Rule {
	many := "{shared_devices} devices or more, {shared_percent} % of those active there or more, and {shared_requests_percent} % of the requests in a quarter of an hour"
	limits := []string{"shared_devices", "shared_percent", "shared_requests_percent"}
	health := do("Look at the server's processor, memory, disk and application pools at that time.", "Get-WinEvent -ComputerName SERVER -FilterHashtable @{LogName='System','Application';Level=1,2;StartTime=FROM}",
		"Look at HTTPERR logs for requests that IIS refused by itself (%SystemRoot%\\System32\\LogFiles\\HTTPERR).", "",
		"If it is not well, take it out of the load balancer until it is.", "")
	return []Rule{
		{
			Name: "server-refuses", Title: "Server refuses requests", Severity: Critical,
			What: "Many devices are told that the server is busy (HTTP 503 or 409, TooManyJobsQueued and its successors): " + many + ". It is a note if it was over within minutes (server-restart).",
			Do: steps(health, do("Exchange 2010: install the latest update rollup; KB2469722 has the values to raise.", "",
				"See which devices send most requests at that time, in the table below.", "")),
			Source: "KB2469722; [MS-ASHTTP] (503)", Limits: limits,
		},
		{
			Name: "server-restart", Title: "Server was away briefly", Severity: Info,
			What:   "A server refused or failed the requests of many devices for a few minutes, as when it restarts.",
			Do:     do("Check that the restart was planned. Devices reconnect by themselves.", ""),
			Source: "Exchange documentation, maintenance mode", Limits: limits,
		},
		{
			Name: "server-errors", Title: "Server fails requests", Severity: Critical,
			What: "Requests of many devices fail in the server (HTTP 500 to 504, status 110 or 111): " + many + ". After several HTTP 500, iPhones synchronize everything from the beginning.",
			Do: steps(do("Look for event 4999 (MSExchange Common) and for crashed application pools.", "Get-WinEvent -ComputerName SERVER -FilterHashtable @{LogName='Application';Id=4999;StartTime=FROM}",
				"If a crash is known, install the update that mends it. Exchange 2016 and 2019 have had none since 14 October 2025; Exchange Subscription Edition has.", "Get-ExchangeServer | Format-Table Name,AdminDisplayVersion",
				"Check the health of the protocol.", "Get-HealthReport -Identity SERVER | Where-Object HealthSet -like 'ActiveSync*'"), health),
			Source: "Apple HT203719; KB2851708 (event 4999)", Limits: limits,
		},
		{
			Name: "mailbox-server-down", Title: "Mailbox server or database is down", Severity: Critical,
			What: "Exchange cannot reach the mailboxes of many devices (MailboxOffline, status 114): " + many + ".",
			Do: do("See which databases are not mounted.", "Get-MailboxDatabase -Status | Where-Object Mounted -eq $false | Format-Table Name,Server,Mounted",
				"See the state of the copies.", "Get-MailboxDatabaseCopyStatus * | Format-Table Name,Status,CopyQueueLength,ContentIndexState"),
			Source: commands + " (114)", Limits: limits,
		},
		{
			Name: "no-domain-controller", Title: "No domain controller answers", Severity: Critical,
			What: "Exchange could not log many devices on because no domain controller answered or the trust with the domain failed (HTTP 401 with win32 status 1311 or 1789): " + many + ".",
			Do: do("Test the secure channel on the Exchange servers.", "Test-ComputerSecureChannel -Verbose",
				"See which domain controllers Exchange uses, and test them.", "Get-ExchangeServer -Status | Format-List Name,CurrentDomainControllers"),
			Source: win32 + " 1311, 1789", Limits: limits,
		},
		{
			Name: "certificates-refused", Title: "Client certificates of many devices are refused", Severity: Critical,
			What: "IIS refuses the client certificates of many devices (HTTP 403.7, .12, .13, .16 or .17): " + many + ". A CA certificate or a revocation list may have expired, or a server lacks one.",
			Do: do("Check that the issuing CA is in the server's NTAuth and trusted root stores.", "certutil -viewstore -enterprise NTAuth",
				"403.13: check that the server can fetch the CA's revocation list, and that it is current.", "",
				"403.7: check what changed on the virtual directory or on the load balancer.", "Get-ActiveSyncVirtualDirectory | Format-List Server,ClientCertAuth"),
			Source: "Microsoft, HTTP status codes in IIS (403.7 to 403.17)", Limits: limits,
		},
		{
			Name: "connections-cut", Title: "Connections of many devices are cut", Severity: Warning,
			What: "Pings of many devices lose their connection before anything changed: " + many + " (three times that share). A firewall or load balancer ends idle connections.",
			Do: do("Raise the idle timeout of firewalls and load balancers to 15 minutes at least, better 30.", "",
				"If it is one network: tell whoever runs its firewall.", ""),
			Source: "KB905013 (HbiAlertThreshold, 540 seconds)", Limits: limits,
		},
		{
			Name: "reload-storm", Title: "Many devices reload their folders", Severity: Warning,
			What: "Many devices synchronize folders from the beginning at the same time: " + many + " (three times that share). iPhones do so after several HTTP 500; so do phones after a move of their mailboxes.",
			Do: do("Find out what went before it: errors of a server, or a move of mailboxes.", "Get-MoveRequest | Format-Table DisplayName,Status",
				"Watch the transaction logs and the network until it is over.", ""),
			Source: "Apple HT203719", Limits: limits,
		},
		{
			Name: "server-slow", Title: "Server is slow", Severity: Warning,
			What: "A server takes more than three times as long as its peers, or as on {habit_days} or more other days at the same hour, for half of its requests and for the slowest, and {slow_server_milliseconds} ms or more for the slowest 5 in 100.",
			Do: do("Look at disk latency, RPC latency and processor of the server.", "Get-Counter -ComputerName SERVER '\\MSExchangeIS Client Type(*)\\RPC Average Latency','\\PhysicalDisk(*)\\Avg. Disk sec/Read'",
				"Compare updates, antivirus exclusions and virtual hardware with its peers.", ""),
			Source: blog + " (long-running commands)", Limits: []string{"slow_server_milliseconds", "slow_requests", "shared_devices", "habit_days"},
		},
		{
			Name: "server-fails-more", Title: "Server fails more than usual", Severity: Warning,
			What: "A server fails five times the share of requests that it usually fails, or that its peers fail, and 2 % or more. Requests that wait (Ping, long Syncs) do not count. Usual is what {habit_days} or more other days were like.",
			Do: steps(do("See what the requests failed with, and whether one database or one domain controller is behind it.", "Get-WinEvent -ComputerName SERVER -FilterHashtable @{LogName='Application';Level=1,2;StartTime=FROM}"),
				health),
			Source: blog + " (baseline and incident)", Limits: []string{"habit_days"},
		},
		{
			Name: "server-failing", Title: "Server fails most requests", Severity: Critical,
			What: "Half of a server's requests or more fail, for whatever reason, and those of its peers do not: " + many + " (five times that share).",
			Do: steps(do("Take it out of the load balancer until it is well.", "", "Compare the virtual directory with that of a server that works.", "Get-ActiveSyncVirtualDirectory | Format-List Server,*Auth*,InternalUrl,ExternalUrl"),
				health),
			Source: blog, Limits: limits,
		},
		{
			Name: "server-gone", Title: "Devices of a server are gone", Severity: Warning,
			What: "For an hour or longer a server logged almost no requests, and {home_devices} or more devices that use it were seen nowhere else, while those of its peers went on.",
			Do: do("See whether the server runs, and whether its application pools do.", "Test-ServiceHealth -Server SERVER",
				"See whether it was put into maintenance.", "Get-ServerComponentState SERVER",
				"Check that the load balancer tests the server itself (/Microsoft-Server-ActiveSync/healthcheck.htm), and takes it out if it does not answer.", "",
				"If it was well: find its log, and ingest it.", ""),
			Source: "Exchange documentation, load balancing and Managed Availability", Limits: []string{"home_devices"},
		},
		{
			Name: "balancer-affinity", Title: "Load balancer changes servers", Severity: Warning,
			What: "Many devices meet a server that does not know their session (MissingCscCacheEntry, HTTP 441): {shared_devices} or more, {shared_percent} % of all, with 1 % of the requests. Exchange 2010 needs a load balancer that keeps a device on one server; later versions do not.",
			Do: do("Check the load balancer's persistence for /Microsoft-Server-ActiveSync: by Authorization header, or by source address.", "",
				"Check that all servers of the array have the same update rollup.", "Get-ExchangeServer | Format-Table Name,AdminDisplayVersion"),
			Source: blog, Limits: []string{"shared_devices", "shared_percent"},
		},
		{
			Name: "estate-busier", Title: "Far more requests than usual", Severity: Warning,
			What: "All devices together sent {estate_times} times their usual requests of a day or more, and well beyond the usual variation. Usual is what {habit_days} or more other days were like; a few very busy devices do not count.",
			Do: do("See which commands and user agents have grown, in the tables below: an update of a system or app, a new policy, a server that makes phones come back.", "",
				"Look at what happened before: errors of a server, a move of mailboxes, an outage.", "Get-MoveRequest | Format-Table DisplayName,Status"),
			Source: blog + " (baseline and incident)", Limits: []string{"estate_times", "habit_days"},
		},
		{
			Name: "estate-failing", Title: "Far more failures than usual", Severity: Warning,
			What: "All devices together met five times their usual failures of a day or more, and 2 % of their requests failed. Usual is what {habit_days} or more other days were like; what other findings explain, and a few failing devices, do not count.",
			Do: do("See what the requests failed with, in the table of failures, and since when, in the hours.", "",
				"Look for a change of that day: a policy, a certificate, an update, a load balancer.", ""),
			Source: blog + " (baseline and incident)", Limits: []string{"habit_days"},
		},
		{
			Name: "probes-failing", Title: "Monitoring fails", Severity: Warning,
			What: "Half or more of the requests of Exchange's own monitoring fail, of {probe_requests} or more.",
			Do: do("See what Managed Availability says of ActiveSync.", "Get-HealthReport -Identity SERVER | Where-Object HealthSet -like 'ActiveSync*'",
				"See whether the monitoring mailboxes are there.", "Get-Mailbox -Monitoring | Format-Table Name,Database,ServerName"),
			Source: "Exchange documentation, Managed Availability", Limits: []string{"probe_requests"},
		},
		{
			Name: "old-protocol", Title: "Devices below ActiveSync 16.1", Severity: Info,
			What: "Devices speak a version of ActiveSync below 16.1. Exchange Online has refused these since 1 March 2026; Exchange on your servers has not.",
			Do: do("Before mailboxes move to Exchange Online: update these devices, or have their users take Outlook.", "",
				"List devices with their versions.", "Get-MobileDevice -ResultSize Unlimited | Group-Object ClientVersion | Format-Table Name,Count"),
			Source: "Exchange team blog, 15 December 2025; message center MC1197103",
		},
		{
			Name: "agent-failing", Title: "One kind of device fails", Severity: Warning,
			What: "Requests of one user agent fail, of many devices, and those of other agents do not: " + many + ". An update of the system or app is likely to blame.",
			Do: do("See what the release notes of that version say, and hold the update back if you can.", "",
				"If it harms the servers, block or quarantine that version.", "New-ActiveSyncDeviceAccessRule -Characteristic DeviceOS -QueryString OS -AccessLevel Quarantine"),
			Source: "KB2814847 (iOS 6.1)", Limits: limits,
		},
		{
			Name: "password-spray", Title: "Password spray: many accounts tried", Severity: Critical,
			What: "One address, or the addresses of one network (/24, of IPv6 /64), tried {spray_accounts} accounts or more, and most of the requests were refused: somebody tries common passwords. " +
				"It is critical if one of the accounts got in from there.",
			Do: do("Block the address or network at the firewall.", "New-NetFirewallRule -DisplayName 'Block password spray' -Direction Inbound -RemoteAddress ADDRESS -Action Block",
				"Have accounts that got in change their passwords, and look at what they did.", "",
				"Do not unlock accounts before it is blocked.", ""),
			Source: "Microsoft, password spray investigation; " + win32 + " 1326", Limits: []string{"spray_accounts"},
		},
		{
			Name: "password-spray-spread", Title: "Password spray from many networks", Severity: Critical,
			What: "Addresses of many networks tried {spray_accounts} accounts or more, with one user agent or at the same time, and most of the requests were refused. " +
				"It is critical if one of the accounts got in.",
			Do: do("Block the user agent or the addresses at the reverse proxy or firewall.", "",
				"See which accounts are locked.", "Search-ADAccount -LockedOut | Format-Table SamAccountName,LastLogonDate",
				"Have accounts that got in change their passwords, and look at what they did.", ""),
			Source: "Microsoft, password spray investigation; " + win32 + " 1326", Limits: []string{"spray_accounts"},
		},
		{
			Name: "challenge-flood", Title: "Flood of requests that never log on", Severity: Warning,
			What: "One address sent requests under {flood_devices} device ids or more. All were answered with a challenge (HTTP 401), and none ever logged on: a scanner, or a client that the server offers no authentication to.",
			Do: do("Ask whether the address is one of yours, such as a proxy. If it is not, block it at the firewall.", "New-NetFirewallRule -DisplayName 'Block flood' -Direction Inbound -RemoteAddress ADDRESS -Action Block",
				"If it is yours: see which kinds of authentication are offered.", "Get-ActiveSyncVirtualDirectory | Format-List Server,*Auth*"),
			Source: "[MS-ASHTTP], HTTP 401", Limits: []string{"flood_devices"},
		},
		{
			Name: "password-guessing", Title: "One account's password is guessed", Severity: Warning,
			What: "The password of one account was refused {guess_logons} times or more, under {guess_devices} device ids or more.",
			Do: do("Ask the user whether that is a device of theirs. If not, block the address.", "",
				"See whether the account is locked.", "Get-ADUser USER -Properties LockedOut,BadLogonCount,LastBadPasswordAttempt | Format-List",
				"Have the password changed if it may be known.", ""),
			Source: win32 + " 1326", Limits: []string{"guess_logons", "guess_devices"},
		},
		{
			Name: "refused-elsewhere", Title: "Logons refused away from the user's phone", Severity: Warning,
			What: "The password of one account was refused {wrong_password} times a day or more under the id of the user's phone, but from networks where that phone did not log on that day. " +
				"Somebody else tries the password; or the phone has an old one and has come to another network. The log does not say which.",
			Do: do("Ask the user whether the phone asks for a password. If it does, have the new password entered.", "",
				"If it does not: block the address in the evidence at the firewall.", "",
				"See whether the account is locked.", "Get-ADUser USER -Properties LockedOut,BadLogonCount,LastBadPasswordAttempt | Format-List"),
			Source: win32 + " 1326", Limits: []string{"wrong_password"},
		},
		{
			Name: "unproven-address", Title: "Address uses device ids and never logs on", Severity: Warning,
			What: "One address sent {guess_logons} requests or more for which nobody logged on, under ids of devices that log on from other networks that day, or without naming a user. " +
				"Anybody can write any device id into a request.",
			Do: do("Ask whether the address is one of yours, such as a proxy, or of a carrier that the users' phones come from. If it is not, block it at the firewall.",
				"New-NetFirewallRule -DisplayName 'Block address' -Direction Inbound -RemoteAddress ADDRESS -Action Block",
				"If it is: a phone whose password has expired can fail from a network where it never logged on. Have the user enter the new password.", ""),
			Source: "[MS-ASHTTP], HTTP 401", Limits: []string{"guess_logons"},
		},
	}
}

// sharedRule is the rule of a kind of trouble at a place.
func sharedRule(kind report.Kind, about AboutKind, length time.Duration) *Rule {
	name := [report.Kinds]string{
		report.Busy: "server-refuses", report.ServerError: "server-errors", report.Offline: "mailbox-server-down", report.NoLogonServer: "no-domain-controller",
		report.Certificate: "certificates-refused", report.Cut: "connections-cut", report.Reload: "reload-storm", report.Failed: "server-failing",
	}[kind]
	switch {
	case about == AboutAgent && kind != report.Reload && kind != report.Cut && kind != report.Failed:
		name = "agent-failing"
	case length <= briefly && kind <= report.Offline:
		name = "server-restart"
	}
	return ruleOf(sharedRules(), name)
}

// ruleOf finds a rule that is there.
func ruleOf(rules []Rule, name string) *Rule {
	for i := range rules {
		if rules[i].Name == name {
			return &rules[i]
		}
	}
	panic("no rule " + name)
}
