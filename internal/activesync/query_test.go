package activesync

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
)

// readQuery returns the request that a query alone makes.
func readQuery(query string) *Request {
	var q Request
	q.readOnly([]byte(query))
	return &q
}

func TestQuery(t *testing.T) {
	f := func(query, device, deviceType, user string, command Command) {
		t.Helper()
		q := readQuery(query)
		if string(q.DeviceID) != device || string(q.DeviceType) != deviceType ||
			string(q.User) != user || q.Command != command || q.Decoded {
			t.Errorf("query %q:\n got %q %q %q %v", query, q.DeviceID, q.DeviceType, q.User, q.Command)
		}
	}
	// Any order, any case.
	f("User=jo&DeviceId=D1&DeviceType=iPhone&Cmd=Sync", "D1", "iPhone", "jo", Sync)
	f("Cmd=Ping&User=jo&DeviceId=D1&DeviceType=iPhone", "D1", "iPhone", "jo", Ping)
	f("cmd=ping&USER=jo&deviceid=D1&DEVICETYPE=iPhone", "D1", "iPhone", "jo", Ping)

	// Other keys, values with '=', values as they are.
	f("Cmd=SendMail&SaveInSent=T&DeviceId=a%20b&Occurrence=1&User=contoso%5Cjo", "a%20b", "", `contoso%5Cjo`, SendMail)
	f(`Cmd=Sync&User=contoso\jo&DeviceId=a=b==`, "a=b==", "", `contoso\jo`, Sync)
	f("Cmd=Sync&User=%&DeviceId=%5POLICY", "%5POLICY", "", "%", Sync)

	// '&' where it need not be.
	f("Cmd=Sync&User=jo&&Log=S1_", "", "", "jo", Sync)
	f("&Cmd=Sync&&&User=jo&", "", "", "jo", Sync)
	f("&Log=S1_", "", "", "", None)

	// '&' written as "&amp;".
	f("Cmd=Sync&amp;DeviceId=D1&amp;DeviceType=iPhone&AMP;User=jo", "D1", "iPhone", "jo", Sync)

	// The first of equal keys, even if empty.
	f("Cmd=Sync&Cmd=Ping&User=jo&user=eve&DeviceId=D1&DeviceId=D2&DeviceType=&DeviceType=x", "D1", "", "jo", Sync)
	f("Cmd=&Cmd=Ping", "", "", "", None)

	// What looks like a key inside Log= is none.
	f("Log=Cmd=Ping_DeviceId=D2_&User=jo", "", "", "jo", None)

	// No pairs at all.
	f("", "", "", "", None)
	f("&", "", "", "", None)
	f("Cmd", "", "", "", None)
	f("=&=x&==", "", "", "", None)
	f("xCmd=Ping&CmdX=Ping&ACmd=Ping", "", "", "", None)
}

func TestQueryOfAbsentKeysIsNil(t *testing.T) {
	q := readQuery("Cmd=Sync")
	if q.DeviceID != nil || q.DeviceType != nil || q.User != nil || q.CommandText != nil {
		t.Errorf("got %+v", q)
	}
	if q := readQuery("Cmd=Sync&User="); q.User == nil {
		t.Error("an empty User= is nil")
	}
}

func TestQueryKeepsTextOfOtherCommands(t *testing.T) {
	if q := readQuery("Cmd=Find%20me"); q.Command != Other || string(q.CommandText) != "Find%20me" {
		t.Errorf("got %v %q", q.Command, q.CommandText)
	}
	if q := readQuery("Cmd=Sync"); q.CommandText != nil {
		t.Errorf("Sync has text %q", q.CommandText)
	}
}

func TestDecode(t *testing.T) {
	if q := readQuery("User=a%40b"); q.Decode(q.User) != "a@b" {
		t.Errorf("got %q", q.Decode(q.User))
	}
	q := Request{Decoded: true}
	if got := q.Decode([]byte("a%40b")); got != "a%40b" {
		t.Errorf("got %q", got)
	}
}

