package activesync

// WindowsCode returns what an sc-win32-status means, and whether it is known.
func WindowsCode(win32 int64) (Code, bool) {
	code, known := windowsCodes[win32]
	return code, known
}

// LockedOut is ERROR_ACCOUNT_LOCKED_OUT of Windows.
const LockedOut = 1909

// windowsCodes are the values of sc-win32-status that say why a logon was refused,
// why a certificate was, and how connections end. Numbers up to 15999 are Windows
// system error codes, larger ones those of SSPI and of certificates ("COM Error Codes
// (Security and Setup)"). Which of them IIS logs is seen, not documented.
var windowsCodes = map[int64]Code{
	// Logons that were tried and refused.
	1326:      {"unknown user or wrong password", true, User},
	1327:      {"account restriction", true, User}, // such as an empty password
	1328:      {"outside logon hours", true, User},
	1329:      {"not allowed from this workstation", true, User},
	1330:      {"password expired", true, User},
	1331:      {"account disabled", true, User},
	1385:      {"logon type not granted", true, User},
	1793:      {"account expired", true, User},
	1907:      {"password must be changed", true, User},
	LockedOut: {"account locked out", true, User},

	// SEC_E_LOGON_DENIED: Negotiate and NTLM have it where Basic has 1326.
	2148074252: {"logon denied", true, User},
	// SEC_E_INVALID_TOKEN, SEC_E_BAD_BINDINGS: Extended Protection refuses a TLS
	// connection that a load balancer has ended.
	2148074248: {"invalid logon token", true, Device},
	2148074310: {"channel binding mismatch (Extended Protection)", true, Server},

	// Logons that the server could not check.
	1311:       {"no domain controller can be reached", true, Server},
	1355:       {"domain not found", true, Server},
	1396:       {"wrong service principal name", true, Server},
	1398:       {"clock differs from the domain controller's", true, Server},
	1787:       {"no computer account in the domain", true, Server},
	1788:       {"trust between domains failed", true, Server},
	1789:       {"trust relationship with the domain failed", true, Server},
	1790:       {"network logon failed", true, Server},
	1792:       {"Netlogon service is not running", true, Server},
	2148074257: {"no domain controller can be reached", true, Server},        // SEC_E_NO_AUTHENTICATING_AUTHORITY
	2148074276: {"clock differs from the domain controller's", true, Server}, // SEC_E_TIME_SKEW

	// Challenges: nothing was tried yet. 5 is ERROR_ACCESS_DENIED.
	5:          {"access denied", false, Nobody},
	2148074254: {"no credentials", false, Nobody}, // SEC_E_NO_CREDENTIALS

	// Client certificates, with HTTP 403. The revocation list is the server's to get.
	2148081680: {"certificate revoked", false, Device},               // CRYPT_E_REVOKED
	2148081683: {"revocation list cannot be reached", false, Server}, // CRYPT_E_REVOCATION_OFFLINE
	2148204801: {"certificate expired", false, Device},               // CERT_E_EXPIRED
	2148204809: {"untrusted issuer", false, Device},                  // CERT_E_UNTRUSTEDROOT
	2148204810: {"certificate chain is incomplete", false, Device},   // CERT_E_CHAINING
	2148204812: {"certificate revoked", false, Device},               // CERT_E_REVOKED
	2148204814: {"revocation cannot be checked", false, Server},      // CERT_E_REVOCATION_FAILURE

	// Connections.
	64:   {"connection lost", false, Nobody},
	121:  {"time-out", false, Nobody},
	995:  {"request cancelled", false, Nobody},
	1229: {"connection closed by the client", false, Nobody},
	1236: {"connection aborted", false, Nobody},
}
