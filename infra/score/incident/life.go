package incident

import "github.com/easreport/easreport/internal/estate"

// healthy adds the healthy phones of a person, with what happens to healthy phones now and
// then, and returns how many.
func (m *maker) healthy() int {
	p := m.phone()
	p.live()
	for i := range episodes {
		if e := &episodes[i]; m.random.IntN(1000) < e.perMille*or(m.noise.Episodes, 100)/100 && m.layout.shows(e.seen) {
			e.of(p)
		}
	}
	if m.random.IntN(100) >= m.noise.Second {
		return 1
	}
	m.phoneOf(p.login).live()
	return 2
}

// arrivals is how likely mail comes in an hour, in percent of the mean.
var arrivals = [24]int{15, 10, 8, 8, 10, 30, 90, 190, 230, 220, 200, 180, 150, 170, 200, 200, 180, 140, 100, 80, 60, 50, 40, 25}

// live has the phone wait for changes all day, by Ping or by a Sync that waits, and fetch
// what is new: some 140 requests a day of a quiet phone (a 10-minute heartbeat).
func (p *phone) live() {
	end := p.start + int64(p.days)*day
	for at := p.start + p.random.Int64N(10*minute); at < end; {
		rate := max(1, int64(p.mails)*p.noise.mail(at)) // percent of a day's
		next := int64(p.random.ExpFloat64() * float64(100*day/rate))
		wait := min(next, int64(p.heartbeat)*second+p.random.Int64N(40))
		changed := next <= int64(p.heartbeat)*second
		p.wait(at, wait, changed)
		at += wait + 200 + p.random.Int64N(2000)
		if changed {
			at = p.fetch(at)
		}
	}
	p.eachDay(p.routine)
}

// wait has the phone wait for a change.
func (p *phone) wait(at, wait int64, changed bool) {
	command, eas := "Ping", 1
	if p.syncs {
		command = "Sync"
	} else if changed {
		eas = 2
	}
	cut := !changed && p.random.IntN(40) == 0
	p.send(at, command, status(eas), func(r *estate.Request) {
		r.Heartbeat, r.Took = p.heartbeat, max(1, int(wait))
		if p.syncs {
			r.Folders = nil
		}
		if cut { // a network was left
			r.Took = max(1, r.Took*p.random.IntN(100)/100)
			r.Front = estate.HTTP{Status: 200, Win32: 64}
			r.Back = estate.HTTP{Status: 200}
			r.EAS = 0
		}
	})
}

// fetch has the phone fetch what is new, and returns when it is done.
func (p *phone) fetch(at int64) int64 {
	for range 1 + p.random.IntN(2) {
		if p.random.IntN(50) == 0 { // a challenge before a logon is no failure
			p.knock(at)
		}
		p.send(at, "Sync", p.stumble("Sync"))
		at += 400 + p.random.Int64N(3000)
	}
	if p.random.IntN(6) == 0 {
		p.send(at, "ItemOperations", p.stumble("ItemOperations"), func(r *estate.Request) {
			r.ToClient, r.Took = int64(p.random.ExpFloat64()*400_000)+2000, 80+int(p.random.ExpFloat64()*900)
			r.Attachments, r.AttachmentBytes = 1, int(r.ToClient)-200
		})
		at += 2000
	}
	return at
}

// knock sends a request without credentials, which is challenged.
func (p *phone) knock(at int64) {
	if !p.layout.BackOnly {
		p.send(at-300, "Sync", refused(401, 2, 5))
	}
}

// routine is what people and phones do on a day besides.
func (p *phone) routine(midnight int64) {
	for range 1 + p.random.IntN(4) {
		p.send(p.at(midnight, 6, 22), "FolderSync", p.stumble("FolderSync"))
	}
	for range int(p.random.ExpFloat64() * 6) {
		command := [...]string{"SendMail", "SendMail", "SmartReply", "SmartForward"}[p.random.IntN(4)]
		p.send(p.at(midnight, 7, 20), command, p.stumble(command), func(r *estate.Request) {
			r.FromClient, r.Took = 1500+int64(p.random.ExpFloat64()*200_000), 150+int(p.random.ExpFloat64()*700)
		})
	}
	for range int(p.random.ExpFloat64() * 3) {
		command := [...]string{"MeetingResponse", "MoveItems", "Search", "ResolveRecipients", "Settings", "GetItemEstimate"}[p.random.IntN(6)]
		p.send(p.at(midnight, 7, 20), command)
	}
	if p.random.IntN(3) == 0 {
		p.send(p.at(midnight, 6, 9), "Options")
	}
}

// stumble fails a few requests of a thousand, by anything that Exchange has a word for.
func (p *phone) stumble(command string) answer {
	return func(r *estate.Request) {
		if p.random.IntN(1000) >= or(p.noise.Failing, 3) {
			return
		}
		f := [...]struct {
			text      string
			http, eas int
		}{
			{"HttpLayerFailure", 500, 0},
			{"ADTransient", 503, 111},
			{"TiSyncStateLocked", 503, 133},
			{"MailboxOffline", 503, 114},
			{"UserDisabledForSync", 403, 126},
			{"DeviceNotProvisioned", 449, 142},
			{"PolicyRefresh", 449, 143},
			{"OverBudget", 503, 111},
			{"SyncStateNotFound", 500, 132},
			{"QuotaExceeded", 507, 113},
			{"AccessDenied", 503, 130},
			{"MissingCscCacheEntry", 441, 0},
		}[p.random.IntN(12)]
		if command == "Sync" && p.random.IntN(4) == 0 {
			r.EAS = [...]int{3, 8, 12, 16}[p.random.IntN(4)]
			return
		}
		p.fails(f.text, f.http, f.eas)(r)
	}
}
