package finding

// mailboxRules are about a mailbox that says no.
func mailboxRules() []Rule {
	return []Rule{
		{
			Name: "mailbox-full-storm", Title: "Retry loop on a full mailbox", Severity: Critical,
			What: "The mailbox is over its quota, and the device keeps retrying: more than {mailbox_full_minute} failures in a minute, or more than {mailbox_full_day} a day.",
			Do: steps(do("See how full the mailbox is.", mailboxStatistics, "Make room first: empty Deleted Items, or raise the quota.", raiseQuota),
				blockIt, updatePhone),
			Source: blog, Limits: []string{"mailbox_full_minute", "mailbox_full_day"},
			check: mailboxFullStorm(),
		},
		{
			Name: "mailbox-full", Title: "Mailbox is full", Severity: Warning,
			What: "Exchange refuses requests because the mailbox is over its quota (HTTP 507, or status 113 behind HTTP 200), {mailbox_full} times a day or more.",
			Do: do("See how full the mailbox is.", mailboxStatistics,
				"Have the user empty folders, Deleted Items too, or raise the quota.", raiseQuota),
			Source: blog, Limits: []string{"mailbox_full"},
			Under: []string{"mailbox-full-storm"},
			check: count(quota, func(t *Thresholds) int64 { return t.MailboxFull }),
		},
		{
			Name: "send-quota", Title: "May not send any more", Severity: Warning,
			What:   "Exchange refuses mail because the mailbox is over the size at which sending stops (status 115).",
			Do:     do("See how full the mailbox is.", mailboxStatistics, "Have the user empty folders, or raise the limit.", "Set-Mailbox USER -UseDatabaseQuotaDefaults $false -ProhibitSendQuota SIZE"),
			Source: commands + " (115)", Limits: []string{"mailbox_full"},
			check: count(sendQuota, func(t *Thresholds) int64 { return t.MailboxFull }),
		},
		{
			Name: "no-mailbox", Title: "No mailbox", Severity: Warning,
			What: "The account has no mailbox, or Exchange does not find it in the directory (status 123 or 125).",
			Do: do("See what the account is.", "Get-Recipient USER | Format-List RecipientTypeDetails,PrimarySmtpAddress",
				"If the mailbox has moved to Exchange Online, set up the account again on the phone.", "",
				"If the person has left, have the account removed from the phone.", ""),
			Source: commands + " (123, 125)", Limits: []string{"refused"},
			check: count(noMailbox, refusedLimit).state(),
		},
		{
			Name: "other-version", Title: "Mailbox is on another version of Exchange", Severity: Warning,
			What: "The server cannot serve this mailbox, which is on a newer server (status 127) or on an older one (status 128). It happens while mailboxes move from one version to another.",
			Do: do("See where the mailbox is.", "Get-Mailbox USER | Format-List ServerName,Database,AdminDisplayVersion",
				"Check that phones are sent to the newest version, which hands requests on to older ones.", "Get-ActiveSyncVirtualDirectory | Format-List Server,InternalUrl,ExternalUrl",
				"If that is right, remove the account on the phone and add it again with Autodiscover.", ""),
			Source: commands + " (127, 128)", Limits: []string{"refused"},
			check: count(otherVersion, refusedLimit).state(),
		},
		{
			Name: "device-limit", Title: "Too many devices for this user", Severity: Warning,
			What: "The user has as many device partnerships as the policy allows (status 177), so this device is refused.",
			Do: do("List the user's devices, oldest first.", deviceStatistics+" | Sort-Object LastSuccessSync | Format-Table DeviceId,DeviceType,LastSuccessSync",
				"Remove those that nobody uses. This wipes nothing.", "Get-MobileDevice -Mailbox USER | Where-Object DeviceId -eq OLD | Remove-MobileDevice"),
			Source: commands + " (177)", Limits: []string{"refused"},
			check: count(deviceLimit, refusedLimit).state(),
		},
		{
			Name: "upload-too-large", Title: "Sends what is too large", Severity: Warning,
			What: "The device sends a mail or attachment that the server does not take (HTTP 413, status 122), {too_large} times a day or more: it uploads the same again each time, and the user's mail stays in the outbox.",
			Do: do("Have the user delete the mail in the phone's outbox, and send the file in another way.", "",
				"See the limits of Exchange.", "Get-TransportConfig | Format-List MaxSendSize; Get-Mailbox USER | Format-List MaxSendSize",
				"If small mails are refused, too, and the server asks for client certificates: raise uploadReadAheadSize in IIS.", ""),
			Source: commands + " (122); OfficeDocs-Exchange #1819 (413)", Limits: []string{"too_large"},
			check: count(tooLarge, func(t *Thresholds) int64 { return t.TooLarge }),
		},
	}
}

const (
	mailboxStatistics = "Get-MailboxStatistics USER | Format-List TotalItemSize,TotalDeletedItemSize,StorageLimitStatus"
	raiseQuota        = "Set-Mailbox USER -UseDatabaseQuotaDefaults $false -ProhibitSendReceiveQuota SIZE"
)

func refusedLimit(t *Thresholds) int64 { return t.Refused }
