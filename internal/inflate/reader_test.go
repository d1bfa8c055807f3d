package inflate_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"

	"github.com/easreport/easreport/internal/inflate"
)

// texts are a few that ask for different codes.
func texts() [][]byte {
	rnd := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 3000)
	for i := range noise {
		noise[i] = byte(rnd.Uint32())
	}
	skewed := make([]byte, 5000) // codes of very different lengths
	for i := range skewed {
		skewed[i] = byte(rnd.ExpFloat64() * 12)
	}
	return [][]byte{
		nil, []byte("a"), []byte("abcabcabcabd"), make([]byte, 1000), noise, skewed, log(4 << 10),
	}
}

// far is a text whose symbols take as many bits as they can: literals of all
// values, and a few matches of any length from anywhere in the window.
func far() []byte {
	rnd := rand.New(rand.NewPCG(5, 6))
	var text []byte
	for range 2500 {
		for range 1 + rnd.IntN(8) {
			text = append(text, byte(rnd.Uint32()))
		}
		if from := len(text) - 1 - int(32000*rnd.Float64()*rnd.Float64()); from >= 0 {
			text = append(text, text[from:min(len(text), from+rnd.IntN(258))]...)
		}
	}
	return text
}

// log is a text of size bytes that looks like a log.
func log(size int) []byte {
	rnd := rand.New(rand.NewPCG(3, 4))
	var b bytes.Buffer
	for b.Len() < size {
		user := rnd.IntN(5000)
		fmt.Fprintf(&b, "2024-05-06 07:%02d:%02d 10.1.1.1 POST /Microsoft-Server-ActiveSync/default.eas "+
			"Cmd=Sync&User=user%d&DeviceId=DEV%x&DeviceType=Phone&Log=V141_Fc1_Fid:%d_Ty:Em_Filt3_St:S_Sk:%d_LdapC%d_ "+
			"443 EXAMPLE\\user%d 203.0.113.%d Phone/1104.%d 200 0 0 %d %d %d\r\n", b.Len()>>20%60, b.Len()>>12%60,
			user, user*7919, rnd.IntN(50), rnd.Uint32(), rnd.IntN(99), user, rnd.IntN(256), user%300,
			rnd.IntN(60000), rnd.IntN(3000), rnd.IntN(900))
	}
	return b.Bytes()[:size]
}

func TestTexts(t *testing.T) {
	z := new(inflate.Reader)
	for _, text := range append(texts(), log(150<<10), bytes.Repeat(log(20<<10), 8), far()) {
		for _, pack := range packers {
			stream := pack(t, text)
			checkInflate(t, z, stream)
			got, err := io.ReadAll(iotest.OneByteReader(inflate.NewReader(bytes.NewReader(stream))))
			if err != nil || !bytes.Equal(got, text) {
				t.Errorf("read by single bytes: %d bytes and error %v, want the %d of the text", len(got), err, len(text))
			}
		}
	}
}

// Matches that overlap what they are copied to repeat it.
func TestPeriods(t *testing.T) {
	z := new(inflate.Reader)
	noise := texts()[4]
	for period := range 40 {
		for _, n := range []int{1, 7, 100} {
			text := append(bytes.Repeat(noise[:period], 1+n), noise...)
			checkInflate(t, z, packers[len(packers)-2](t, text))
		}
	}
}

func TestCut(t *testing.T) {
	z := new(inflate.Reader)
	for _, text := range texts() {
		for _, pack := range packers[:6] {
			stream := pack(t, text)
			for n := range min(len(stream), 120) {
				checkInflate(t, z, stream[:n])
				checkInflate(t, z, stream[:len(stream)-1-n])
			}
		}
	}
}

// A stream with any of its bits changed is another stream, sound or not.
func TestChanged(t *testing.T) {
	z := new(inflate.Reader)
	for _, text := range texts() {
		for _, pack := range packers[:6] {
			stream := pack(t, text)
			for bit := range min(8*len(stream), 200) {
				stream[bit/8] ^= 1 << (bit % 8)
				checkInflate(t, z, stream)
				stream[bit/8] ^= 1 << (bit % 8)
			}
		}
	}
}

// A failure of the source comes as it is, behind all that could be decoded.
func TestSourceFailure(t *testing.T) {
	text := log(200 << 10)
	stream := packers[len(packers)/2](t, text)
	for _, cause := range []error{errors.New("broken"), fmt.Errorf("wrapped: %w", io.EOF)} {
		for _, n := range []int{0, 1, 100, len(stream) / 2, len(stream) - 1} {
			r := inflate.NewReader(io.MultiReader(bytes.NewReader(stream[:n]), iotest.ErrReader(cause)))
			var got []byte
			buf, err := make([]byte, 5000), error(nil)
			for err == nil {
				var m int
				m, err = r.Read(buf)
				got = append(got, buf[:m]...)
			}
			if err != cause || !bytes.HasPrefix(text, got) || len(got) < n-100 { //nolint:errorlint // the very same
				t.Errorf("%d bytes of %d: got %d and error %v, want %v", n, len(stream), len(got), err, cause)
			}
		}
	}
	stuck := inflate.NewReader(stuck{})
	if _, err := io.ReadAll(stuck); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("from a source that gives nothing: %v, want %v", err, io.ErrNoProgress)
	}
}

type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }

func TestReset(t *testing.T) {
	var r inflate.Reader
	for _, text := range texts() {
		for i, pack := range packers {
			stream := pack(t, text)
			if i%3 == 0 {
				stream = stream[:len(stream)/2]
			}
			r.Reset(bytes.NewReader(stream))
			got, err := io.ReadAll(&r)
			if i%3 != 0 && (err != nil || !bytes.Equal(got, text)) {
				t.Errorf("got %d bytes and error %v, want %d and none", len(got), err, len(text))
			}
		}
	}
	r.Reset(bytes.NewReader(packers[0](t, log(300<<10))))
	buf := make([]byte, 1000)
	if allocs := testing.AllocsPerRun(100, func() { _, _ = r.Read(buf) }); allocs != 0 {
		t.Errorf("Read allocates %v times, want 0", allocs)
	}
}
