package rendertest

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// phone is a device with its owner.
type phone struct {
	user, id, kind, agent string
	client                string // its address
	server                string // that it is connected to
	usual                 int    // requests in an ordinary day
}

// people have a phone each, in alphabetical order.
var people = [...]string{
	"anna.keller", "bert.lang", "carla.rossi", "daniel.okafor", "emil.novak", "fatima.haddad", "george.miller",
	"holly.price", "ines.moreau", "jonas.weber", "karin.lund", "liam.walsh", "maria.silva", "nadia.petrova",
	"oscar.lindqvist", "paula.schmidt", "quentin.roy", "rosa.jimenez", "sven.hansen", "tara.singh", "umberto.costa",
	"vera.kovacs", "walter.braun", "xenia.pappas", "yusuf.demir", "zoe.martin", "arthur.neumann", "beatrix.vogel",
	"chen.wei", "dora.fischer", "erik.johansson", "frieda.bauer", "gustav.meyer", "helena.koch", "ivan.sokolov",
}

// models are what they carry.
var models = [...]struct{ kind, agent, id string }{
	{"iPhone", "Apple-iPhone4C1/901.405", "ApplDNQG%04dA0DTC0"},
	{"iPhone", "Apple-iPhone3C1/801.293", "Appl8603%04dWA4S1"},
	{"Android", "Android/2.3.6-EAS-1.2", "androidc%04d063318"},
	{"WP", "MSFT-WP/7.10.8107", "4D2E8C1B9F3A4E5D8C7B6A5F4E3D%04d"},
	{"iPad", "Apple-iPad2C1/901.405", "ApplDLXF%04dFK10"},
	{"SamsungDevice", "SAMSUNG-GT-I9100/100.20305", "SEC15D%04d78B2E"},
}

// phones are those of all people: most are connected to CAS01, some to CAS02.
func phones() []phone {
	all := make([]phone, len(people))
	for i, user := range people {
		model := models[i%len(models)]
		all[i] = phone{
			user: user, id: fmt.Sprintf(model.id, 1000+i*137), kind: model.kind, agent: model.agent,
			client: fmt.Sprintf("203.0.113.%d", 20+i), server: "CAS01", usual: 90 + i*29%170,
		}
		if i%3 == 2 {
			all[i].server = "CAS02"
		}
	}
	return all
}

// curve is how an ordinary day is spread over its hours.
var curve = [24]int{3, 2, 2, 2, 3, 6, 12, 20, 26, 25, 24, 22, 18, 22, 24, 22, 20, 18, 14, 12, 10, 8, 6, 4}

// moment picks a time of the day after the curve.
func moment(random *rand.Rand) time.Time {
	total := 0
	for _, weight := range curve {
		total += weight
	}
	at, hour := random.IntN(total), 0
	for ; at >= curve[hour]; hour++ {
		at -= curve[hour]
	}
	return Midnight(0).Add(time.Duration(hour)*time.Hour + time.Duration(random.IntN(3600))*time.Second)
}

// ordinary gives a request as most are, with the time that it took.
func ordinary(random *rand.Rand) request {
	switch n := random.IntN(100); {
	case n < 46:
		return request{cmd: "Ping", log: "V141_Hb900_S2_", taken: 60_000 + random.IntN(840_000)}
	case n < 86:
		return request{cmd: "Sync", log: fmt.Sprintf("V141_Fc1_Fid:7_Ty:Em_St:S_Sk%d_", 10+random.IntN(900)), taken: 60 + random.IntN(400)}
	case n < 89:
		return request{cmd: "FolderSync", log: "V141_S1_", taken: 40 + random.IntN(120)}
	case n < 94:
		return request{cmd: "ItemOperations", log: "V141_Fet1_", taken: 200 + random.IntN(1500)}
	case n < 97:
		return request{cmd: "SendMail", log: "V141_S1_", taken: 300 + random.IntN(900)}
	}
	return request{cmd: "Search", log: "V141_S1_", taken: 150 + random.IntN(700)}
}
