package finding

// waitingRules are about requests that wait, or should not.
func waitingRules() []Rule {
	return []Rule{
		{
			Name: "ping-collision", Title: "Pings that collide", Severity: Warning,
			What:   "The device sends a Ping while an earlier one still waits (PingCollisionDetected), {ping_collisions} times a day or more: two mail apps share its id, or it does not wait for answers.",
			Do:     steps(do("Look for two mail apps, or two phones restored from one backup.", ""), updatePhone, addAgain),
			Source: "Exchange 2013, error PingCollisionDetected; " + commands + " (Ping 3)", Limits: []string{"ping_collisions"},
			check: count(collision, func(t *Thresholds) int64 { return t.PingCollisions }),
		},
		{
			Name: "ping-refused", Title: "Pings that are refused", Severity: Warning,
			What: "Exchange refuses the device's Pings (status 3 to 8), and the device sends them again: {pings_refused} a day or more. Samsung phones with Android 4.4 and 5 did so with a wrong folder class, " +
				"until the logs filled the disk.",
			Do:     steps(updatePhone, addAgain, blockIt),
			Source: currentIssues + " 2.15; " + commands + " (Ping)", Limits: []string{"pings_refused"},
			check: pingsRefused(),
		},
		{
			Name: "ping-loop", Title: "Pings that return at once", Severity: Warning,
			What: "The device sends {pings_at_once} Pings or more in a day, three or more of them in a minute, and each succeeds: it is told of changes which it does not fetch, and asks again at once. " +
				"A Ping should wait for minutes.",
			Do:     steps(updatePhone, addAgain, mailboxLog, blockIt),
			Source: currentIssues + " 2.15; " + commands + " (Ping 2)", Limits: []string{"pings_at_once"},
			Under: []string{"ping-refused", "ping-collision", "short-heartbeat"},
			check: pingsAtOnce(),
		},
		{
			Name: "short-heartbeat", Title: "Connections cut short", Severity: Warning,
			What: "Pings end early although nothing changed, after less than {short_heartbeat} seconds on average: a firewall or load balancer ends idle connections sooner than the phone's heartbeat, and the phone comes back more often. " +
				"Counted are Pings that ended without changes (status 1) or lost their connection. It is a note below {heartbeats_cut} of them a day unless nearly all lost their connection, or if many devices do.",
			Do: do("See whether most devices of one network have this finding: then it is that network's firewall.", "",
				"Raise the idle timeout of firewalls and load balancers to 15 minutes at least, better 30.", ""),
			Source: "KB905013 (HbiAlertThreshold, 540 seconds)", Limits: []string{"short_heartbeats", "short_heartbeat", "heartbeats_cut"},
			check: heartbeats(),
		},
		{
			Name: "slow-requests", Title: "Slow requests", Severity: Warning,
			What: "Of the requests that neither wait nor fail, 1 in 5 takes {slow_milliseconds} ms or more. (Exchange answers failures late on purpose.)",
			Do: steps(do("See whether all users of the database or server are slow: then look at the server.", "Get-Mailbox USER | Format-List Database,ServerName",
				"If it is only this one: look for folders with very many items.", "Get-MailboxFolderStatistics USER | Sort-Object ItemsInFolder -Descending | Select-Object -First 10 FolderPath,ItemsInFolder"), mailboxLog),
			Source: blog + " (long-running commands)", Limits: []string{"slow_requests", "slow_milliseconds"},
			Under: []string{"throttled-delays", "mass-upload", "heavy-data"},
			check: slow(),
		},
	}
}
