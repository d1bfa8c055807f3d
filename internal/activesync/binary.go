package activesync

// binaryQuery is what a base64 query holds ([MS-ASHTTP] 2.2.1.1.1.1), its texts
// slices of the bytes it was read from.
type binaryQuery struct {
	version    byte // protocol version times ten
	code       byte // see commandOfCode
	locale     uint16
	deviceID   []byte // text, or the bytes of a GUID; never empty
	policyKey  []byte // nothing or four bytes
	deviceType []byte
	parameters []byte // tag, length and value, repeated
	user       []byte // the value of the parameter User
}

// tagUser is the parameter that names the user ([MS-ASHTTP] 2.2.1.1.1.1.3).
const tagUser = 8

// parseBinary reads a binary query, and tells whether data is one to the last
// byte, of a protocol version and with a command that exist.
func parseBinary(data []byte) (b binaryQuery, ok bool) {
	if len(data) < 4 {
		return b, false
	}
	b.version, b.code = data[0], data[1]
	b.locale = uint16(data[2]) | uint16(data[3])<<8
	switch b.version {
	case 121, 140, 141, 160, 161:
	default:
		return b, false
	}
	if _, ok := commandOfCode(b.code); !ok {
		return b, false
	}
	rest := data[4:]
	if b.deviceID, rest, ok = sized(rest); !ok || len(b.deviceID) == 0 {
		return b, false
	}
	if b.policyKey, rest, ok = sized(rest); !ok || len(b.policyKey) != 0 && len(b.policyKey) != 4 {
		return b, false
	}
	if b.deviceType, rest, ok = sized(rest); !ok {
		return b, false
	}
	b.parameters = rest
	for len(rest) > 0 {
		tag := rest[0]
		var value []byte
		if value, rest, ok = sized(rest[1:]); !ok {
			return b, false
		}
		if tag == tagUser && b.user == nil {
			b.user = value
		}
	}
	return b, true
}

// sized splits data behind a value that its length, one byte, stands before.
func sized(data []byte) (value, rest []byte, ok bool) {
	if len(data) == 0 || len(data) <= int(data[0]) {
		return nil, nil, false
	}
	end := 1 + int(data[0])
	return data[1:end], data[end:], true
}
