package activesync

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// checkVector is the example of [MS-ASHTTP] 2.2.1.1.1.1.
const checkVector = "jAAJBAp2MTQwRGV2aWNlAApTbWFydFBob25l"

// encode is the reverse of parseBinary.
func (b *binaryQuery) encode() []byte {
	data := []byte{b.version, b.code, byte(b.locale), byte(b.locale >> 8)}
	for _, value := range [][]byte{b.deviceID, b.policyKey, b.deviceType} {
		data = append(data, byte(len(value)))
		data = append(data, value...)
	}
	return append(data, b.parameters...)
}

func TestParseBinary(t *testing.T) {
	data, err := base64.StdEncoding.DecodeString(checkVector)
	if err != nil {
		t.Fatal(err)
	}
	b, ok := parseBinary(data)
	want := binaryQuery{
		version: 140, code: 0, locale: 0x0409,
		deviceID: []byte("v140Device"), policyKey: []byte{}, deviceType: []byte("SmartPhone"),
		parameters: []byte{},
	}
	if diff := cmp.Diff(want, b, cmp.AllowUnexported(binaryQuery{})); diff != "" || !ok {
		t.Errorf("ok %v\n%s", ok, diff)
	}
}

func TestBase64Query(t *testing.T) {
	f := func(query, device, deviceType, user string, command Command) {
		t.Helper()
		q := readQuery(query)
		if !q.Decoded || string(q.DeviceID) != device || string(q.DeviceType) != deviceType ||
			string(q.User) != user || q.Command != command {
			t.Errorf("query %q:\n got %v %q %q %q %v", query, q.Decoded, q.DeviceID, q.DeviceType, q.User, q.Command)
		}
	}
	f(checkVector, "v140Device", "SmartPhone", "", Sync)
	f(checkVector+"&Log=V140_S1_", "v140Device", "SmartPhone", "", Sync)
	f(checkVector+"&&Log=V140_S1_", "v140Device", "SmartPhone", "", Sync)
	f("&"+checkVector+"&CorrelationID=<empty>;&ClientId=X&cafeReqId=0;", "v140Device", "SmartPhone", "", Sync)
	f(checkVector+"&ClientId=X", "v140Device", "SmartPhone", "", Sync)
	f(checkVector+"&cafereqid=X", "v140Device", "SmartPhone", "", Sync)

	// Every alphabet, padding and escape. The bytes are chosen to need '+' and '/'.
	b := binaryQuery{
		version: 141, code: 18, locale: 0xfffb, deviceID: []byte{0x00, 0xfb, 0xef, 0xbe, 0x3f},
		policyKey: []byte{1, 2, 3, 4}, deviceType: []byte("WP8"),
		parameters: []byte("\x07\x01\x01\x08\x02jo\x08\x04eve2\x63\x00"),
	}
	data := b.encode()
	std := base64.StdEncoding.EncodeToString(data)
	if !strings.Contains(std, "+") || !strings.Contains(std, "/") || !strings.Contains(std, "=") {
		t.Fatalf("%q is a poor test", std)
	}
	for _, query := range []string{
		std,
		base64.RawStdEncoding.EncodeToString(data),
		base64.URLEncoding.EncodeToString(data),
		base64.RawURLEncoding.EncodeToString(data),
		strings.NewReplacer("+", "%2B", "/", "%2F", "=", "%3D").Replace(std),
		strings.NewReplacer("+", "%2b", "/", "%2f", "=", "%3d").Replace(std) + "&Log=V141_",
	} {
		f(query, "00FBEFBE3F", "WP8", "jo", Ping)
	}
}

