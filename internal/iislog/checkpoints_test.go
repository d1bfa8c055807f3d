package iislog_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/iislog"
)

// naiveCheckpoints is the definition of Stats.Checkpoints for a plain log in ASCII
// without long or cut lines, said once more: lines by strings, products by math/big.
func naiveCheckpoints(log string) (all []uint64) {
	var state uint64
	n := 0
	for line := range strings.SplitSeq(log, "\n") {
		line = strings.TrimLeft(strings.TrimRight(line, "\x00 \t\r"), "\x00")
		if line == "" || line[0] == '#' {
			continue
		}
		state ^= naiveHash(line)
		state = (state<<29 | state>>35) * 0x9E3779B185EBCA87
		n++
		if n&(n-1) == 0 {
			all = append(all, state)
		}
	}
	if n&(n-1) != 0 {
		all = append(all, state)
	}
	return all
}

func naiveHash(line string) uint64 {
	a, b := uint64(0x9E3779B185EBCA87), uint64(0xC2B2AE3D27D4EB4F)
	padded := line
	if len(padded) < 32 {
		padded += strings.Repeat("\x00", 32-len(padded))
	}
	word := func(i int) uint64 { return binary.LittleEndian.Uint64([]byte(padded[i : i+8])) }
	take := func(i int) {
		a = naiveFold(word(i)^0x165667B19E3779F9, word(i+8)^a)
		b = naiveFold(word(i+16)^0x165667B19E3779F9, word(i+24)^b)
	}
	i := 0
	for ; i+32 <= len(padded); i += 32 {
		take(i)
	}
	if i < len(padded) {
		take(len(padded) - 32)
	}
	return naiveFold(a^0x165667B19E3779F9, b^uint64(len(line))*0x85EBCA77C2B2AE63)
}

func naiveFold(x, y uint64) uint64 {
	product := new(big.Int).Mul(new(big.Int).SetUint64(x), new(big.Int).SetUint64(y))
	low := new(big.Int).And(product, new(big.Int).SetUint64(1<<64-1))
	return new(big.Int).Rsh(product, 64).Uint64() ^ low.Uint64()
}

func checkpoints(tb testing.TB, log []byte) []uint64 {
	tb.Helper()
	return drain(tb, bytes.NewReader(log)).Checkpoints
}

// TestCheckpointsStay holds hashes that lakes have: they must never change.
func TestCheckpointsStay(t *testing.T) {
	log := short + "2024-05-06 07:08:09 /a bob 200 15\nrejected\n\n2024-05-06 07:08:10 /a/path/longer/than/that eve 200 15\n"
	got := ""
	for _, c := range checkpoints(t, []byte(log)) {
		got += fmt.Sprintf("%016x ", c)
	}
	if want := "cce295607de190b1 dd783e9ecddf4fb5 9c641d3a6ad03728 "; got != want {
		t.Errorf("checkpoints %s, want %s", got, want)
	}
}

func TestCheckpointsAreThoseOfTheDefinition(t *testing.T) {
	random := rand.New(rand.NewPCG(13, 3))
	for range 300 {
		log := randomLog(random, random.IntN(40)) + short
		stats := drain(t, strings.NewReader(log))
		want := naiveCheckpoints(log)
		if diff := cmp.Diff(want, stats.Checkpoints); diff != "" {
			t.Fatalf("%q (-want +got):\n%s", log, diff)
		}
		if stats.Hashed != stats.Records+stats.Rejected {
			t.Errorf("%d hashed of %d records and %d rejected lines", stats.Hashed, stats.Records, stats.Rejected)
		}
	}
}

