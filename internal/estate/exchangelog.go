package estate

import (
	"strconv"
	"strings"
)

// exchangeLog is what Exchange appends to the query of a request, from Log= on.
type exchangeLog struct {
	request  *Request
	exchange Exchange
	prxTo    string // encoded as in Log=, "" if the request is not handed on
	prxFrom  string
	front    string // name of the front end
	mailbox  string // mailbox server
	status   bool   // the row knows what became of the request
	long     bool
	received int64 // Unix milliseconds
	finished int64
}

func (x *exchangeLog) append(b []byte) []byte {
	b = append(b, "&Log="...)
	switch x.exchange {
	case Exchange2003:
		return x.packed(b)
	case Exchange2016:
		return x.named(b)
	}
	return x.numbered(b)
}

// version returns the protocol version as logged: 0 where the request has none.
func (x *exchangeLog) version() int {
	if r := x.request; r.Device != nil && r.Command != "Options" {
		return r.Device.Version
	}
	return 0
}

func appendNumber(b []byte, name string, n int) []byte {
	b = append(b, name...)
	b = strconv.AppendInt(b, int64(n), 10)
	return append(b, '_')
}

func appendValue(b []byte, name, value string) []byte {
	b = append(b, name...)
	b = append(b, value...)
	return append(b, '_')
}

// packed appends the one word of Exchange 2003 (Exchange team blog, 28 March 2005):
// V2TCoSSC:0A0C0D0FS:1A0C0D0SP:1C2I105992S109982R.
func (x *exchangeLog) packed(b []byte) []byte {
	r := x.request
	if r.Error == "UserDisabledForSync" {
		return append(b, "VNATNASNC:0A0C0D0FS:0A0C0D0SP:0C0I0S0R"...)
	}
	version := map[int]string{10: "V1", 20: "V2", 21: "V3", 25: "V4"}[x.version()]
	if version == "" {
		version = "VNA"
	}
	kind, sync := "NA", "N"
	var client, server Items
	if len(r.Folders) > 0 {
		f := r.Folders[0]
		kind, sync, client, server = f.Kind, f.Sync, f.FromClient, f.ToClient
		if kind == "Ta" || kind == "Nt" {
			kind = "NA"
		}
		if sync == "I" {
			sync = "N"
		}
	}
	b = append(append(append(append(b, version...), 'T'), kind...), 'S')
	b = append(append(b, sync...), "C:"...)
	b = appendItems(b, client, "A", "C", "D")
	b = append(b, "0FS:"...)
	b = appendItems(b, server, "A", "C", "D")
	b = append(b, "0SP:1C2I"...)
	b = strconv.AppendInt(b, int64(r.hash%200_000), 10)
	b = append(b, 'S')
	b = strconv.AppendInt(b, r.ToClient, 10)
	return append(b, 'R')
}

func appendItems(b []byte, i Items, add, change, remove string) []byte {
	b = append(strconv.AppendInt(b, int64(i.Adds), 10), add...)
	b = append(strconv.AppendInt(b, int64(i.Changes), 10), change...)
	return append(strconv.AppendInt(b, int64(i.Deletes), 10), remove...)
}

