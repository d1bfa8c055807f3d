package pairing

import (
	"net/netip"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
)

// elsewhere knows from which networks somebody logged on on a device on a UTC day. Whoever
// knows the id of a phone and the name of its user can send requests under both without a
// password: they are the phone's own only where it has proved itself from that network. A phone
// whose password has expired proves itself as long as it was let in from there before; one that
// goes from network to network does so in each. It serves one goroutine.
type elsewhere struct {
	day      *Day
	codec    *codec
	buffer   []byte
	networks map[activity.Word]netip.Prefix // of addresses; the zero Prefix: of no address
	from     map[netip.Prefix]bool          // of the group
}

func newElsewhere(d *Day) elsewhere {
	return elsewhere{
		day: d, codec: newCodec(new(activity.Batch), nil), networks: make(map[activity.Word]netip.Prefix), from: make(map[netip.Prefix]bool),
	}
}

// look looks from where somebody logged on on the device of a group, if somebody did, and
// there are requests for which nobody did.
func (e *elsewhere) look(runs []entry) error {
	clear(e.from)
	known, anonymous := false, false
	for i := range runs {
		known, anonymous = known || runs[i].known, anonymous || runs[i].anonymous
	}
	if !known || !anonymous || deviceOf(e.day.words.Text(runs[0].group)) == "" {
		return nil
	}
	for _, r := range runs {
		if !r.known {
			continue
		}
		packed, err := e.day.store.run(r, e.buffer)
		if err != nil {
			return err
		}
		e.codec.begin()
		e.codec.unpack(packed, false)
		b := e.codec.batch
		for i := range b.Bucket {
			if network := e.network(b.ClientAddress[i]); network.IsValid() && loggedOn(b, i) {
				e.from[network] = true
			}
		}
	}
	return nil
}

func (e *elsewhere) network(address activity.Word) netip.Prefix {
	network, known := e.networks[address]
	if !known {
		network, _ = activesync.NetworkOf(e.day.words.Text(address))
		e.networks[address] = network
	}
	return network
}

// disown takes from requests for which nobody logged on the person that they name, if they
// come from elsewhere.
func (e *elsewhere) disown(requests *activity.Batch) {
	if len(e.from) == 0 {
		return
	}
	for i := range requests.Len() {
		if !Anonymous(requests, i) {
			continue
		}
		if network := e.network(requests.ClientAddress[i]); network.IsValid() && !e.from[network] {
			requests.Person[i], requests.PersonNames[i] = 0, 0
		}
	}
}
