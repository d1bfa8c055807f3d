package estate

// failure is a way in which Exchange fails a request: the text in Log=, the HTTP
// status for clients below 14.0, and the status for later ones, 0 where these
// get the HTTP status as well.
type failure struct {
	text      string
	http, eas int
}

// From the table of Exchange's error texts; the most common come first.
var failures = []failure{
	{"DeviceNotProvisioned", 449, 142},
	{"QuotaExceeded", 507, 113},
	{"PolicyRefresh", 449, 143},
	{"UserDisabledForSync", 403, 126},
	{"DeviceIsBlockedForThisUser", 403, 129},
	{"SyncStateNotFound", 500, 132},
	{"TiSyncStateLocked", 503, 133},
	{"OverBudget", 503, 111},
	{"ADTransient", 503, 111},
	{"MailboxOffline", 503, 114},
	{"AccessDenied", 503, 130},
	{"DeviceIsAutoBlocked", 503, 0},
	{"InvalidPolicyKey", 449, 144},
	{"DeviceNotFullyProvisionable", 403, 139},
	{"UserHasNoMailbox", 403, 123},
	{"CorruptSyncState%5F3%5F2", 500, 134},
	{"AccountDisabled", 403, 131},
	{"InvalidWBXML", 400, 102},
	{"MaxRequestLengthExceeded", 500, 115},
	{"OverBudget%3bADTransient", 503, 111},
	{"HttpLayerFailure", 500, 0},
}

// commandFailures are statuses below 101 behind HTTP 200.
var commandFailures = []struct {
	command string
	status  int
	text    string
}{
	{"Sync", 3, "InvalidSyncKey"},
	{"Sync", 4, ""},
	{"Sync", 8, ""},
	{"Sync", 12, ""},
	{"Sync", 16, ""},
	{"Ping", 3, "PingCollisionDetected"},
	{"Ping", 4, ""},
	{"Ping", 5, "Ping.HbiTooLow"},
	{"Ping", 7, ""},
	{"FolderSync", 9, ""},
	{"GetItemEstimate", 4, ""},
	{"MoveItems", 1, ""},
	{"MeetingResponse", 2, ""},
	{"Search", 3, ""},
	{"Provision", 3, ""},
	{"Settings", 2, ""},
	{"ValidateCert", 17, ""},
}

// refusals are answers of a front end that the back end never hears of.
var refusals = []HTTP{
	{401, 1, 1326},
	{401, 1, 1326},
	{401, 1, 1330},
	{401, 1, 1331},
	{401, 1, 1907},
	{401, 1, 1909},
	{401, 1, 2148074252},
	{403, 4, 5},
	{403, 7, 64},
	{403, 16, 2148204809},
	{413, 1, 0},
	{503, 0, 0},
	{503, 0, 0},
}

var challenges = []HTTP{{401, 2, 5}, {401, 2, 5}, {401, 1, 2148074254}}

// rewrites are statuses that the front end tells its client in place of the back end's.
var rewrites = []struct{ back, front int }{{500, 200}, {200, 503}, {200, 500}, {500, 503}, {503, 500}}

// fail has Exchange fail the request.
func (r *Request) fail(f failure, exchange Exchange) {
	r.Error = f.text
	switch f.text {
	case "DeviceIsBlockedForThisUser":
		r.Access = "BlockedD"
	case "DeviceIsAutoBlocked":
		r.Access = "BlockedABC"
	}
	if r.Device.Version >= 140 && f.eas > 0 {
		r.EAS = f.eas
		return
	}
	r.Front.Status, r.EAS = f.http, 0
	if exchange == Exchange2003 { // its Log= has one word for an error, and nothing else then
		if f.text == "UserDisabledForSync" {
			r.Folders = r.Folders[:0]
		} else {
			r.Error = ""
		}
	}
}

// refuse has the first server refuse the request.
func (r *Request) refuse(answer HTTP) {
	r.Front, r.Back, r.Refused, r.EAS, r.Error = answer, HTTP{}, true, 0, ""
	r.Anonymous = answer.Status == 401 || answer.Status == 403
	r.ToClient, r.Took = 1293, 1+r.Took%50
	r.Heartbeat, r.Folders = 0, r.Folders[:0]
}

// decide draws the outcome of a request that is otherwise complete.
func (t *traffic) decide(r *Request) {
	n, kind, twoSided := t.random.n(1000), int(t.random.uint64()>>40), t.options.Exchange.TwoSided()
	o := t.options
	if n -= o.Refused; n < 0 {
		r.refuse(refusals[kind%len(refusals)])
		return
	}
	if n -= o.Rewritten; n < 0 {
		w := rewrites[kind%len(rewrites)]
		if o.RewriteOne {
			w = rewrites[0]
		}
		if twoSided {
			r.Back, r.Front.Status = HTTP{Status: w.back}, w.front
		} else {
			r.Front.Status = w.back
		}
		return
	}
	if n -= o.Failing; n >= 0 || r.Command == "Options" {
		return
	}
	switch {
	case kind%8 == 0 && r.Command != "SendMail":
		r.Front.Status = 451 // a better address, which is no failure
		r.EAS = 0
	case kind%8 < 3 && o.Exchange != Exchange2003:
		for i := range commandFailures {
			f := commandFailures[(kind/8+i)%len(commandFailures)]
			if f.command == r.Command {
				r.EAS, r.Error = f.status, f.text
				return
			}
		}
	default: // the earlier in the list, the likelier
		i := min(kind>>3%len(failures), kind>>9%len(failures))
		r.fail(failures[i], o.Exchange)
	}
}
