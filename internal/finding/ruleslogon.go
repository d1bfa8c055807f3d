package finding

// logonRules are about logons that are refused. Which of them fits depends on the Windows
// error that IIS logs beside HTTP 401.
func logonRules() []Rule {
	account := do("See the account's state.", "Get-ADUser USER -Properties Enabled,LockedOut,PasswordExpired,PasswordLastSet,AccountExpirationDate | Format-List")
	remove := do("If nobody uses this device any more, have the account removed from it.", "")
	return []Rule{
		{
			Name: "account-lockout", Title: "Causes account lockouts", Severity: Critical,
			What: "The device tries a wrong password until the account is locked out, and then meets the lock (HTTP 401 with win32 status 1909).",
			Do: steps(do("Correct the password on this device, or remove the account from it. Do that before you unlock the account.", "",
				"Then unlock the account.", "Unlock-ADAccount USER",
				"If nobody knows the address in the evidence, block it and have the password changed.", "")),
			Source: win32 + " 1909", Limits: []string{"lockouts"},
			check: lockout(),
		},
		{
			Name: "locked-elsewhere", Title: "Meets a lock that it did not cause", Severity: Warning,
			What: "The account was locked out while this device used it, but the device itself tried no wrong password: another device or somebody else did. " +
				"It is a note if that device is known.",
			Do:     steps(do("Start with the device or address in the evidence. This device works again once the account is unlocked.", "", "See when and where the account was locked.", "Get-WinEvent -ComputerName (Get-ADDomain).PDCEmulator -FilterHashtable @{LogName='Security';Id=4740} | Select-Object -First 20 TimeCreated,Message"), account),
			Source: win32 + " 1909", Limits: []string{"lockouts"},
			check: lockedElsewhere(),
		},
		{
			Name: "wrong-password", Title: "Wrong password", Severity: Warning,
			What: "The device keeps logging on with a name or password that is refused (HTTP 401 with win32 status 1326, or 2148074252 from NTLM and Negotiate), {wrong_password} times a day or more.",
			Do: steps(do("Have the user enter the new password on this device.", ""), remove,
				do("Check the user's other devices: each has its own copy of the password.", deviceStatistics)),
			Source: win32 + " 1326; SEC_E_LOGON_DENIED", Limits: []string{"wrong_password"},
			Under: []string{"account-lockout"},
			check: logons(otherLogon, wrongPasswords),
		},
		{
			Name: "password-expired", Title: "Password has expired", Severity: Warning,
			What:   "The password has expired or must be changed before the next logon (win32 status 1330 or 1907). A phone cannot change it.",
			Do:     steps(do("Have the user change the password at a PC or a portal, then enter it on this device.", ""), account),
			Source: win32 + " 1330, 1907", Limits: []string{"wrong_password"},
			check: logons(withCodes(1330, 1907), wrongPasswords),
		},
		{
			Name: "account-disabled", Title: "Account is disabled", Severity: Warning,
			What:   "The account is disabled (win32 status 1331), and the device keeps trying to log on.",
			Do:     steps(do("If the person has left, have the account removed from the phone. Wipe it only if company policy says so.", ""), account, do("If it was disabled by mistake, enable it.", "Enable-ADAccount USER")),
			Source: win32 + " 1331", Limits: []string{"wrong_password"},
			check: logons(withCodes(1331), wrongPasswords),
		},
		{
			Name: "account-expired", Title: "Account has expired", Severity: Warning,
			What:   "The account has expired (win32 status 1793), and the device keeps trying to log on.",
			Do:     steps(account, do("If the person still works here, extend the account.", "Set-ADAccountExpiration USER -TimeSpan 90.0:0"), remove),
			Source: win32 + " 1793", Limits: []string{"wrong_password"},
			check: logons(withCodes(1793), wrongPasswords),
		},
		{
			Name: "logon-restricted", Title: "Logon not allowed", Severity: Warning,
			What: "The password may be right, but the account may not log on this way: account restriction (win32 status 1327), logon hours (1328), workstation (1329) or logon type (1385).",
			Do: steps(do("Check logon hours and workstations of the account.", "Get-ADUser USER -Properties LogonWorkstations,LogonHours,MemberOf | Format-List",
				"Check the policies on the Exchange server: Allow log on locally, Deny access to this computer from the network.", "")),
			Source: win32 + " 1327-1329, 1385", Limits: []string{"wrong_password"},
			check: logons(withCodes(1327, 1328, 1329, 1385), wrongPasswords),
		},
		{
			Name: "logon-not-checked", Title: "Server cannot check logons", Severity: Warning,
			What: "The server refuses this device's logons because it cannot check them: no domain controller answers (HTTP 401 with win32 status 1311), or the trust with the domain failed (1787 to 1792). " +
				"Neither the password nor the device is at fault.",
			Do: do("Check the domain on the Exchange server, and the Netlogon events of that time.", "nltest /dsgetdc:DOMAIN",
				"Test the server's secure channel.", "Test-ComputerSecureChannel -Verbose",
				"Do not reset the user's password: it is not what is wrong.", ""),
			Source: win32 + " 1311, 1787-1792", Limits: []string{"wrong_password"},
			check: logons(uncheckedLogon, wrongPasswords),
		},
		{
			Name: "no-logon", Title: "Cannot log on", Severity: Warning,
			What: "The server challenges the device (HTTP 401), and it never logs on: {never_logs_on} requests or more, none of them served. " +
				"The phone has no password, or uses a kind of authentication that the server does not offer (Basic or modern).",
			Do: do("See which kinds of authentication are offered.", "Get-ActiveSyncVirtualDirectory | Format-List Server,*Auth*",
				"Hybrid modern authentication: check that the phone's mail app supports it.", "Get-OrganizationConfig | Format-List OAuth2ClientProfileEnabled",
				"Remove the account on the phone and add it again.", ""),
			Source: "[MS-ASHTTP], HTTP 401", Limits: []string{"never_logs_on"},
			check: neverLogsOn(),
		},
	}
}

func wrongPasswords(t *Thresholds) int64 { return t.WrongPassword }
