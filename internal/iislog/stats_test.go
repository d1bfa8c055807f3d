package iislog_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/iislog"
)

func TestStats(t *testing.T) {
	log := "#Software: Microsoft\x07 IIS " + strings.Repeat("x", 200) + "\n" + short +
		"2024-05-06 07:08:09 /a bob 200 15\n" +
		"2024-05-06 07:08:07 /a bob 200 15\n" +
		"\n" +
		"2024-05-06 07:08:10 /a bob 200 15\n" +
		"short \x1b[31m" + strings.Repeat("y", 300) + "\n" +
		"2024-05-06 07:08:10 /a bob 200 15 2\n"
	_, stats, err := read(strings.NewReader(log))
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(log))
	want := iislog.Stats{
		Bytes: int64(len(log)), Lines: 8, Records: 3, Rejected: 2,
		RejectedOn: map[int64]int64{time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC).Unix() / 86400: 1},
		Samples: []iislog.Sample{
			{Line: 7, Reason: iislog.FewerFields, Text: `"short \x1b[31m` + strings.Repeat("y", 189) + `…"`},
			{Line: 8, Reason: iislog.MoreFields, Text: `"2024-05-06 07:08:10 /a bob 200 15 2"`},
		},
		Software:    "Microsoft? IIS " + strings.Repeat("x", 85),
		Fingerprint: hex.EncodeToString(sum[:16]),
		First:       time.Date(2024, 5, 6, 7, 8, 7, 0, time.UTC).UnixMilli(),
		Last:        time.Date(2024, 5, 6, 7, 8, 10, 0, time.UTC).UnixMilli(),
		Hashed:      5, Checkpoints: naiveCheckpoints(log),
	}
	want.ByReason[iislog.FewerFields], want.ByReason[iislog.MoreFields] = 1, 1
	if diff := cmp.Diff(want, stats); diff != "" {
		t.Errorf("stats (-want +got):\n%s", diff)
	}
}

func TestSamplesAreBounded(t *testing.T) {
	_, stats, err := read(strings.NewReader(short + strings.Repeat("bad\n", 1000)))
	if err != nil {
		t.Fatal(err)
	}
	if len(stats.Samples) != 10 || stats.Rejected != 1000 {
		t.Errorf("%d samples of %d rejected, want 10 of 1000", len(stats.Samples), stats.Rejected)
	}
}

// A caller may keep Stats while the reader goes on.
func TestStatsAreACopy(t *testing.T) {
	// The middle is more than a block.
	text := short + "bad\n" + strings.Repeat("2024-05-06 07:08:09 /a bob 200 15\n", 10_000) + "worse\n"
	r := iislog.NewReader("test.log", strings.NewReader(text))
	if got := r.Stats(); got.Lines != 0 || got.Fingerprint != "" {
		t.Errorf("before the first record: %+v, want nothing", got)
	}
	var before iislog.Stats
	err := each(r, func(record *iislog.Record) {
		if before.Samples == nil {
			before = r.Stats()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(before.Samples) != 1 || before.Rejected != 1 || r.Stats().Rejected != 2 {
		t.Errorf("rejected %d then %d, want 1 then 2", before.Rejected, r.Stats().Rejected)
	}
}

func TestFingerprintIgnoresCompression(t *testing.T) {
	text := generate(200 << 10)
	sum := sha256.Sum256(text[:64<<10])
	want := hex.EncodeToString(sum[:16])
	for name, form := range map[string][]byte{
		"plain": text, "gzip": gzipped(t, text), "zstd": zstandard(t, text), "zip": zipped(t, entry{"a.log", text}),
	} {
		stats := drain(t, bytes.NewReader(form))
		if stats.Fingerprint != want || stats.Bytes != int64(len(text)) {
			t.Errorf("%s: fingerprint %s of %d bytes, want %s of %d", name, stats.Fingerprint, stats.Bytes, want, len(text))
		}
	}
}

func TestReasonString(t *testing.T) {
	seen := map[string]bool{}
	for reason := range iislog.NumReasons {
		if s := reason.String(); s == "" || seen[s] {
			t.Errorf("reason %d is %q: empty, or like another", reason, s)
		} else {
			seen[s] = true
		}
	}
	if got := iislog.NumReasons.String(); got != "unknown reason" {
		t.Errorf("a reason out of range is %q", got)
	}
}
