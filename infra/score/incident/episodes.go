package incident

import "github.com/easreport/easreport/internal/estate"

// episodes are what happens to healthy phones: nothing that needs attention.
var episodes = []struct {
	perMille int // of phones
	seen
	of func(*phone)
}{
	{30, seen{door: true}, mistypes},
	{40, seen{front: true}, tidiesUp},
	{30, seen{front: true}, isNew},
	{20, seen{front: true}, downloads},
	{15, seen{front: true}, letIn},
	{25, seen{front: true}, policyChanged},
	{20, seen{front: true}, assistant},
	{30, seen{front: true}, thinLine},
	{20, seen{front: true}, mailboxMoved},
	{20, seen{front: true}, nearlyFull},
	{30, seen{front: true}, updates},
	{20, seen{front: true}, throttledOnce},
	{10, seen{front: true}, heavyUser},
	{10, seen{front: true}, largePings},
}

// mistypes has the user type a new password wrong three times.
func mistypes(p *phone) {
	at := p.at(p.start, 8, 18)
	for range 2 + p.random.IntN(2) {
		p.send(at, "Sync", refused(401, 1, 1326))
		at += 20*second + p.random.Int64N(40*second)
	}
}

// tidiesUp has the user delete or file many mails in a minute.
func tidiesUp(p *phone) {
	at := p.at(p.start, 8, 18) / minute * minute
	for range 70 + p.random.IntN(50) {
		command := [...]string{"Sync", "Sync", "MoveItems"}[p.random.IntN(3)]
		p.send(at+p.random.Int64N(59*second), command)
	}
}

// isNew has the phone fetch its folders for the first time.
func isNew(p *phone) {
	at := p.at(p.start, 8, 18)
	p.send(at, "Options")
	p.send(at+second, "FolderSync", p.fails("DeviceNotProvisioned", 449, 142))
	p.send(at+25*second, "Provision")
	p.send(at+26*second, "Provision", func(r *estate.Request) { r.PolicyAck = 1 })
	at += 30 * second
	for range 20 + p.random.IntN(25) {
		p.send(at, "Sync", folder("F"), func(r *estate.Request) {
			r.ToClient, r.Took = 200_000+int64(p.random.ExpFloat64()*900_000), 300+int(p.random.ExpFloat64()*2500)
		})
		at += 3*second + p.random.Int64N(20*second)
	}
}

// downloads has the phone fetch attachments one after the other for half an hour.
func downloads(p *phone) {
	from := p.at(p.start, 8, 18)
	p.every(from, from+30*minute, 7*second, 4, func(at int64) {
		p.send(at, "ItemOperations", took(2000+p.random.IntN(800)), func(r *estate.Request) {
			r.ToClient = 200_000 + p.random.Int64N(500_000)
			r.Attachments, r.AttachmentBytes = 1, int(r.ToClient)-200
		})
	})
}

// letIn has the phone wait in quarantine until an administrator lets it in.
func letIn(p *phone) {
	from := p.at(p.start, 8, 12)
	p.every(from, from+40*minute, 5*minute, 20, func(at int64) {
		p.send(at, "Sync", p.fails("DeviceIsBlockedForThisUser", 403, 129), access("QuarantinedG"))
	})
}

// tooLarge has the first server refuse a mail for its size.
func tooLarge(r *estate.Request) {
	refused(413, 1, 0)(r)
	r.FromClient = 20_000_000
}

// attachmentRefused has the user try to send a large file, and give up.
func attachmentRefused(p *phone) {
	at := p.at(p.start, 8, 18)
	for i := range int64(2) {
		p.send(at+i*minute, "SendMail", tooLarge)
	}
}

// policyChanged has the phone take a new policy.
func policyChanged(p *phone) {
	at := p.at(p.start, 8, 18)
	for range 1 + p.random.IntN(3) {
		p.send(at, "Sync", p.fails("PolicyRefresh", 449, 143))
		at += 30 * second
	}
	p.send(at, "Provision")
	p.send(at+second, "Provision", func(r *estate.Request) { r.PolicyAck = 1 })
}

// assistant has somebody answer invitations for others, all day.
func assistant(p *phone) {
	p.eachDay(func(midnight int64) {
		for range 60 + p.random.IntN(90) {
			p.send(p.at(midnight, 8, 18), "MeetingResponse")
		}
	})
}

// thinLine has the phone on a train for an hour: IIS counts the time until the last
// packet is acknowledged (KB944884).
func thinLine(p *phone) {
	from := p.at(p.start, 7, 18)
	p.every(from, from+hour, 4*minute, 60, func(at int64) {
		p.send(at, "Sync", took(2000+int(p.random.ExpFloat64()*9000)))
	})
}

// mailboxMoved has the phone begin anew on another server.
func mailboxMoved(p *phone) {
	at := p.at(p.start, 8, 18)
	p.send(at, "Sync", func(r *estate.Request) { r.Front.Status, r.EAS = 451, 0 })
	p.send(at+3*second, "Sync", p.fails("SyncStateNotFound", 500, 132))
	p.send(at+30*second, "FolderSync")
	for i := range int64(8) {
		p.send(at+(35+7*i)*second, "Sync", folder("F"))
	}
}

// nearlyFull has the mailbox full until its owner makes room.
func nearlyFull(p *phone) {
	at := p.at(p.start, 8, 18)
	for range 2 + p.random.IntN(2) {
		p.send(at, "SendMail", p.fails("QuotaExceeded", 507, 113))
		at += 5 * minute
	}
}

// updates has the phone change its agent once.
func updates(p *phone) { p.UpdatedAt = p.at(p.start, 1, 23) }

// throttledOnce has Exchange delay and refuse a few requests of a busy quarter of an hour.
func throttledOnce(p *phone) {
	at := p.at(p.start, 8, 18)
	for range 8 {
		p.send(at, "Sync", func(r *estate.Request) { r.Throttle, r.Took = 500+p.random.IntN(2500), 3500 })
		at += 20 * second
	}
	for range 3 {
		p.send(at, "Sync", p.fails("OverBudget", 503, 111))
		at += 30 * second
	}
}

// heavyUser has the phone do much, all of it well: below the 1,500 requests a day that
// the Exchange team calls an issue.
func heavyUser(p *phone) {
	p.eachDay(func(midnight int64) {
		for range 400 {
			p.send(p.at(midnight, 7, 20), "Sync")
		}
	})
}

// largePings has the phone ask for a heartbeat that is too long, and learn.
func largePings(p *phone) {
	at := p.at(p.start, 6, 9)
	for range 3 {
		p.send(at, "Ping", func(r *estate.Request) { r.EAS, r.Error, r.Heartbeat = 5, "Ping.HbiTooHigh", 3600 })
		at += 2 * second
	}
}