// FuzzQuery checks that whatever comes, values are parts of the query or come
// from a base64 one, and that a well-formed query gives back what it was made of.
func FuzzQuery(f *testing.F) {
	f.Add([]byte("Cmd=Ping&User=jo&DeviceId=D1&DeviceType=iPhone&Log=V141_S3_Error:X_"), []byte("d1"), []byte("x"), []byte("jo"), uint8(1), uint64(1))
	f.Add([]byte("jAAJBAp2MTQwRGV2aWNlAApTbWFydFBob25l&Log=S1_"), []byte(""), []byte("a b"), []byte(`dom\jo`), uint8(3), uint64(7))
	f.Add([]byte("&&amp;Log=VNATNASNC:&%"), []byte("\xff"), []byte("&"), []byte("="), uint8(30), uint64(9))
	f.Fuzz(func(t *testing.T, query, device, deviceType, user []byte, command uint8, seed uint64) {
		var q Request
		q.readOnly(query)
		if !q.Decoded {
			for name, value := range map[string][]byte{
				"DeviceID": q.DeviceID, "DeviceType": q.DeviceType, "User": q.User, "CommandText": q.CommandText,
				"Error": q.Log.Error, "AccessState": q.Log.AccessState, "Mailbox": q.Log.Mailbox,
			} {
				if !within(value, query) {
					t.Errorf("%s %q is no part of query %q", name, value, query)
				}
			}
		}

		random := rand.New(rand.NewPCG(seed, 0))
		name := Commands()[int(command)%23]
		pairs := []string{
			"Cmd=" + randomCase(random, name),
			"DeviceId=" + escape(device),
			"DeviceType=" + escape(deviceType),
			"User=" + escape(user),
			"CollectionId=5",
			"",
		}
		for i, pair := range pairs {
			key, value, _ := strings.Cut(pair, "=")
			if value != "" {
				pairs[i] = randomCase(random, key) + "=" + value
			}
		}
		random.Shuffle(len(pairs), func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] })
		made := []byte(strings.Join(pairs, "&") + "&Log=V141_S3_")
		q.readOnly(made)
		if q.Command.String() != name {
			t.Errorf("query %q: command %v, want %s", made, q.Command, name)
		}
		for _, c := range []struct {
			name      string
			got, want []byte
		}{{"DeviceID", q.DeviceID, device}, {"DeviceType", q.DeviceType, deviceType}, {"User", q.User, user}} {
			if got := unescape(nil, c.got); !bytes.Equal(got, c.want) {
				t.Errorf("query %q: %s is %q, want %q", made, c.name, got, c.want)
			}
		}
		if q.Log.EASStatus != 3 || q.Decoded {
			t.Errorf("query %q: EAS status %d, decoded %v", made, q.Log.EASStatus, q.Decoded)
		}
	})
}

// within tells whether part is a slice of whole: where it begins follows from
// how much room is left behind it.
func within(part, whole []byte) bool {
	if len(part) == 0 {
		return true
	}
	at := cap(whole) - cap(part)
	return at >= 0 && at+len(part) <= len(whole) && &whole[at] == &part[0]
}

// escape percent-encodes what is no letter or digit.
func escape(text []byte) string {
	var out strings.Builder
	for _, c := range text {
		if '0' <= c && c <= '9' || 'a' <= lower(c) && lower(c) <= 'z' {
			out.WriteByte(c)
		} else {
			out.WriteString("%" + string("0123456789abcdef"[c>>4]) + string("0123456789ABCDEF"[c&15]))
		}
	}
	return out.String()
}

func randomCase(random *rand.Rand, text string) string {
	switch random.IntN(3) {
	case 0:
		return strings.ToLower(text)
	case 1:
		return strings.ToUpper(text)
	}
	return text
}