func TestBase64QueryIsRejected(t *testing.T) {
	f := func(query string) {
		t.Helper()
		if q := readQuery(query); q.Decoded || q.Command != None || q.DeviceID != nil || q.DeviceType != nil || q.User != nil {
			t.Errorf("query %q was read: %v %q %q", query, q.Command, q.DeviceID, q.DeviceType)
		}
	}
	good, _ := base64.StdEncoding.DecodeString(checkVector)
	change := func(edit func(data []byte) []byte) {
		t.Helper()
		f(base64.StdEncoding.EncodeToString(edit(bytes.Clone(good))))
	}
	for _, version := range []byte{0, 25, 120, 122, 142, 150, 162, 255} {
		change(func(data []byte) []byte { data[0] = version; return data })
	}
	for _, code := range []byte{5, 6, 7, 8, 23, 255} {
		change(func(data []byte) []byte { data[1] = code; return data })
	}
	for n := range good {
		change(func(data []byte) []byte { return data[:n] })
	}
	change(func(data []byte) []byte { return append(data, 0) })                    // a tag alone
	change(func(data []byte) []byte { return append(data, 8, 2, 'x') })            // a parameter cut
	change(func(data []byte) []byte { data[15] = 3; return data })                 // policy key of three bytes
	f(base64.StdEncoding.EncodeToString([]byte("\x8c\x00\x09\x04\x00\x00\x02SP"))) // no device id

	f("jAAJ")
	f("hello")
	f(checkVector + "=")
	f(checkVector + "====")
	f(checkVector[:8] + "\r\n" + checkVector[8:])
	f(checkVector[:8] + "%0A" + checkVector[8:])
	f(checkVector[:8] + " " + checkVector[8:])
	f(checkVector[:8] + "=" + checkVector[8:])
	f(checkVector + "%")
	f(checkVector + "%2")
	f(checkVector + "%zz")
	f(checkVector + "&x")
	f("a" + checkVector)
	f(strings.Repeat(checkVector, 500))
	f(strings.Repeat("%2B", maxBase64+1))
	f(strings.Repeat("+", maxBase64+1))

	// Bits behind the last byte must be zero, else one query would have several texts.
	b := binaryQuery{version: 141, deviceID: []byte("d")}
	text := []byte(base64.RawStdEncoding.EncodeToString(b.encode()))
	if q := readQuery(string(text)); !q.Decoded {
		t.Fatalf("%q is rejected", text)
	}
	text[len(text)-1]++
	f(string(text))
}

func TestBase64IsNotTriedBesideKeys(t *testing.T) {
	if q := readQuery("User=jo&" + checkVector); q.Decoded {
		t.Error("decoded")
	}
}

func TestBase64AfterOtherRequests(t *testing.T) {
	var q Request
	read := func(query string) { q.read(&fields{stem: []byte(root), query: []byte(query)}) }
	read(checkVector)
	read("Cmd=Ping&DeviceId=D2")
	if q.Decoded || string(q.DeviceID) != "D2" || q.DeviceType != nil {
		t.Errorf("got %v %q %q", q.Decoded, q.DeviceID, q.DeviceType)
	}
	read(checkVector)
	if !q.Decoded || string(q.DeviceID) != "v140Device" {
		t.Errorf("got %v %q", q.Decoded, q.DeviceID)
	}
}

// FuzzBase64 checks both ways: what is encoded is decoded, and what is accepted
// is what encoding gives.
func FuzzBase64(f *testing.F) {
	f.Add([]byte(checkVector), []byte("v140Device"), []byte("SmartPhone"), []byte("jo"), uint8(0), true)
	f.Add([]byte("jAAJBAp2MTQwRGV2aWNlAApTbWFydFBob25lCAJqbw%3D%3D"), []byte("\x00\xff"), []byte(""), []byte(""), uint8(22), false)
	f.Fuzz(func(t *testing.T, text, device, deviceType, user []byte, code uint8, policy bool) {
		// Arbitrary bytes, as they are and as base64.
		if b, ok := parseBinary(text); ok && !bytes.Equal(b.encode(), text) {
			t.Errorf("%x is accepted, but encodes as %x", text, b.encode())
		}
		var q Request
		if q.readBase64(text); q.Decoded {
			plain, _ := standardBase64(unescape(nil, text))
			data, err := strictBase64.DecodeString(string(plain))
			if b, ok := parseBinary(data); err != nil || !ok || strictBase64.EncodeToString(b.encode()) != string(plain) {
				t.Errorf("%q is accepted: %v, %v", text, ok, err)
			}
		}

		if len(device) == 0 {
			device = []byte{'d'}
		}
		b := binaryQuery{
			version: 161, code: code % 23, locale: 1033,
			deviceID: device[:min(len(device), 255)], deviceType: deviceType[:min(len(deviceType), 255)],
		}
		if policy {
			b.policyKey = []byte{0, 1, 2, 3}
		}
		user = user[:min(len(user), 255)]
		b.parameters = append([]byte{1, 1, 'x', tagUser, byte(len(user))}, user...)
		command, known := commandOfCode(b.code)
		made := base64.URLEncoding.EncodeToString(b.encode())
		q = *readQuery(made + "&Log=V161_")
		if q.Decoded != known {
			t.Fatalf("code %d: decoded %v", b.code, q.Decoded)
		}
		if !known {
			return
		}
		id := string(b.deviceID)
		if strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' }) {
			id = strings.ToUpper(hex.EncodeToString(b.deviceID))
		}
		if q.Command != command || string(q.DeviceID) != id ||
			!bytes.Equal(q.DeviceType, b.deviceType) || !bytes.Equal(q.User, user) {
			t.Errorf("%q: got %v %q %q %q", made, q.Command, q.DeviceID, q.DeviceType, q.User)
		}
	})
}
