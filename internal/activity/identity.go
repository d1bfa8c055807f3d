package activity

import (
	"encoding/binary"

	"github.com/easreport/easreport/internal/activesync"
)

// identity is the part of a key that says who sent a request and where to, as
// numbers of texts.
type identity struct {
	deviceID, deviceType, csUsername, queryUser, userAgent, server, side, client uint32
}

// appendIdentity writes what a request's identity was logged as, each text with
// its length so that no two identities are written alike.
func appendIdentity(dst []byte, q *activesync.Request) []byte {
	decoded := byte(0)
	if q.Decoded {
		decoded = 1
	}
	dst = append(dst, decoded, byte(q.Side))
	for _, text := range [...][]byte{q.DeviceID, q.DeviceType, q.User, q.Username, q.UserAgent, q.Server, q.Client} {
		dst = appendText(dst, text)
	}
	return dst
}

func appendText(dst, text []byte) []byte {
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(text)))
	return append(dst, text...)
}

// cutText takes a text off a key.
func cutText(key []byte) (text, rest []byte) {
	end := 4 + binary.LittleEndian.Uint32(key)
	return key[4:end], key[end:]
}

// newIdentity is the meaning of what appendIdentity wrote.
func (a *Accumulator) newIdentity(key []byte) identity {
	q := activesync.Request{Decoded: key[0] == 1}
	side, key := activesync.Side(key[1]), key[2:]
	for _, text := range [...]*[]byte{&q.DeviceID, &q.DeviceType, &q.User, &q.Username, &q.UserAgent, &q.Server, &q.Client} {
		*text, key = cutText(key)
	}
	return identity{
		deviceID:   a.texts.logged(q.DeviceID, q.Decode),
		deviceType: a.texts.logged(q.DeviceType, q.Decode),
		csUsername: a.texts.logged(q.Username, activesync.Text),
		queryUser:  a.texts.logged(q.User, q.Decode),
		userAgent:  a.texts.logged(q.UserAgent, activesync.UserAgentText),
		server:     a.texts.logged(q.Server, activesync.Text),
		side:       a.texts.of(side.String()),
		client:     a.texts.logged(q.Client, activesync.Text),
	}
}
