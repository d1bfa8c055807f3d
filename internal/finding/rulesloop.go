package finding

// loopRules are about synchronization that does not come to an end.
func loopRules() []Rule {
	return []Rule{
		{
			Name: "repeated-full-sync", Title: "Synchronizes from the beginning again and again", Severity: Warning,
			What: "The device starts folders over (sync key 0) in {full_syncs} or more minutes of a day, for hours or very often. " +
				"Each time Exchange sends all items of the folder. A new phone does it once for each folder, within minutes.",
			Do:     steps(updatePhone, addAgain, mailboxLog, blockIt),
			Source: currentIssues + " 2.13; Apple TS3398", Limits: []string{"full_syncs"},
			check: fullSyncs(),
		},
		{
			Name: "recovery-sync", Title: "Repeats synchronizations", Severity: Warning,
			What: "The device repeats its last synchronization, or has a key that Exchange does not know: it loses Exchange's answers, or two devices share an id. " +
				"The limit is {recovery_syncs} requests a day.",
			Do:     steps(do("Look for a bad connection, or for a phone that was restored from another phone's backup.", ""), lookAtDevice, addAgain),
			Source: currentIssues + " 2.13", Limits: []string{"recovery_syncs"},
			Under: []string{"repeated-full-sync"},
			check: recoverySyncs(),
		},
		{
			Name: "meeting-response-loop", Title: "Answers a meeting endlessly", Severity: Critical,
			What: "The device sent more than {meeting_responses} MeetingResponse requests in a day, as iOS 6.1 and iOS 9 did for an occurrence of a changed meeting. " +
				"Transaction logs grow by gigabytes.",
			Do: steps(do("Watch the free space of the transaction logs of the user's database.", "Get-Mailbox USER | Format-List Database"), updatePhone,
				do("Have the user delete the meeting in Outlook.", ""), addAgain, blockIt),
			Source: "KB2814847 (iOS 6.1); KB3108212 (iOS 9)", Limits: []string{"meeting_responses"},
			check: repeated("MeetingResponse", func(t *Thresholds) int64 { return t.MeetingResponses }),
		},
		{
			Name: "large-sync-state", Title: "Very large sync state", Severity: Warning,
			What: "Exchange keeps more than {sync_state_kb} KB of state for this device, and writes it with each synchronization: transaction logs grow. " +
				"Folders with very many items, or very many folders, do that.",
			Do: steps(do("See which folders have most items.", "Get-MailboxFolderStatistics USER | Sort-Object ItemsInFolder -Descending | Select-Object -First 10 FolderPath,ItemsInFolder",
				"Have the user archive old items, and synchronize fewer days and folders.", ""), addAgain),
			Source: "KB3060278", Limits: []string{"sync_state_kb", "sync_state_requests"},
			check: largeSyncState(),
		},
		{
			Name: "mass-upload", Title: "Uploads thousands of items", Severity: Warning,
			What: "The device sent {uploaded_items} or more new or changed items in a day. Thousands of contacts in one request take a processor of the server for minutes.",
			Do: steps(do("Ask for apps that copy contacts or calendars between accounts, and switch that off.", "",
				"Look for duplicates in the mailbox.", "Get-MailboxFolderStatistics USER | Where-Object FolderType -in 'Contacts','Calendar' | Format-List FolderPath,ItemsInFolder"), blockIt),
			Source: "KB2711053", Limits: []string{"uploaded_items"},
			check: massUpload(),
		},
	}
}
