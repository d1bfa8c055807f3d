package finding

// habitRules compare with what is usual.
func habitRules() []Rule {
	return []Rule{
		{
			Name: "above-habit", Title: "Far busier than usual", Severity: Warning,
			What:   "The device made more than {habit_times} times its usual number of requests, and well beyond its usual day-to-day variation. It is a note up to {high_usage} requests a day.",
			Do:     steps(do("Ask what changed: an update, a new app, a password.", ""), lookAtDevice, updatePhone),
			Source: blog + " (baseline and incident)", Limits: []string{"habit_days", "habit_times", "habit_spreads", "habit_requests", "high_usage"},
			Under: append([]string{"high-usage", "burst", "steady-interval", "user-disabled", "cannot-meet-policy"}, loops...), byCount: true, vague: true,
			check: aboveHabit(),
		},
		{
			Name: "new-device", Title: "New device", Severity: Info,
			What:   "The device was not seen on any of the whole days before.",
			Do:     do("Check that the user knows it.", "Get-MobileDevice -Mailbox USER | Format-Table DeviceId,DeviceType,FirstSyncTime"),
			Source: blog + " (baseline and incident)", Limits: []string{"habit_days"},
			check: newDevice(),
		},
		{
			Name: "new-ids", Title: "A new device id on each try", Severity: Warning,
			What: "The user has {new_ids} or more device ids, most of which sent only a few requests: a mail app invents a new id on each try. Each leaves a partnership in the mailbox.",
			Do: steps(do("Update or replace the mail app; remove the account on the phone and add it again.", "",
				"List the partnerships.", deviceStatistics+" | Sort-Object FirstSyncTime | Format-Table DeviceId,DeviceType,FirstSyncTime,LastSuccessSync",
				"Remove those that nobody uses. This wipes nothing.", "Get-MobileDevice -Mailbox USER | Where-Object DeviceId -eq OLD | Remove-MobileDevice")),
			Source: "[MS-ASHTTP] 2.2.1.1.1 (DeviceId identifies the device)", Limits: []string{"new_ids"},
			check: newIDs(),
		},
		{
			Name: "many-devices", Title: "User with many devices", Severity: Info,
			What: "The user has {user_devices} or more devices, in this report or on the days before. Reported once, on the user's busiest device. Each keeps state in the mailbox and has its own copy of the password.",
			Do: do("List the user's devices, oldest first.", deviceStatistics+" | Sort-Object LastSuccessSync | Format-Table DeviceId,DeviceType,LastSuccessSync",
				"Remove partnerships that nobody uses. This wipes nothing.", "Get-MobileDevice -Mailbox USER | Where-Object DeviceId -eq OLD | Remove-MobileDevice"),
			Source: blog + "; " + commands + " (177 MaximumDevicesReached)", Limits: []string{"user_devices"},
			Under: []string{"new-ids"},
			check: manyDevices(),
		},
	}
}
