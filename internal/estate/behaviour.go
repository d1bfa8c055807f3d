package estate

// commands with their shares of what a phone sends.
var commands = []struct {
	name  string
	share int
}{
	{"Sync", 430},
	{"Ping", 370},
	{"FolderSync", 40},
	{"ItemOperations", 35},
	{"SendMail", 25},
	{"Settings", 14},
	{"SmartReply", 12},
	{"Provision", 10},
	{"GetItemEstimate", 10},
	{"Options", 9},
	{"MoveItems", 8},
	{"SmartForward", 6},
	{"MeetingResponse", 6},
	{"Search", 6},
	{"GetAttachment", 6},
	{"ResolveRecipients", 4},
	{"FolderUpdate", 2},
	{"FolderCreate", 2},
	{"FolderDelete", 2},
	{"ValidateCert", 1},
}

// commandTable has a command for each of 4096 equally likely numbers.
var commandTable = func() (table [4096]uint8) {
	total := 0
	for _, c := range commands {
		total += c.share
	}
	i, sum := 0, commands[0].share
	for slot := range table {
		for slot*total >= sum*len(table) {
			i++
			sum += commands[i].share
		}
		table[slot] = uint8(i)
	}
	return table
}()

// invent has the device do what it does when all is well.
func (t *traffic) invent(d *Device, r *Request) {
	r.Command = commands[commandTable[t.random.uint64()>>52]].name
	r.EAS = 1
	if d.Version < 140 {
		r.EAS = 0
	}
	r.policyKey = d.policyKey
	r.ToClient, r.FromClient, r.Took = int64(t.random.span(180, 330)), int64(t.random.span(400, 900)), t.random.size(8, 20_000)
	switch r.Command {
	case "Ping":
		t.wait(d, r)
		r.EAS = 1 + t.random.n(2) // 2: something changed
	case "Sync":
		t.sync(d, r)
	case "SendMail", "SmartForward", "SmartReply":
		r.FromClient, r.Took = int64(t.random.size(1200, 8<<20)), t.random.size(60, 90_000)
		r.EAS = 0 // an empty answer is success
	case "ItemOperations", "GetAttachment":
		t.fetch(r)
	case "Settings":
		if t.random.chance(300) {
			r.OutOfOffice = [...]string{"Get", "Get", "Set"}[t.random.n(3)]
		}
	case "Provision":
		if t.random.chance(500) {
			r.PolicyAck = [...]int{1, 1, 1, 1, 2, 3}[t.random.n(6)]
		}
	case "MoveItems":
		r.EAS = 3 // success
	case "Options":
		r.EAS = 0
	}
	if t.random.chance(15) {
		r.Throttle = t.random.span(100, 4000)
	}
}

// wait makes a request that began when the device's last one was over.
func (t *traffic) wait(d *Device, r *Request) {
	r.Heartbeat = 470 + 505*t.random.n(4)
	pause := int(r.End - d.previous)
	if t.random.chance(20) {
		r.Heartbeat = t.random.span(60, 120) // a firewall has cut longer ones
	}
	r.Took = max(1, min(pause, r.Heartbeat*1000+t.random.n(40)))
	if t.random.chance(30) { // the connection was cut
		r.Front = HTTP{200, 0, 64}
	}
}

func (t *traffic) sync(d *Device, r *Request) {
	r.ToClient, r.FromClient = int64(t.random.size(240, 4<<20)), int64(t.random.span(600, 1400))
	if d.HeartbeatIn && t.random.chance(600) {
		t.wait(d, r)
	}
	kind := "S"
	switch n := t.random.n(1000); {
	case n < 12:
		kind = "F"
	case n < 15:
		kind = "R"
	case n < 18:
		kind = "I"
	}
	t.folder(d, r, kind)
	for t.random.chance(200) && len(r.Folders) < len(t.folders) {
		t.folder(d, r, "S")
	}
	r.SyncState, r.SyncCommit = t.random.size(4, 2500), t.random.span(1, 6)
}

func (t *traffic) folder(d *Device, r *Request, sync string) {
	d.syncKey++
	r.syncKey = d.syncKey
	f := Folder{Kind: [...]string{"Em", "Em", "Em", "Em", "Ca", "Ca", "Co", "Ta", "Nt"}[t.random.n(9)], Sync: sync}
	x := t.random.uint64()
	if x&7 == 0 {
		f.FromClient = Items{int(x >> 3 & 3), int(x >> 5 & 3), int(x >> 7 & 1)}
	}
	if x>>8&1 == 0 {
		f.ToClient = Items{int(x >> 9 & 7), int(x >> 12 & 3), int(x >> 14 & 1)}
	}
	if sync == "F" {
		f.ToClient.Adds += t.random.size(10, 100)
	}
	r.Folders = append(r.Folders, f)
}

func (t *traffic) fetch(r *Request) {
	r.ToClient, r.Took = int64(t.random.size(2000, 9<<20)), t.random.size(40, 90_000)
	switch n := t.random.n(100); {
	case n < 60 || r.Command == "GetAttachment":
		r.Attachments = 1 + t.random.n(2)
		r.AttachmentBytes = int(r.ToClient) - 200
	case n < 63:
		r.SharePointReads = 1
	case n < 65:
		r.UNCReads = 1 + t.random.n(3)
	}
}

// illness is a way to hurt a server.
type illness uint8

const (
	healthy      illness = iota
	fullMailbox          // sends again and again to a full mailbox
	noPolicy             // is never provisioned
	oldPassword          // tries a password that was changed
	fullSyncs            // fetches everything from the beginning
	blocked              // does not take no for an answer
	refusedPings         // asks for what no server grants
	illnesses
)

// relapse has a device do what its illness makes it do.
func (t *traffic) relapse(d *Device, r *Request) {
	r.Command, r.EAS, r.policyKey = "Sync", 1, d.policyKey
	if d.Version < 140 {
		r.EAS = 0
	}
	r.ToClient, r.FromClient, r.Took = int64(t.random.span(180, 330)), int64(t.random.span(400, 900)), t.random.size(8, 400)
	fail := func(text string) {
		for _, f := range failures {
			if f.text == text {
				r.fail(f, t.options.Exchange)
			}
		}
	}
	switch d.ill {
	case fullMailbox:
		fail("QuotaExceeded")
	case noPolicy:
		if d.turn%3 == 0 {
			r.Command, r.PolicyAck = "Provision", 2
			return
		}
		fail("DeviceNotProvisioned")
	case oldPassword:
		r.refuse(HTTP{401, 1, 1326})
	case fullSyncs:
		t.folder(d, r, "F")
		r.ToClient, r.Took = int64(t.random.span(90_000, 400_000)), t.random.span(400, 4000)
	case blocked:
		fail("DeviceIsBlockedForThisUser")
		r.Access = "BlockedI"
	case refusedPings:
		r.Command = "Ping"
		if t.options.Exchange == Exchange2003 {
			r.Front.Status = 400
			return
		}
		r.EAS = 4
	}
}
