package finding

// serverRules are about trouble on the way to the mailbox that one device meets. What many
// devices meet is told once, about the server: see Troubles.
func serverRules() []Rule {
	return []Rule{
		{
			Name: "unavailable", Title: "Refused as busy", Severity: Warning,
			What: "Exchange answers this device that it is busy (HTTP 503 or 409, not of OPTIONS; TooManyJobsQueued, BackingOffMailboxServer and their successors), " +
				"{overload} times a day or more, while other devices are served.",
			Do: steps(do("See whether the user's mailbox is on a database in trouble.", "Get-Mailbox USER | Get-MailboxDatabase -Status | Format-List Name,Mounted,Server",
				"Look for what the user's devices do: one of them may use up the user's share.", deviceStatistics), mailboxLog),
			Source: "KB2469722; [MS-ASHTTP] (503)", Limits: []string{"overload"},
			Under: []string{"auto-blocked", "throttled", "throttled-delays", "mailbox-full-storm", "burst"},
			check: unavailable(),
		},
		{
			Name: "throttled", Title: "Throttled by its budget", Severity: Warning,
			What: "Exchange refuses requests because the user's budget is spent (OverBudget), {throttled} times a day or more.",
			Do: do("Look for what spends it: this device's other findings, and the user's other devices.", deviceStatistics,
				"See which policy applies.", "Get-ThrottlingPolicyAssociation USER | Format-List ThrottlingPolicyId",
				"Only if the user really needs it, create a policy with higher Eas* values and assign it.", "Set-ThrottlingPolicyAssociation USER -ThrottlingPolicy POLICY"),
			Source: `Exchange documentation, "Get-ThrottlingPolicy"; ` + commands + " (111)", Limits: []string{"throttled"},
			check: count(overBudget, func(t *Thresholds) int64 { return t.Throttled }).stateOr(often),
		},
		{
			Name: "throttled-delays", Title: "Held back by throttling", Severity: Warning,
			What: "Exchange held this device's requests back for {throttle_seconds} seconds or more in a day, because its user's budget ran low.",
			Do: do("Look for what spends the budget: this device's other findings, and the user's other devices.", deviceStatistics,
				"See which policy applies.", "Get-ThrottlingPolicyAssociation USER | Format-List ThrottlingPolicyId"),
			Source: `Log= element Throttle; Exchange documentation, "User workload management"`, Limits: []string{"throttle_seconds"},
			Under: []string{"throttled"},
			check: throttledDelays(),
		},
		{
			Name: "proxy-loop", Title: "Proxying between servers times out", Severity: Critical,
			What: "Requests end after {proxy_loop_seconds} seconds or more with AirSyncPermanentException: one client access server hands them to another and waits in vain (event 1034).",
			Do: do("Compare the addresses of the virtual directories.", "Get-ActiveSyncVirtualDirectory | Format-List Server,InternalUrl,ExternalUrl",
				"Check Windows authentication on the virtual directory of the target server.", "Get-ActiveSyncVirtualDirectory | Format-List Server,*Auth*",
				"Check connection limits, KeepAliveTime and the load balancer's idle timeout: they end connections that a heartbeat still needs.", ""),
			Source: "KB2607574", Limits: []string{"proxy_loop", "proxy_loop_seconds"},
			check: proxyLoop(),
		},
		{
			Name: "server-affinity", Title: "Load balancer changes servers", Severity: Warning,
			What: "A server does not know the session that another one began (MissingCscCacheEntry, HTTP 441 or 500, often after OPTIONS): " +
				"the load balancer does not keep a device on one server. Exchange 2010 needs that; later versions do not.",
			Do: do("Check the load balancer's persistence for /Microsoft-Server-ActiveSync: by Authorization header, or by source address.", "",
				"Check that all servers of the array have the same update rollup.", "Get-ExchangeServer | Format-Table Name,AdminDisplayVersion"),
			Source: blog, Limits: []string{"affinity"},
			check: count(lostContext, func(t *Thresholds) int64 { return t.Affinity }).stateOr(often),
		},
		{
			Name: "failing-options", Title: "OPTIONS fails", Severity: Warning,
			What: "The device asks which versions and commands the server has (OPTIONS) and gets an error, often HTTP 409: it cannot even begin.",
			Do: do("Try it from outside with the Remote Connectivity Analyzer (testconnectivity.microsoft.com).", "",
				"Check the authentication of the virtual directory.", "Get-ActiveSyncVirtualDirectory | Format-List Server,*Auth*",
				"Check what a firewall or reverse proxy does with OPTIONS.", ""),
			Source: blog, Limits: []string{"failing_options"},
			check: failingOptions(),
		},
		{
			Name: "redirect", Title: "Ignores redirects", Severity: Warning,
			What: "Exchange answers with a better address (HTTP 451), and the device comes back to this one, {redirects} times a day or more. It is a note if the device is served all the same.",
			Do: do("Have the user set up the account again with Autodiscover.", "",
				"Check the addresses of the virtual directories.", "Get-ActiveSyncVirtualDirectory | Format-List Server,ExternalUrl"),
			Source: "[MS-ASHTTP], HTTP 451", Limits: []string{"redirects"},
			check: redirects(),
		},
		{
			Name: "command-failing", Title: "Keeps retrying a command that fails", Severity: Warning,
			What: "{command_failing_percent} % or more of the requests of a command fail, all day or in a stretch of it, for reasons that no other rule is about. " +
				"At least {command_failing} of them failed.",
			Do:     steps(do("Look up the status and the error text in the evidence.", ""), mailboxLog, addAgain),
			Source: blog + "; " + commands, Limits: []string{"command_failing", "command_failing_percent"},
			Under: []string{
				"forbidden", "client-certificate", "cannot-meet-policy", "remote-wipe", "no-mailbox", "other-version", "device-limit", "send-quota", "no-logon", "unavailable",
				"ping-refused", "meeting-response-loop", "provisioning-loop", "failing-options", "blocked", "quarantined", "burst", "upload-too-large",
			},
			check: commandFailing(),
		},
	}
}
