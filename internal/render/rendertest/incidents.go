package rendertest

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// incidents are the day of the estate: ordinary traffic, and what went wrong.
func incidents() day {
	d, random := make(day), rand.New(rand.NewPCG(7, 24))
	all := phones()
	for i := range all {
		p := &all[i]
		for range p.usual - 8 + random.IntN(17) {
			at, r := moment(random), ordinary(random)
			if i >= 30 { // mailboxes of the other site
				d.proxied(p, "CAS11", at, r)
			} else {
				d.add(p, at, r)
			}
		}
	}
	phoneOf := func(user string) *phone {
		for i := range all {
			if all[i].user == user {
				return &all[i]
			}
		}
		panic(user) // a text of this package
	}
	storm := request{cmd: "Sync", log: "V141_Fc1_Fid:7_Ty:Em_St:S_Error:QuotaExceeded_", status: 507, taken: 30}
	d.repeat(phoneOf("anna.keller"), 2600, "09:12:00", 700*time.Millisecond, storm)
	d.repeat(phoneOf("anna.keller"), 900, "13:40:00", 700*time.Millisecond, storm)
	d.repeat(phoneOf("bert.lang"), 640, "13:00:05", 30*time.Second, request{cmd: "Sync", log: "V121_Fc1_Fid:7_Ty:Em_St:F_Sk0_", taken: 900})
	refresh := phoneOf("carla.rossi")
	d.repeat(refresh, 420, "08:30:00", 40*time.Second, request{cmd: "Sync", log: "V140_S143_Error:PolicyRefresh_", taken: 80})
	d.repeat(refresh, 420, "08:30:02", 40*time.Second, request{cmd: "Provision", log: "V140_Pk2871905518_Pa3_", taken: 60})
	lockout := phoneOf("daniel.okafor")
	d.repeat(lockout, 90, "06:00:09", 4*time.Minute, request{cmd: "Ping", status: 401, win32: 1326, log: "-", name: "-"})
	d.repeat(lockout, 14, "12:00:09", 4*time.Minute, request{cmd: "Ping", status: 401, win32: 1909, log: "-", name: "-"})
	d.repeat(phoneOf("emil.novak"), 190, "05:00:00", 6*time.Minute, request{cmd: "FolderSync", log: "V141_S129_Error:DeviceIsBlockedForThisUser_As:BlockedD_", taken: 40})
	d.repeat(phoneOf("fatima.haddad"), 330, "00:02:00", 4*time.Minute, request{cmd: "Ping", log: "V121_Hb240_S1_", taken: 240_000})
	d.repeat(phoneOf("george.miller"), 560, "07:30:00", 71*time.Second, request{cmd: "Sync", taken: 150})
	d.repeat(phoneOf("ines.moreau"), 60, "08:10:00", 9*time.Minute, request{cmd: "ItemOperations", log: "V141_Fet1_", taken: 31_000})
	overload := request{cmd: "Sync", log: "V141_Error:TooManyJobsQueued_", status: 503, taken: 15_000}
	for i := range all {
		if p := &all[i]; p.server == "CAS01" && i < 30 {
			n := 3 + random.IntN(6)
			if i%10 == 9 {
				n = 14
			}
			d.repeat(p, n, "10:2"+fmt.Sprint(i%10)+":00", 97*time.Second, overload)
		}
	}
	collector := *phoneOf("holly.price")
	for i := range 5 {
		model := models[i%len(models)]
		collector.id, collector.kind, collector.agent = fmt.Sprintf(model.id, 7001+i), model.kind, model.agent
		for range 20 + 30*i {
			d.add(&collector, moment(random), ordinary(random))
		}
	}
	probe := phone{"HealthMailbox0659e34", "EASProbeDeviceId141", "EASProbeDeviceType", "TestActiveSyncConnectivity", "127.0.0.1", "CAS01", 288}
	d.repeat(&probe, 288, "00:00:30", 5*time.Minute, request{cmd: "FolderSync", log: "V141_S1_"})
	return d
}
