package estate

// HTTP is what a server answered, as its row shows it. The zero value is 200 0 0.
type HTTP struct {
	Status, Sub int
	Win32       int64
}

// A 401 with one of these in sc-win32-status is a refused logon and no challenge
// (Microsoft, "System error codes" and SSPI's SEC_E_LOGON_DENIED).
func logonRefused(win32 int64) bool {
	switch win32 {
	case 1326, 1327, 1328, 1329, 1330, 1331, 1385, 1311, 1789, 1793, 1907, 1909, 2148074252:
		return true
	}
	return false
}

func (h HTTP) failed() bool {
	switch h.Status {
	case 401:
		return logonRefused(h.Win32)
	case 451: // a redirect
		return false
	}
	return h.Status >= 400
}

// Request is what a phone sent once. Zero fields are what is usual.
type Request struct {
	Device  *Device // nil: the sender names no device
	Login   *Login  // nil: the sender is nobody we know
	Claim   string  // the value of User= where there is no Login
	Address string  // of the client; default that of the device
	Command string  // "" with method GET, "Options" with method OPTIONS
	Server  int     // number of the first server, from 1; 0 leaves it to the balancer

	End  int64 // when the client had it all, Unix milliseconds
	Took int   // milliseconds until then

	// Front is what the client saw, or what the only server logged. Refused
	// requests never reached the back end. Back is the back end's own answer,
	// the front's where it is zero.
	Front, Back HTTP
	Refused     bool
	Anonymous   bool // nobody is authenticated: cs-username is empty

	EAS   int    // status in Exchange's Log=; 0 is none
	Error string // text in Log=, encoded as there

	Heartbeat                    int // seconds; a Sync that has one waits, as a Ping does
	Folders                      []Folder
	SyncState, SyncCommit        int // KB and count
	Attachments, AttachmentBytes int
	SharePointReads, UNCReads    int
	OutOfOffice                  string // Get or Set
	PolicyAck                    int    // 1 full, 2 partial, 3 not applied
	Access                       string // default AllowedG
	Throttle                     int    // milliseconds
	ToClient, FromClient         int64  // bytes at the front; default 300 and 600

	// What the text of the rows is made of, and tells nothing.
	policyKey, syncKey, hash, variety uint32
}

// Folder is one folder of a Sync: kind Em, Ca, Co, Ta or Nt; sync F first, S
// subsequent, R recovery or I invalid; and the items that each side sent.
type Folder struct {
	Kind, Sync string
	FromClient Items
	ToClient   Items
}

// Items counts adds, changes and deletes.
type Items struct{ Adds, Changes, Deletes int }

func (i Items) none() bool { return i == Items{} }

// complete fills in what is usual.
func (r *Request) complete() {
	if r.Front.Status == 0 {
		r.Front.Status = 200
	}
	if r.Back.Status == 0 {
		r.Back = r.Front
	}
	if r.Access == "" {
		r.Access = "AllowedG"
	}
	if r.ToClient == 0 {
		r.ToClient = 300
	}
	if r.FromClient == 0 {
		r.FromClient = 600
	}
	if r.Took == 0 {
		r.Took = 40
	}
	if r.Address == "" {
		r.Address = "203.0.113.9"
		if r.Device != nil && r.Device.Address != "" {
			r.Address = r.Device.Address
		}
	}
}

// named reports whether the request says which device it comes from: OPTIONS
// has no query.
func (r *Request) named() bool { return r.Device != nil && r.Command != "Options" }

// waits reports whether the request may be answered only when something changes, as far
// as known: a Sync says so in Log= alone.
func (r *Request) waits(k knowledge) bool {
	return r.Command == "Ping" || r.Command == "Sync" && r.Heartbeat > 0 && k.log
}

func (r *Request) fullSync() bool {
	for i := range r.Folders {
		if r.Folders[i].Sync == "F" {
			return true
		}
	}
	return false
}

// knowledge says which rows of a request somebody has read.
type knowledge struct {
	front bool // the row nearest to the client, but for a reverse proxy
	log   bool // a row with Exchange's own Log=
	back  bool // a row with the back end's HTTP status
}

// failed reports whether the request failed, as far as known: on any side, by HTTP
// status, by a status of Exchange or by an error text.
func (r *Request) failed(k knowledge) bool {
	return k.front && r.Front.failed() || k.back && r.Back.failed() || k.log && r.failedInside()
}

// failedInside reports whether Exchange's Log= says that the request failed.
func (r *Request) failedInside() bool {
	return r.EAS >= 101 || r.Error != "" || commandFailed(r.Command, r.EAS)
}

// effective returns the status by which a failure is told: a common status of
// Exchange, else the HTTP status of the back end where that failed, else the
// client's.
func (r *Request) effective(k knowledge) int {
	switch {
	case k.log && r.EAS >= 101:
		return r.EAS
	case k.back && (r.Back.failed() || k.log && r.failedInside() || !k.front):
		return r.Back.Status
	}
	return r.Front.Status
}

// commandFailed reports whether a status below 101 is a failure of the command
// ([MS-ASCMD], the Status element of each command). Ping 2 says that something
// changed, and MoveItems 3 that all went well.
func commandFailed(command string, status int) bool {
	within := func(low, high int) bool { return low <= status && status <= high }
	switch command {
	case "Sync":
		return within(4, 16)
	case "Ping":
		return within(3, 8)
	case "FolderSync", "FolderCreate", "FolderDelete", "FolderUpdate":
		return within(2, 11)
	case "GetItemEstimate", "MeetingResponse":
		return within(2, 4)
	case "MoveItems":
		return within(1, 7) && status != 3
	case "Provision":
		return within(2, 3)
	case "Settings":
		return within(2, 7)
	case "Search":
		return within(2, 14) && status != 12
	case "ValidateCert":
		return status == 17
	}
	return false
}
