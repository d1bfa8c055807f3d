package activity

import (
	"encoding/binary"

	"github.com/easreport/easreport/internal/activesync"
)

// identity is the part of a key that says who sent a request and where to, as
// numbers of texts.
type identity struct {
	deviceID, deviceType, userName, csUsername, userAgent, server, client uint32
	side                                                                  activesync.Side
}

// appendIdentity writes what a request's identity was logged as, each text with
// its length so that no two identities are written alike.
func appendIdentity(dst []byte, q *activesync.Request) []byte {
	flags := byte(q.Side) << 1
	if q.Decoded {
		flags |= 1
	}
	dst = append(dst, flags)
	for _, text := range [...][]byte{q.DeviceID, q.DeviceType, q.User, q.Username, q.UserAgent, q.Server, q.Client} {
		dst = appendText(dst, text)
	}
	return dst
}

func appendText(dst, text []byte) []byte {
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(text)))
	return append(dst, text...)
}

func (a *Accumulator) newIdentity(q *activesync.Request) identity {
	username := activesync.Text(q.Username)
	return identity{
		deviceID:   a.texts.of(q.Decode(q.DeviceID)),
		deviceType: a.texts.of(q.Decode(q.DeviceType)),
		userName:   a.texts.of(activesync.EffectiveUser(username, q.Decode(q.User))),
		csUsername: a.texts.of(username),
		userAgent:  a.texts.of(activesync.UserAgentText(q.UserAgent)),
		server:     a.texts.of(activesync.Text(q.Server)),
		client:     a.texts.of(activesync.Text(q.Client)),
		side:       q.Side,
	}
}
