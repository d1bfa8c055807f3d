package activesync

// IISCode returns what an HTTP status with its substatus means, and whether it is
// known.
func IISCode(status, substatus int32) (Code, bool) {
	code, known := iisCodes[iisCode{status, substatus}]
	return code, known
}

type iisCode struct{ status, substatus int32 }

// iisCodes are the substatuses that IIS gives requests which it refuses before
// Exchange sees them: Microsoft, "HTTP status code overview" of IIS. 401.1 and 401.2
// are challenges as well: there it is sc-win32-status that says more.
var iisCodes = map[iisCode]Code{
	{401, 1}: {"logon refused", false, User},
	{401, 2}: {"logon refused by the server's configuration", false, Server},
	{401, 3}: {"no permission on the folder", true, Server},
	{401, 4}: {"refused by a filter", true, Server},
	{401, 5}: {"refused by an application", true, Server},

	{403, 4}:  {"TLS required", false, Device},
	{403, 5}:  {"128-bit TLS required", false, Device},
	{403, 6}:  {"address refused", false, Server},
	{403, 7}:  {"client certificate required", false, Device},
	{403, 8}:  {"site access denied", false, Server},
	{403, 9}:  {"too many clients", false, Server},
	{403, 10}: {"server configuration forbids running it", false, Server},
	{403, 11}: {"password changed", false, User},
	{403, 12}: {"client certificate belongs to no account", false, Device},
	{403, 13}: {"client certificate revoked", false, Device},
	{403, 14}: {"directory listing denied", false, Nobody},
	{403, 15}: {"too many client access licenses in use", false, Server},
	{403, 16}: {"client certificate untrusted or invalid", false, Device},
	{403, 17}: {"client certificate expired or not yet valid", false, Device},
	{403, 18}: {"URL cannot run in this application pool", false, Server},

	{413, 1}: {"request too large", false, Server},
}
