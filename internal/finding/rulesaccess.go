package finding

// accessRules are about devices that are not let in.
func accessRules() []Rule {
	return []Rule{
		{
			Name: "provisioning-loop", Title: "Stuck in provisioning", Severity: Warning,
			What: "Exchange sends the device back for its policy again and again (HTTP 449, status 142 to 144: {provisioning} times a day or more), or the device asks for the policy " +
				"more than {provision_requests} times a day. Android 4.1 did the first on every Sync, iOS 7 the second with status 110.",
			Do: steps(do("See which policy applies, and whether this phone can meet it.", "Get-CASMailbox USER | Format-List ActiveSyncMailboxPolicy",
				"Look for a server exception (event 4999, MSExchange Common) if the status is 110.", "",
				"Have the user set the PIN or accept the administrator rights that the phone asks for.", ""), updatePhone, addAgain, blockIt),
			Source: currentIssues + " 2.12; KB2851708; " + commands + " (142 to 144)", Limits: []string{"provisioning", "provision_requests"},
			check: provisioning(),
		},
		{
			Name: "cannot-meet-policy", Title: "Cannot meet the policy", Severity: Warning,
			What: "The phone cannot apply the policy that its user has (status 139), or is too old to be asked for it (status 141).",
			Do: do("See what the policy demands.", "Get-CASMailbox USER | Select-Object -ExpandProperty ActiveSyncMailboxPolicy | Get-MobileDeviceMailboxPolicy",
				"Replace or update the phone, or give the user a policy that allows such phones (AllowNonProvisionableDevices).", "Set-CASMailbox USER -ActiveSyncMailboxPolicy POLICY"),
			Source: commands + " (139, 141)", Limits: []string{"refused"},
			check: count(notProvisionable, refusedLimit).state(),
		},
		{
			Name: "remote-wipe", Title: "Remote wipe not carried out", Severity: Warning,
			What: "Somebody asked for a remote wipe of this device. It is told so (status 140), comes back, and has not confirmed it.",
			Do: do("See whether the wipe is still meant.", deviceStatistics+" | Format-List DeviceId,Status,DeviceWipe*Time",
				"If it is not, cancel it.", "Get-MobileDevice -Mailbox USER | Where-Object DeviceId -eq DEVICE | Clear-MobileDevice -Cancel",
				"If the phone is lost, change the password and block the device.", blockDevice),
			Source: commands + " (140)", Limits: []string{"refused"},
			check: count(wipe, refusedLimit).state(),
		},
		{
			Name: "blocked", Title: "Device is blocked", Severity: Warning,
			What: "The device is blocked for this user (status 129, DeviceIsBlockedForThisUser, access state Blocked) and keeps asking.",
			Do: do("See why.", "Get-MobileDevice -Mailbox USER | Format-List DeviceId,DeviceAccessState,DeviceAccessStateReason,DeviceAccessControlRule",
				"To let it in, allow this device.", allowDevice,
				"Otherwise have the user remove the account from the phone.", ""),
			Source: commands + " (129)", Limits: []string{"refused"},
			Under: []string{"auto-blocked", "quarantined"},
			check: refusedState(blockedFor, refusedLimit, byHand),
		},
		{
			Name: "auto-blocked", Title: "Exchange blocked the device by itself", Severity: Warning,
			What: "Exchange blocks the device for a while because of its behavior (DeviceIsAutoBlocked, access state AB…): identical commands, changing user agents, or crashes on the server.",
			Do: steps(do("See why, and read the device's other findings.", "Get-MobileDevice -Mailbox USER | Format-List DeviceId,DeviceAccessState*",
				"See the limits.", "Get-ActiveSyncDeviceAutoblockThreshold"), updatePhone, addAgain),
			Source: "[MS-ASHTTP] 3.1.5.2.3; " + currentIssues + " 2.9", Limits: []string{"auto_blocked"},
			check: passingState(autoBlocked, func(t *Thresholds) int64 { return t.AutoBlocked }, automatic),
		},
		{
			Name: "quarantined", Title: "Device is in quarantine", Severity: Warning,
			What: "The device waits for an administrator to let it in (access state Quarantined). It is a note while it waits for less than {quarantine_hours} hours.",
			Do: do("List the devices that wait.", "Get-MobileDevice -Filter \"DeviceAccessState -eq 'Quarantined'\" | Format-Table UserDisplayName,DeviceId,WhenCreated",
				"Let this one in.", allowDevice,
				"See who is notified of new ones.", "Get-ActiveSyncOrganizationSettings | Format-List AdminMailRecipients"),
			Source: `Exchange documentation, "Get-ActiveSyncOrganizationSettings"`, Limits: []string{"quarantine_hours"},
			check: quarantine(),
		},
		{
			Name: "not-recognized", Title: "Stuck in device discovery", Severity: Warning,
			What: "For an hour or more Exchange has not recognized what kind of device this is (access state DeviceDiscovery). It gets nothing but a notice until it sends its details.",
			Do: steps(do("See what Exchange knows of it.", "Get-MobileDevice -Mailbox USER | Format-List DeviceId,DeviceType,DeviceModel,DeviceAccessState*",
				"To let it in, allow this device.", allowDevice), updatePhone, addAgain),
			Source: `Exchange documentation, "Device access states"`,
			check:  discovery(),
		},
		{
			Name: "user-disabled", Title: "User is not enabled for ActiveSync", Severity: Warning,
			What: "The user may not use ActiveSync, or the account is disabled (status 126 or 131, UserDisabledForSync), and the device keeps asking.",
			Do: do("See whether that is intended.", "Get-CASMailbox USER | Format-List ActiveSyncEnabled",
				"If it is not, enable the user.", "Set-CASMailbox USER -ActiveSyncEnabled $true",
				"If the person has left, have the account removed from the phone.", ""),
			Source: blog + "; " + commands + " (126, 131)", Limits: []string{"refused"},
			check: count(disabled, refusedLimit).state(),
		},
		{
			Name: "client-certificate", Title: "Client certificate refused", Severity: Warning,
			What: "IIS refuses the phone's client certificate: missing (403.7), no mapping (403.12), revoked or not checkable (403.13), not trusted (403.16), expired or not yet valid (403.17).",
			Do: do("403.7 and 403.17: have the device management enroll a new certificate, and check that the mail profile uses it.", "",
				"403.12: check the certificate's UPN and the certificate mapping of the virtual directory.", "",
				"403.13: check that the server reaches the revocation list. If it does not, all certificates count as revoked.", "certutil -verify -urlfetch FILE.cer",
				"403.16: check that the issuer is in the server's NTAuth and trusted root stores, and that the trusted root store has only self-signed certificates.", "certutil -viewstore -enterprise NTAuth"),
			Source: "Microsoft, HTTP status codes in IIS (403.7 to 403.17)", Limits: []string{"refused"}, beforeLogon: true,
			check: certificate(),
		},
		{
			Name: "forbidden", Title: "Refused without a reason", Severity: Warning,
			What: "The server answers HTTP 403 and logs no reason: the user is not enabled, the device is blocked or in quarantine, or the policy is not met. " +
				"Front ends of Exchange 2013 and later never log the reason.",
			Do: do("Give easreport the logs of the back end, too (W3SVC2): they have the reason.", "",
				"Check the user.", "Get-CASMailbox USER | Format-List ActiveSyncEnabled",
				"Check the device.", "Get-MobileDevice -Mailbox USER | Format-List DeviceId,DeviceAccessState*"),
			Source: blog, Limits: []string{"refused"},
			Under: []string{
				"client-certificate", "blocked", "auto-blocked", "quarantined", "user-disabled", "no-mailbox", "other-version", "device-limit", "cannot-meet-policy", "remote-wipe",
				"provisioning-loop",
			},
			check: forbidden(),
		},
	}
}
