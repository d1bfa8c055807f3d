package incident

import (
	"fmt"

	"github.com/easreport/easreport/internal/estate"
)

// incident is a way in which a phone is ill.
type incident struct {
	name, source string
	words        string // the name or the title of what is found matches it
	note         bool   // a note is enough
	seen
	ill, twin func(*phone)
}

const (
	blog   = "Exchange team blog, 31 January 2012"
	issues = "Current issues with Exchange ActiveSync and third-party devices"
	ascmd  = "[MS-ASCMD]"
	win32  = "Windows system error codes"
)

// logons are the words for a logon that is refused, whatever for.
const logons = `(?i)password|log.?on|credential|account|lock|auth`

var incidents = []incident{
	// A mailbox or a policy says no.
	{name: "full mailbox, no pause", source: blog, words: `(?i)mailbox.?full|full mailbox`, twin: nearlyFull, ill: func(p *phone) {
		from := p.at(p.start, 6, 18)
		p.every(from, from+20*minute, 700, 30, func(at int64) { p.send(at, "SendMail", p.fails("QuotaExceeded", 507, 113), took(30)) })
	}},
	{name: "full mailbox all day", source: blog, words: `(?i)mailbox.?full|full mailbox|mailbox is full`, twin: nearlyFull, ill: func(p *phone) {
		p.allDay(15*minute, 40, func(at int64) { p.send(at, "Sync", p.fails("QuotaExceeded", 507, 113)) })
	}},
	{name: "policy refresh without end", source: issues + " 2.12 (Android 4.1)", words: `(?i)polic|provision`, twin: policyChanged, ill: func(p *phone) {
		p.allDay(3*minute, 30, func(at int64) { p.send(at, "Sync", p.fails("PolicyRefresh", 449, 143)) })
	}},
	{name: "Provision 2,000 times", source: "KB2851708 (iOS 7)", words: `(?i)polic|provision`, seen: seen{front: true}, twin: policyChanged, ill: func(p *phone) {
		p.allDay(36*second, 30, func(at int64) { p.send(at, "Provision", p.fails("AirSyncPermanentException", 500, 110), took(90)) })
	}},
	{name: "Provision a few hundred times", source: ascmd + " 142", words: `(?i)polic|provision`, seen: seen{front: true}, twin: policyChanged, ill: func(p *phone) {
		p.live()
		p.eachDay(func(midnight int64) {
			p.every(midnight+7*hour, midnight+21*hour, 3*minute, 40, func(at int64) { p.send(at, "Provision", func(r *estate.Request) { r.PolicyAck = 2 }) })
		})
	}},
	{name: "cannot meet the policy", source: ascmd + " 139", words: `(?i)polic|provision`, twin: policyChanged, ill: func(p *phone) {
		p.allDay(10*minute, 40, func(at int64) { p.send(at, "FolderSync", p.fails("DeviceNotFullyProvisionable", 403, 139)) })
	}},
	{name: "too old for the policy", source: ascmd + " 141", words: `(?i)polic|provision`, twin: policyChanged, ill: func(p *phone) {
		p.allDay(15*minute, 40, func(at int64) { p.send(at, "Sync", p.fails("LegacyDeviceOnStrictPolicy", 403, 141)) })
	}},
	{name: "remote wipe not carried out", source: ascmd + " 140", words: `(?i)wipe`, ill: func(p *phone) {
		p.allDay(12*minute, 40, func(at int64) { p.send(at, "FolderSync", p.fails("RemoteWipeRequested", 403, 140)) })
	}},
	{name: "blocked by a person", source: ascmd + " 129", words: `(?i)block`, twin: letIn, ill: func(p *phone) {
		p.allDay(10*minute, 40, func(at int64) {
			p.send(at, "Sync", p.fails("DeviceIsBlockedForThisUser", 403, 129), access("BlockedI"))
		})
	}},
	{name: "blocked by Exchange itself", source: issues + " 2.9; KB2748176", words: `(?i)auto.?block|block.*(itself|automatic)`, twin: tidiesUp, ill: func(p *phone) {
		p.live()
		from := p.at(p.start, 8, 16)
		p.every(from, from+2*hour, 4*minute, 40, func(at int64) {
			p.send(at, "Sync", p.fails("DeviceIsAutoBlocked", 503, 0), access("BlockedABC"), took(60))
		})
	}},
	{name: "left in quarantine", source: "Get-ActiveSyncOrganizationSettings", words: `(?i)quarantin`, twin: letIn, ill: func(p *phone) {
		p.allDay(20*minute, 40, func(at int64) {
			p.send(at, "Sync", p.fails("DeviceIsBlockedForThisUser", 403, 129), access("QuarantinedG"))
		})
	}},
	{name: "not recognized for hours", source: "access state DeviceDiscovery", words: `(?i)discover`, note: true, ill: func(p *phone) {
		p.allDay(10*minute, 40, func(at int64) { p.send(at, "Sync", access("DeviceDiscoveryG")) })
	}},
	{name: "user not enabled", source: blog + "; " + ascmd + " 126", words: `(?i)disabled|not enabled`, twin: thinLine, ill: func(p *phone) {
		p.allDay(9*minute, 40, func(at int64) { p.send(at, "Sync", p.fails("UserDisabledForSync", 403, 126)) })
	}},
	{name: "no mailbox", source: ascmd + " 123", words: `(?i)no mailbox|without.*mailbox|mailbox.*(missing|not found)`, ill: func(p *phone) {
		p.allDay(15*minute, 40, func(at int64) { p.send(at, "FolderSync", p.fails("UserHasNoMailbox", 403, 123)) })
	}},
	{name: "too many partnerships", source: ascmd + " 177", words: `(?i)device.?(limit|s)|too many|maximum`, ill: func(p *phone) {
		p.allDay(15*minute, 40, func(at int64) { p.send(at, "FolderSync", p.fails("MaximumDevicesReached", 403, 177)) })
	}},
	{name: "send quota", source: ascmd + " 115", words: `(?i)quota|mailbox.?full|full mailbox|too large|send`, ill: func(p *phone) {
		p.live()
		p.eachDay(func(midnight int64) {
			p.every(midnight+8*hour, midnight+18*hour, 12*minute, 40, func(at int64) { p.send(at, "SendMail", p.fails("SendQuotaExceeded", 507, 115)) })
		})
	}},
	{name: "throttled by its budget", source: ascmd + " 111", words: `(?i)throttl|budget`, twin: throttledOnce, ill: func(p *phone) {
		p.live()
		p.eachDay(func(midnight int64) {
			p.every(midnight+8*hour, midnight+18*hour, 5*minute, 40, func(at int64) { p.send(at, "Sync", p.fails("OverBudget", 503, 111)) })
		})
	}},
	{name: "throttled by delays", source: "Log= element Throttle; ThrottlingMaximumDelay", words: `(?i)throttl|budget|delay`, twin: throttledOnce, ill: func(p *phone) {
		p.live()
		p.eachDay(func(midnight int64) {
			p.every(midnight+8*hour, midnight+18*hour, 2*minute, 40, func(at int64) {
				p.send(at, "Sync", func(r *estate.Request) { r.Throttle = 8000 + p.random.IntN(30_000); r.Took += r.Throttle })
			})
		})
	}},
	{name: "uploads what is too large", source: "OfficeDocs-Exchange #1819 (413)", words: `(?i)too large|upload`, seen: seen{door: true}, twin: attachmentRefused, ill: func(p *phone) {
		p.live()
		p.eachDay(func(midnight int64) {
			p.every(midnight+9*hour, midnight+17*hour, 20*minute, 60, func(at int64) { p.send(at, "SendMail", tooLarge) })
		})
	}},
	{name: "fails in one way, a few times with each command", source: ascmd + " 134", words: `(?i)fail|state`, twin: mailboxMoved, ill: func(p *phone) {
		commands := [...]string{"Sync", "FolderSync", "ItemOperations", "Settings"}
		p.allDay(26*minute, 40, func(at int64) {
			p.send(at, commands[p.random.IntN(len(commands))], p.fails("CorruptSyncState%5F3%5F2", 500, 134))
		})
	}},
	{name: "Pings that return at once", source: issues + " 2.15", words: `(?i)ping`, seen: seen{front: true}, twin: tidiesUp, ill: func(p *phone) {
		p.live()
		from := p.at(p.start, 6, 16)
		p.every(from, from+2*hour, 9*second, 60, func(at int64) { p.send(at, "Ping", status(2), took(40)) })
	}},
	{name: "Syncs without a pause", source: issues + " 2.9", words: `(?i)over and over|loop|usage`, seen: seen{front: true}, twin: tidiesUp, ill: func(p *phone) {
		p.live()
		from := p.at(p.start, 6, 16)
		p.every(from, from+2*hour, 10*second, 60, func(at int64) { p.send(at, "Sync") })
	}},

	// Logons.
	{name: "old password", source: win32 + " 1326", words: logons, seen: seen{door: true}, twin: mistypes, ill: logon(1326, 4*minute)},
	{name: "refused by Negotiate", source: "SEC_E_LOGON_DENIED 0x8009030C", words: logons, seen: seen{door: true}, twin: mistypes, ill: logon(2148074252, 4*minute)},
	{name: "password expired", source: win32 + " 1330", words: logons, seen: seen{door: true}, twin: mistypes, ill: logon(1330, 6*minute)},
	{name: "account disabled", source: win32 + " 1331", words: logons, seen: seen{door: true}, twin: mistypes, ill: logon(1331, 6*minute)},
	{name: "logon type not granted", source: win32 + " 1385", words: logons, seen: seen{door: true}, twin: mistypes, ill: logon(1385, 6*minute)},
	{name: "account expired", source: win32 + " 1793", words: logons, seen: seen{door: true}, twin: mistypes, ill: logon(1793, 6*minute)},
	{name: "locks its account out", source: win32 + " 1909", words: `(?i)lock`, seen: seen{door: true}, twin: mistypes, ill: func(p *phone) {
		from := p.at(p.start, 7, 16)
		p.every(from, from+10*minute, 20*second, 20, func(at int64) { p.send(at, "Sync", refused(401, 1, 1326)) })
		p.every(from+10*minute, from+2*hour, 40*second, 20, func(at int64) { p.send(at, "Sync", refused(401, 1, 1909)) })
	}},
	{name: "never logs on", source: "legacy authentication switched off; nothing but challenges", words: logons, seen: seen{door: true}, twin: nil, ill: func(p *phone) {
		p.allDay(2*minute, 40, func(at int64) { p.send(at, "Sync", refused(401, 2, 5)) })
	}},
	{name: "certificate missing", source: "IIS 403.7", words: `(?i)certificate`, seen: seen{door: true}, ill: certificate(7, 64)},
	{name: "certificate revoked", source: "IIS 403.13", words: `(?i)certificate`, seen: seen{door: true}, ill: certificate(13, 2148081680)},
	{name: "certificate not trusted", source: "IIS 403.16", words: `(?i)certificate`, seen: seen{door: true}, ill: certificate(16, 2148204809)},
	{name: "certificate expired", source: "IIS 403.17", words: `(?i)certificate`, seen: seen{door: true}, ill: certificate(17, 2148204801)},

	// Over and over.
	{name: "full sync every 30 s", source: blog + "; Apple TS3398 (iOS 4.0)", words: `(?i)full.?sync|beginning`, twin: isNew, ill: func(p *phone) {
		from := p.at(p.start, 4, 12)
		p.every(from, from+8*hour, 30*second, 2, func(at int64) { p.send(at, "Sync", folder("F")) })
	}},
	{name: "sync key 0 again and again", source: issues + " 2.13", words: `(?i)full.?sync|beginning`, twin: isNew, ill: func(p *phone) {
		p.live()
		p.eachDay(func(midnight int64) {
			p.every(midnight+7*hour, midnight+20*hour, 6*minute, 60, func(at int64) { p.send(at, "Sync", folder("F")) })
		})
	}},
	{name: "answers one meeting for ever", source: "KB2814847 (iOS 6.1)", words: `(?i)meeting`, seen: seen{front: true}, twin: assistant, ill: func(p *phone) {
		p.live()
		from := p.at(p.start, 4, 12)
		p.every(from, from+8*hour, 9*second, 50, func(at int64) { p.send(at, "MeetingResponse") })
	}},
	{name: "answers one occurrence again", source: "KB3108212 (iOS 9)", words: `(?i)meeting`, seen: seen{front: true}, twin: assistant, ill: func(p *phone) {
		p.live()
		from := p.at(p.start, 4, 12)
		p.every(from, from+6*hour, 35*second, 50, func(at int64) { p.send(at, "MeetingResponse", status(2)) })
	}},
	{name: "Ping of a wrong folder class", source: issues + " 2.15 (Android 4.4, 5)", words: `(?i)ping`, twin: largePings, ill: func(p *phone) {
		p.allDay(40*second, 50, func(at int64) { p.send(at, "Ping", status(4), took(30)) })
	}},
	{name: "Pings collide", source: "error PingCollisionDetected", words: `(?i)ping`, twin: largePings, ill: func(p *phone) {
		p.allDay(3*minute, 50, func(at int64) {
			p.send(at, "Ping", func(r *estate.Request) { r.EAS, r.Error = 3, "PingCollisionDetected" })
		})
	}},
	{name: "sends without end", source: "a command over and over", words: `(?i)over and over|repeat|same command`, seen: seen{front: true}, twin: heavyUser, ill: func(p *phone) {
		p.live()
		p.eachDay(func(midnight int64) {
			p.every(midnight+6*hour, midnight+22*hour, 80*second, 60, func(at int64) { p.send(at, "SendMail", func(r *estate.Request) { r.FromClient = 4000 }) })
		})
	}},
	{name: "FolderSync every two minutes", source: "a command over and over", words: `(?i)over and over|repeat|same command`, seen: seen{front: true}, twin: heavyUser, ill: func(p *phone) {
		p.live()
		p.allDay(2*minute, 15, func(at int64) { p.send(at, "FolderSync") })
	}},
	{name: "bursts of retries", source: blog + " (more than 60 attempts a minute)", words: `(?i)burst|retr`, seen: seen{front: true}, twin: tidiesUp, ill: func(p *phone) {
		p.live()
		for range 8 {
			from := p.at(p.start, 8, 20) / minute * minute
			p.every(from, from+2*minute, 500, 30, func(at int64) { p.send(at, "Sync", status(1+7*p.random.IntN(2))) })
		}
	}},
	{name: "repeats its synchronizations", source: issues + " 2.13 (St:R)", words: `(?i)recover|repeat|re-?send`, twin: mailboxMoved, ill: func(p *phone) {
		p.live()
		p.eachDay(func(midnight int64) {
			p.every(midnight+8*hour, midnight+20*hour, 8*minute, 50, func(at int64) { p.send(at, "Sync", folder("R")) })
		})
	}},
	{name: "changes its agent", source: "[MS-ASHTTP] 3.1.5.2.3: more than two agents in 24 h block a device", words: `(?i)agent`, seen: seen{front: true}, note: true, twin: updates, ill: func(p *phone) {
		p.live()
		agents := [...]string{"Apple-iPhone15C2/2107.102", "Outlook-iOS-Android/1.0", "Apple-iPhone15C2/2207.100", "MailApp/4.1"}
		device := *p.Device
		p.eachDay(func(midnight int64) {
			for i := range 40 {
				changed := device
				changed.Agent, changed.UpdatedAt = agents[i%len(agents)], 0
				p.send(p.at(midnight, 1, 23), "Sync", func(r *estate.Request) { r.Device = &changed })
			}
		})
	}},
	{name: "a new id on each retry", source: "ASHTTP: DeviceId must stay the same", words: `(?i)new.*(id|device)|many.*(id|device)|device.?id`, seen: seen{front: true}, twin: isNew, ill: func(p *phone) {
		device := *p.Device
		p.eachDay(func(midnight int64) {
			for i := range 60 {
				other := device
				other.ID = fmt.Sprintf("%s%03d", device.ID[:len(device.ID)-3], i)
				p.others = append(p.others, other.ID)
				at := p.at(midnight, 7, 20)
				p.send(at, "FolderSync", func(r *estate.Request) { r.Device = &other })
				p.send(at+4*second, "Sync", p.fails("DeviceNotProvisioned", 449, 142), func(r *estate.Request) { r.Device = &other })
			}
		})
	}},

	// A command that fails.
	{name: "Sync status without a text", source: ascmd + " Sync 8, 12, 16", words: `(?i)sync.*fail|fail|refus`, twin: mailboxMoved, ill: func(p *phone) {
		p.allDay(5*minute, 50, func(at int64) { p.send(at, "Sync", status([...]int{8, 12, 16}[p.random.IntN(3)])) })
	}},
	{name: "fails in a stretch", source: "a command that fails for two hours", words: `(?i)fail`, twin: thinLine, ill: func(p *phone) {
		p.live()
		from := p.at(p.start, 8, 18)
		p.every(from, from+2*hour, 2*minute, 40, func(at int64) { p.send(at, "FolderSync", status(6)) })
		p.eachDay(func(midnight int64) {
			for range 120 {
				p.send(p.at(midnight, 0, 23), "FolderSync")
			}
		})
	}},
	{name: "server exception", source: "KB2851708: status 110, event 4999", words: `(?i)fail|exception|server error`, twin: thinLine, ill: func(p *phone) {
		p.allDay(6*minute, 50, func(at int64) { p.send(at, "Sync", p.fails("System.NullReferenceException", 500, 110)) })
	}},
	{name: "corrupt sync state", source: ascmd + " 134", words: `(?i)fail|sync.?state|corrupt`, twin: mailboxMoved, ill: func(p *phone) {
		p.allDay(6*minute, 50, func(at int64) { p.send(at, "Sync", p.fails("CorruptSyncState%5F3%5F2", 500, 134)) })
	}},
	{name: "session of another server", source: blog + ", MissingCscCacheEntry", words: `(?i)affinity|balancer|session`, seen: seen{only: estate.Exchange2010}, twin: thinLine, ill: func(p *phone) {
		p.live()
		p.eachDay(func(midnight int64) {
			p.every(midnight+8*hour, midnight+18*hour, 20*minute, 50, func(at int64) {
				p.send(at, "Sync", func(r *estate.Request) { r.Front.Status, r.EAS, r.Error = 441, 0, "MissingCscCacheEntry" })
			})
		})
	}},
	{name: "proxy time-outs", source: "KB2607574", words: `(?i)proxy`, seen: seen{only: estate.Exchange2010}, twin: thinLine, ill: func(p *phone) {
		p.live()
		p.eachDay(func(midnight int64) {
			p.every(midnight+8*hour, midnight+18*hour, 15*minute, 50, func(at int64) {
				p.send(at, "Sync", func(r *estate.Request) {
					r.Front.Status, r.EAS, r.Error, r.Took = 500, 0, "AirSyncPermanentException", 631_180
				})
			})
		})
	}},
	{name: "OPTIONS fails", source: blog, words: `(?i)options`, twin: thinLine, seen: seen{only: estate.Exchange2010}, ill: func(p *phone) {
		p.allDay(10*minute, 50, func(at int64) {
			p.send(at, "Sync", func(r *estate.Request) { r.Front.Status, r.EAS = 400, 0 })
			p.send(at+second, "Options", func(r *estate.Request) { r.Front.Status = 409 })
		})
	}},
	{name: "ignores a redirect", source: "[MS-ASHTTP] 451", words: `(?i)redirect|address`, seen: seen{front: true}, twin: mailboxMoved, ill: func(p *phone) {
		p.allDay(10*minute, 50, func(at int64) { p.send(at, "Sync", func(r *estate.Request) { r.Front.Status, r.EAS = 451, 0 }) })
	}},

	// Slow, cut, large.
	{name: "slow mailbox", source: blog + " (long-running commands)", words: `(?i)slow`, twin: thinLine, ill: func(p *phone) {
		p.allDay(8*minute, 40, func(at int64) { p.send(at, "Sync", took(9000+int(p.random.ExpFloat64()*15_000))) })
	}},
	{name: "heartbeats cut", source: "KB905013", words: `(?i)heartbeat|cut|connection`, seen: seen{front: true}, twin: thinLine, ill: func(p *phone) {
		p.allDay(65*second, 3, func(at int64) {
			p.send(at, "Ping", func(r *estate.Request) {
				r.Front, r.Back = estate.HTTP{Status: 200, Win32: 64}, estate.HTTP{Status: 200}
				r.EAS, r.Heartbeat, r.Took = 1, 900, 60_000+p.random.IntN(900)
			})
		})
	}},
	{name: "large sync state", source: "KB3060278: Sst above 2,000", words: `(?i)sync.?state|large`, twin: heavyUser, ill: func(p *phone) {
		p.live()
		p.allDay(10*minute, 40, func(at int64) {
			p.send(at, "Sync", func(r *estate.Request) { r.SyncState = 2600 + p.random.IntN(900) })
		})
	}},
	{name: "thousands of contacts in one request", source: "KB2711053", words: `(?i)upload|items|contacts|change`, twin: tidiesUp, ill: func(p *phone) {
		p.live()
		p.eachDay(func(midnight int64) {
			p.every(midnight+8*hour, midnight+18*hour, 10*minute, 40, func(at int64) {
				p.send(at, "Sync", took(4000+p.random.IntN(4000)), func(r *estate.Request) {
					r.Folders = []estate.Folder{{Kind: "Co", Sync: "S", FromClient: estate.Items{Adds: 2500 + p.random.IntN(2500)}}}
					r.FromClient = 3 << 20
				})
			})
		})
	}},
	{name: "twenty times the data of its peers", source: "domain: bandwidth by sums", words: `(?i)bandwidth|bytes|data|traffic`, note: true, seen: seen{front: true}, twin: downloads, ill: func(p *phone) {
		p.live()
		p.eachDay(func(midnight int64) {
			p.every(midnight+2*hour, midnight+22*hour, 10*minute, 40, func(at int64) {
				p.send(at, "ItemOperations", took(3000+p.random.IntN(5000)), func(r *estate.Request) { r.ToClient = 6<<20 + p.random.Int64N(4<<20) })
			})
		})
	}},
	{name: "bandwidth far above its peers", source: "domain: bandwidth by sums", words: `(?i)bandwidth|bytes|data|traffic`, seen: seen{front: true}, note: true, twin: downloads, ill: func(p *phone) {
		p.live()
		p.eachDay(func(midnight int64) {
			p.every(midnight+2*hour, midnight+22*hour, 3*minute, 40, func(at int64) {
				p.send(at, "ItemOperations", took(3000+p.random.IntN(5000)), func(r *estate.Request) { r.ToClient = 24<<20 + p.random.Int64N(16<<20) })
			})
		})
	}},
}

// allDay calls do all day, at an interval that varies by some percent.
func (p *phone) allDay(interval int64, vary int, do func(at int64)) {
	p.every(p.start+p.random.Int64N(interval), p.start+int64(p.days)*day, interval, vary, do)
}

// logon has all requests refused: by the win32 status of a 401.
func logon(win32, interval int64) func(*phone) {
	return func(p *phone) {
		p.allDay(interval, 50, func(at int64) { p.send(at, "Sync", refused(401, 1, win32)) })
	}
}

// certificate has IIS refuse the client's certificate.
func certificate(sub int, win32 int64) func(*phone) {
	return func(p *phone) {
		p.allDay(5*minute, 50, func(at int64) { p.send(at, "Sync", refused(403, sub, win32)) })
	}
}