// randomLog has so many records, good and bad, of all short lengths, among directives,
// blank lines and padding.
func randomLog(random *rand.Rand, records int) string {
	var b strings.Builder
	b.WriteString("#Software: x\n")
	for range records {
		switch random.IntN(8) {
		case 0:
			b.WriteString(strings.Repeat("x", 1+random.IntN(70)) + "\n")
		case 1:
			b.WriteString("\x00\x002024-05-06 07:08:09 /a - 200 1\x00\x00\n")
		default:
			fmt.Fprintf(&b, "2024-05-06 07:08:%02d /%s bob 200 %d\n", random.IntN(60), strings.Repeat("a", random.IntN(99)), random.IntN(9999))
		}
		switch random.IntN(6) {
		case 0:
			b.WriteString("\n \t\n\x00\n")
		case 1:
			b.WriteString("#Date: 2024-05-06 00:00:00\n" + short)
		}
	}
	return b.String()
}

func TestCheckpointsOfAnyForm(t *testing.T) {
	lf := bytes.ReplaceAll(generate(900<<10), []byte("\r\n"), []byte("\n"))
	want := naiveCheckpoints(string(lf))
	crlf := bytes.ReplaceAll(lf, []byte("\n"), []byte("\r\n"))
	_, rows, _ := bytes.Cut(lf, []byte("time-taken\n"))
	again := bytes.Replace(lf, []byte("time-taken\n"), []byte("time-taken\n\n\x00\x00\n#Remark: x\n"), 1)
	for name, form := range map[string][]byte{
		"LF": lf, "CRLF": crlf, "gzip": gzipped(t, crlf), "zstd": zstandard(t, lf), "zip": zipped(t, entry{"a.log", crlf}),
		"UTF-16": utf16le(lf), "other directives": again, "byte order mark": append([]byte("\xEF\xBB\xBF"), lf...),
		"no last line end": bytes.TrimRight(lf, "\n"), "padded": append(bytes.Clone(crlf), make([]byte, 64<<10)...),
		"without a header for the rows": append([]byte("#Version: 1.0\n"+short), rows...),
	} {
		if diff := cmp.Diff(want, checkpoints(t, form)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	stats := drain(t, iotest.HalfReader(bytes.NewReader(lf)))
	if diff := cmp.Diff(want, stats.Checkpoints); diff != "" {
		t.Errorf("half reads (-want +got):\n%s", diff)
	}
}

// TestCheckpointsOfWorkers parses blocks side by side.
func TestCheckpointsOfWorkers(t *testing.T) {
	log := generate(2 << 20)
	want := checkpoints(t, log)
	r := iislog.NewReader("test.log", bytes.NewReader(log))
	var blocks []*iislog.Block
	var parsed sync.WaitGroup
	for {
		b := new(iislog.Block)
		if r.Next(b) != nil {
			break
		}
		blocks = append(blocks, b)
		parsed.Go(func() {
			for len(b.Records()) > 0 {
			}
		})
	}
	parsed.Wait()
	for _, b := range blocks {
		r.Done(b)
	}
	if diff := cmp.Diff(want, r.Stats().Checkpoints); diff != "" || len(blocks) < 4 {
		t.Errorf("%d blocks (-want +got):\n%s", len(blocks), diff)
	}
}

func TestCheckpointsOfZip(t *testing.T) {
	first, second := short+"2024-05-06 07:08:09 /a bob 200 15\n", short+"2024-05-06 07:08:10 /b eve 200 15\nbad\n"
	got := checkpoints(t, zipped(t, entry{"1.log", []byte(first)}, entry{"x", []byte("no log")}, entry{"2.log", []byte(second)}))
	if diff := cmp.Diff(naiveCheckpoints(first+second), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	turned := checkpoints(t, zipped(t, entry{"2.log", []byte(second)}, entry{"1.log", []byte(first)}))
	if cmp.Equal(turned, got) {
		t.Error("another order has the same checkpoints")
	}
}

// TestCheckpointsOfAPrefix cuts a log at each of its records: all checkpoints that both
// have agree.
func TestCheckpointsOfAPrefix(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	whole := short + randomLog(random, 100)
	lines := strings.SplitAfter(whole, "\n")
	all := drain(t, strings.NewReader(whole))
	for n := range lines {
		part := drain(t, strings.NewReader(short+strings.Join(lines[:n], "")))
		for i, c := range part.Checkpoints {
			if last := i == len(part.Checkpoints)-1; last && part.Hashed&(part.Hashed-1) != 0 {
				continue // of all its records, which are not a power of two
			}
			if c != all.Checkpoints[i] {
				t.Fatalf("%d lines: checkpoint %d differs", n, i)
			}
		}
	}
	// A line that was cut off is none of the records yet.
	cut := drain(t, strings.NewReader(short+"2024-05-06 07:08:09 /a bob 200 15\n2024-05-06 07:08:1"))
	if cut.Hashed != 1 || cut.ByReason[iislog.CutLine] != 1 {
		t.Errorf("%d hashed and %d cut, want 1 of each", cut.Hashed, cut.ByReason[iislog.CutLine])
	}
}

// TestCheckpointsOfAChange changes one byte of a record, or swaps it with the next: all
// checkpoints from there on differ and none before.
func TestCheckpointsOfAChange(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	var records []string
	for i := range 50 {
		records = append(records, fmt.Sprintf("2024-05-06 07:08:%02d /%s bob 200 %d", i, strings.Repeat("a", i), i))
	}
	read := func(records []string) []uint64 {
		return checkpoints(t, []byte(short+strings.Join(records, "\n")+"\n"))
	}
	want := read(records)
	check := func(what string, record int, changed []string) {
		t.Helper()
		for i, c := range read(changed) {
			count := min(1<<i, len(records))
			if (c == want[i]) != (count <= record) {
				t.Errorf("%s in record %d: checkpoint at %d is the same: %v", what, record, count, c == want[i])
			}
		}
	}
	for i := range records {
		changed := bytes.Clone([]byte(records[i]))
		at := 1 + random.IntN(len(changed)-2)
		changed[at] ^= 1 << random.IntN(4)
		if changed[at] == '\n' || changed[at] == 0 {
			changed[at] = '~'
		}
		others := append([]string(nil), records...)
		others[i] = string(changed)
		check("a bit", i, others)

		others[i] = records[i] + "0"
		check("a byte more", i, others)

		if i+1 < len(records) {
			others[i], others[i+1] = records[i+1], records[i]
			check("a swap", i, others)
		}
	}
}

// TestCheckpointsOfLongLines has lines that are not read in whole: their beginnings count.
func TestCheckpointsOfLongLines(t *testing.T) {
	long := func(size int, fill string) string {
		return short + strings.Repeat(fill, size) + "\n2024-05-06 07:08:09 /a bob 200 15\n"
	}
	want := checkpoints(t, []byte(long(1<<20+1, "x")))
	for _, size := range []int{1<<20 + 2, 1<<20 + 63<<10, 1<<20 + 65<<10, 3 << 20} {
		stats := drain(t, strings.NewReader(long(size, "x")))
		if diff := cmp.Diff(want, stats.Checkpoints); diff != "" || stats.Hashed != 2 {
			t.Errorf("%d bytes: %d hashed (-want +got):\n%s", size, stats.Hashed, diff)
		}
	}
	if cmp.Equal(want, checkpoints(t, []byte(long(1<<20, "x")))) || cmp.Equal(want, checkpoints(t, []byte(long(2<<20, "y")))) {
		t.Error("other lines have the same checkpoints")
	}
	// A directive is none of the records, however long.
	stats := drain(t, strings.NewReader(short+"#"+strings.Repeat("x", 3<<20)+"\n2024-05-06 07:08:09 /a bob 200 15\n"))
	if stats.Hashed != 1 {
		t.Errorf("%d hashed, want 1", stats.Hashed)
	}
}

func TestNoCheckpoints(t *testing.T) {
	if stats := drain(t, strings.NewReader(short)); stats.Hashed != 0 || stats.Checkpoints != nil {
		t.Errorf("%d hashed, checkpoints %v", stats.Hashed, stats.Checkpoints)
	}
}