// numbered appends the elements of Exchange 2007 to 2013, whose numbers follow their
// names at once, in the order in which 2013 writes them.
func (x *exchangeLog) numbered(b []byte) []byte {
	r := x.request
	if x.prxTo != "" {
		b = appendValue(b, "PrxTo:", x.prxTo)
	}
	if x.prxFrom != "" {
		b = appendValue(b, "PrxFrom:", x.prxFrom)
	}
	b = appendNumber(b, "V", x.version())
	if x.exchange == Exchange2013 {
		b = append(b, "HH:mail.contoso.com%3a444_NMS1_"...)
	}
	if x.exchange == Exchange2010 {
		b = appendNumber(b, "LdapC", int(r.variety&3))
		b = appendNumber(b, "LdapL", int(r.variety>>2&31))
		b = appendNumber(b, "RpcC", int(r.variety>>7&127))
		b = appendNumber(b, "RpcL", int(r.variety>>14&255))
	}
	if !x.status {
		return b
	}
	b = x.folders(b, "Fc", "Filt", "")
	b = x.facts(b, "")
	if r.EAS > 0 {
		b = appendNumber(b, "S", r.EAS)
	}
	if r.Error != "" {
		b = appendValue(b, "Error:", r.Error)
	}
	b = appendValue(b, "As:", r.Access)
	b = appendValue(b, "Mbx:", x.mailbox)
	if x.exchange == Exchange2013 {
		b = appendValue(b, "Dc:", "DC01.contoso.com")
	}
	b = appendNumber(b, "Throttle", r.Throttle)
	if x.exchange == Exchange2013 {
		b = appendNumber(b, "DBL", 1)
		b = appendNumber(b, "CmdHC", int(int32(r.hash)))
		b = x.clocks(b, "")
	}
	return x.budget(b)
}

// named appends the elements of Exchange 2016 and later: all have a colon, and some have
// new names.
func (x *exchangeLog) named(b []byte) []byte {
	r := x.request
	if r.Error != "" && r.variety&1 == 0 {
		b = appendValue(b, "Error:", r.Error)
	}
	if r.EAS > 0 {
		b = appendNumber(b, "SC1:", r.EAS)
	}
	b = appendValue(b, "PrxFrom:", x.prxFrom)
	b = appendNumber(b, "Ver1:", x.version())
	b = append(b, "HH:mail.contoso.com_"...)
	if r.Login != nil && r.Login.Person.UPN != "" {
		b = appendValue(b, "SmtpAdrs:", r.Login.Person.smtpAddress())
	}
	b = x.folders(b, "FldrC1:", "Filter1:", ":")
	b = x.facts(b, ":")
	if r.Error != "" && r.variety&1 == 1 {
		b = appendValue(b, "Error:", r.Error)
	}
	b = appendNumber(b, "Fet:", int(x.finished-x.received))
	b = appendValue(b, "As:", r.Access)
	b = appendValue(b, "Mbx:", x.mailbox)
	b = appendValue(b, "Cafe:", x.front)
	b = append(b, "Dc:DC01.contoso.com_"...)
	b = appendNumber(b, "Throttle:", r.Throttle)
	b = append(b, "SBkOffD:L%2f-470_"...)
	b = appendNumber(b, "CmdHC:", int(int32(r.hash)))
	return x.budget(x.clocks(b, ":"))
}

func (x *exchangeLog) folders(b []byte, count, filter, colon string) []byte {
	r := x.request
	if len(r.Folders) == 0 {
		return b
	}
	b = appendNumber(b, count, len(r.Folders))
	for i := range r.Folders {
		f := &r.Folders[i]
		b = appendNumber(b, "Fid:", 2+i)
		b = appendValue(b, "Ty:", f.Kind)
		b = appendNumber(b, filter, int(r.variety>>22&7))
		b = appendValue(b, "St:", f.Sync)
		key := int(r.syncKey) - len(r.Folders) + 1 + i
		if f.Sync == "F" {
			key = 0
		}
		b = appendNumber(b, "Sk:", max(key, 0))
		if i == 0 && r.SyncState > 0 {
			b = appendNumber(append(b, "Sst"...), colon, r.SyncState)
			b = appendNumber(append(b, "SsCmt"...), colon, r.SyncCommit)
		}
		if !f.FromClient.none() {
			b = append(b, "Cli:"...)
			b = appendItems(b, f.FromClient, "a", "c", "d")
			b = append(b, "0f0e_"...)
		}
		if !f.ToClient.none() {
			b = append(b, "Srv:"...)
			b = appendItems(b, f.ToClient, "a", "c", "d")
			b = append(b, "0s0e0r0A0sd_"...)
		}
	}
	return append(append(b, "BR"...), append([]byte(colon), "1_"...)...)
}

