package estate

import (
	"cmp"
	"fmt"
	"slices"
)

// traffic invents requests in the order in which they end. Devices wait in a
// wheel of seconds for the end of their next request.
type traffic struct {
	options *Options
	random  random
	devices []*Device
	wheel   [wheelSize]int32 // first device that ends in that second, -1 is none
	next    []int32          // the one after it
	due     []int64          // Unix milliseconds
	request Request          // used again and again
	folders [4]Folder
}

const wheelSize = 1 << 13 // seconds; later ones go round again

func newTraffic(seed uint64, o *Options, devices []*Device) *traffic {
	t := &traffic{options: o, random: newRandom(seed, streamTraffic), devices: devices}
	t.next, t.due = make([]int32, len(devices)), make([]int64, len(devices))
	for i := range t.wheel {
		t.wheel[i] = -1
	}
	for i, d := range devices {
		t.schedule(i, o.Start+int64(t.random.n(2*t.gap(d, o.Start))))
		d.previous = o.Start
	}
	return t
}

// busy is the share of requests by hour, in percent of the mean.
var busy = [24]int{45, 40, 38, 40, 50, 75, 115, 150, 165, 160, 150, 145, 140, 145, 150, 145, 140, 125, 100, 85, 75, 65, 57, 50}

// gap returns the mean time between the requests of a device, in milliseconds.
func (t *traffic) gap(d *Device, now int64) int {
	mean := dayMs / t.options.PerDay
	if !t.options.Even {
		mean = mean * 1600 / (d.rate * busy[now/hourMs%24])
	}
	return max(mean, 1)
}

func (t *traffic) schedule(device int, due int64) {
	t.due[device] = due
	slot := &t.wheel[due/1000%wheelSize]
	t.next[device], *slot = *slot, int32(device)
}

// each calls yield with every request of the span. The Request is valid during the call.
func (t *traffic) each(yield func(*Request) error) error {
	var ready []int32
	for second := t.options.Start / 1000; second < t.options.end()/1000; second++ {
		if err := t.attack(second, yield); err != nil {
			return err
		}
		slot := &t.wheel[second%wheelSize]
		for *slot >= 0 { // a device may come again within the second
			ready = ready[:0]
			later := int32(-1)
			for i := *slot; i >= 0; {
				next := t.next[i]
				if t.due[i]/1000 == second {
					ready = append(ready, i)
				} else {
					t.next[i], later = later, i
				}
				i = next
			}
			*slot = later
			if len(ready) == 0 {
				break
			}
			slices.SortFunc(ready, func(a, b int32) int {
				return cmp.Or(cmp.Compare(t.due[a], t.due[b]), cmp.Compare(a, b))
			})
			for _, i := range ready {
				if err := t.device(int(i), yield); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// device has the device's next request end.
func (t *traffic) device(i int, yield func(*Request) error) error {
	d, now := t.devices[i], t.due[i]
	r := &t.request
	*r = Request{Device: d, End: now, Folders: t.folders[:0], hash: uint32(t.random.uint64()), variety: uint32(t.random.uint64())}
	r.Login = d.Logins[d.turn/8%len(d.Logins)] // people take turns
	d.turn++
	if d.ill != healthy {
		t.relapse(d, r)
	} else {
		t.invent(d, r)
		t.decide(r)
		if challenged := t.random.chance(t.options.Challenges); challenged && !r.Anonymous {
			if err := t.challenge(r, yield); err != nil {
				return err
			}
		}
	}
	d.previous = now
	gap := t.random.wait(t.gap(d, now))
	if d.ill != healthy {
		gap = max(gap/30, 1000)
	}
	t.schedule(i, now+1+int64(gap))
	return yield(r)
}

// challenge yields the challenge that precedes a request.
func (t *traffic) challenge(r *Request, yield func(*Request) error) error {
	answer := challenges[t.random.n(len(challenges))]
	c := *r
	c.refuse(answer)
	c.Took = 1 + t.random.n(20)
	return yield(&c)
}

// attack has hostile senders try accounts, one address every 17 seconds. A third of the
// tries names a device that does not exist.
func (t *traffic) attack(second int64, yield func(*Request) error) error {
	for i := range t.options.Hostile {
		if (second+7*int64(i))%17 != 0 {
			continue
		}
		victim := t.devices[t.random.n(len(t.devices))].Logins[0].Person
		r := Request{
			End: second*1000 + int64(t.random.n(1000)), Command: "Options", Claim: escape(victim.UPN), Took: 20,
			Address: fmt.Sprintf("198.51.100.%d", 1+i%250), variety: uint32(t.random.uint64()),
		}
		if t.random.n(3) == 0 {
			r.Command = "Sync"
			r.Device = &Device{ID: hostileIDs[t.random.n(len(hostileIDs))] + t.random.text(capitals, 6), Type: "Python", Agent: "python-requests/2.31.0"}
		}
		r.refuse(refusals[0])
		if err := yield(&r); err != nil {
			return err
		}
	}
	return nil
}

// hostileIDs are what ids of devices that do not exist begin with.
var hostileIDs = []string{"", "=1+1", "%3Cscript%3E", "..%2F..%2F", "%5", "validate"}
