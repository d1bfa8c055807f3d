package activesync

import "bytes"

// root is the first segment of an ActiveSync request's path, the virtual
// directory of every version of Exchange ([MS-ASHTTP] 2.2.1.1.1).
const root = "/Microsoft-Server-ActiveSync"

// IsStem tells whether a cs-uri-stem is that of an ActiveSync request: its first
// path segment is Microsoft-Server-ActiveSync in any case. The script of 2012
// accepted the name anywhere in the stem; see IsServerTraffic for what that let
// in.
func IsStem(stem []byte) bool {
	return beginsWith(stem, root)
}

// IsHealthCheck reports whether a cs-uri-stem is the page by which a load balancer sees
// whether Exchange serves ActiveSync, in any case: "Load balancing in Exchange Server".
// Exchange has the page on both web sites, and no device asks for it.
func IsHealthCheck(stem []byte) bool {
	return equalFold(stem, root+"/healthcheck.htm") || equalFold(stem, root+"/Proxy/healthcheck.htm")
}

// beginsWith tells whether a path begins with the segments, in any case.
func beginsWith(path []byte, segments string) bool {
	n := len(segments)
	return len(path) >= n && (len(path) == n || path[n] == '/') && equalFold(path[:n], segments)
}

// IsServerTraffic tells whether a cs-uri-stem belongs to the requests that an
// Exchange 2003 front end makes to the device's folder in the mailbox by WebDAV,
//
//	/exchange/<mailbox>/NON_IPM_SUBTREE/Microsoft-Server-ActiveSync/<type>/<id>
//
// (seen; the first segment is exchange-oma where KB817379 was followed). They
// are the server's doing, not the device's, though the script of 2012 counted
// them as hits.
func IsServerTraffic(stem []byte) bool {
	const mailboxes = "/exchange"
	if len(stem) < len(mailboxes)+len(root) || !equalFold(stem[:len(mailboxes)], mailboxes) {
		return false
	}
	for rest := stem[len(mailboxes):]; ; rest = rest[1:] {
		slash := bytes.IndexByte(rest, '/')
		if slash < 0 {
			return false
		}
		rest = rest[slash:]
		if IsStem(rest) {
			return true
		}
	}
}