// facts appends what is known of a request besides its folders and its status.
func (x *exchangeLog) facts(b []byte, colon string) []byte {
	r := x.request
	number := func(name string, n int) {
		if n > 0 {
			b = appendNumber(append(b, name...), colon, n)
		}
	}
	number("Hb", r.Heartbeat)
	if r.Heartbeat > 0 && r.variety>>8&15 == 0 {
		number("Erq", 1)
	}
	number("Ssp", r.SharePointReads)
	number("Unc", r.UNCReads)
	number("Att", r.Attachments)
	number("Attb", r.AttachmentBytes)
	number("Pk", int(r.policyKey))
	number("Pa", r.PolicyAck)
	if r.OutOfOffice != "" {
		b = appendValue(b, "Oof:", r.OutOfOffice)
	}
	return b
}

// clocks appends when the phases of the request were.
func (x *exchangeLog) clocks(b []byte, colon string) []byte {
	clock := func(name string, ms int64, more string) {
		b = append(append(b, name...), colon...)
		b = appendClock(b, ms)
		b = append(b, '.')
		b = append(b, byte('0'+ms/100%10), byte('0'+ms/10%10))
		b = append(append(b, more...), '_')
	}
	more := ""
	if colon != "" {
		more = "79947"
	}
	clock("TmRcv", x.received, more)
	clock("TmSt", x.received+1, more)
	clock("TmFin", x.finished-1, more)
	clock("TmCmpl", x.finished, more)
	return b
}

const (
	budget2010 = "Budget:(A)Conn%3a1%2cHangingConn%3a0%2cAD%3a%24null%2f%24null%2f0%25%2cCAS%3a%24null%2f%24null%2f7%25%2cAB%3a%24null%2f%24null%2f0%25%2cRPC%3a%24null%2f%24null%2f4%25%2cFC%3a1000%2f0%2cPolicy%3aDefaultThrottlingPolicy%5F00000000-0000-0000-0000-000000000001%2cNorm_"
	context    = "ActivityContextData:ActivityID%3d0483abd0-f1d6-44e7-bfe8-e951e242b7bd%3bI32%3aADS.C%5bDC01%5d%3d1%3bF%3aADS.AL%5bDC01%5d%3d1.62791%3bI32%3aMAPI.C%5bDB01%5d%3d405%3bDbl%3aST.T%5bDB01%5d%3d68%3bS%3aWLM.Bal%3d480000%3bS%3aWLM.BT%3dEas_"
	limits     = "%2cConn%3a1%2cMaxConn%3a10%2cMaxBurst%3a480000%2cBalance%3a480000%2cCutoff%3a600000%2cRechargeRate%3a1800000%2cPolicy%3aGlobalThrottlingPolicy%5F5c9d3d31-7f05-4e14-b8f8-05780608b52f%2cIsServiceAccount%3aFalse%2cLiveTime%3a00%3a00%3a00.3264871"
)

// budget appends the long texts that some servers write.
func (x *exchangeLog) budget(b []byte) []byte {
	if !x.long || x.exchange == Exchange2007 {
		return b
	}
	if x.exchange == Exchange2010 {
		return append(b, budget2010...)
	}
	owner := "S-1-5-18"
	if l := x.request.Login; l != nil && l.Person.SID != "" {
		owner = l.Person.SID
	}
	if d := x.request.Device; d != nil {
		owner += "%5F" + strings.ReplaceAll(d.ID, "_", "%5F") + "%5F" + d.Type
	}
	b = append(b, context...)
	b = append(append(append(b, "Budget:(A)Owner%3a"...), owner...), limits...)
	b = append(append(append(b, "%3b(D)Owner%3a"...), owner...), limits...)
	return append(b, '_')
}
