package iislog_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/easreport/easreport/internal/iislog"
)

const fields75 = "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip " +
	"cs(User-Agent) sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken\r\n"

// generate makes a log of about size bytes that looks like a mail server's.
func generate(size int) []byte {
	rnd := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	b.Grow(size + 4096)
	b.WriteString("#Software: Microsoft Internet Information Services 7.5\r\n#Version: 1.0\r\n" +
		"#Date: 2024-05-06 00:00:00\r\n" + fields75)
	now := time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC)
	agents := []string{
		"Apple-iPhone5C2/1104.257", "SAMSUNG-GT-I9100/100.202", "-",
		"Outlook-iOS-Android/1.0+(compatible;+made+up)+for+tests/1.2.3",
	}
	for b.Len() < size {
		if rnd.IntN(8) == 0 {
			now = now.Add(time.Second)
		}
		stem, query := "/EWS/Exchange.asmx", "-"
		user := fmt.Sprintf(`EXAMPLE\user%d`, rnd.IntN(5000))
		if rnd.IntN(3) > 0 {
			stem = "/Microsoft-Server-ActiveSync/default.eas"
			query = fmt.Sprintf("Cmd=Sync&User=%s&DeviceId=DEV%d&DeviceType=Phone&Log=V141_Fc1_Fid:%d_Ty:Em_Filt3_St:S_Sk:%d_"+
				"SsCmt47_BR1_BPR0_LdapC0_LdapL0_RpcC%d_RpcL%d_Ers1_S1_As:AllowedG_Mbx:MBX01.example.com_Throttle0_"+
				"Budget:(D)Conn%%3a1%%2cHangingConn%%3a2%%2cAD%%3a%%24null%%2f%%24null%%2f14%%25_",
				user, rnd.IntN(5000), rnd.IntN(50), rnd.Uint32(), rnd.IntN(99), rnd.IntN(500))
		}
		fmt.Fprintf(&b, "%s 10.1.1.1 POST %s %s 443 %s 203.0.113.%d %s 200 0 0 %d %d %d\r\n", now.Format(time.DateTime),
			stem, query, user, rnd.IntN(256), agents[rnd.IntN(len(agents))], rnd.IntN(60000), rnd.IntN(3000), rnd.IntN(900))
	}
	return b.Bytes()
}

// drain reads a sound log to its end.
func drain(tb testing.TB, r io.Reader) iislog.Stats {
	tb.Helper()
	reader := iislog.NewReader("drained.log", r)
	if err := each(reader, func(*iislog.Record) {}); err != nil {
		tb.Fatal(err)
	}
	if err := reader.Close(); err != nil {
		tb.Error(err)
	}
	return reader.Stats()
}

func gzipped(tb testing.TB, text []byte) []byte {
	tb.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	return packed(tb, &b, w, text)
}

func zstandard(tb testing.TB, text []byte) []byte {
	tb.Helper()
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1))
	if err != nil {
		tb.Fatal(err)
	}
	return packed(tb, &b, w, text)
}

func packed(tb testing.TB, b *bytes.Buffer, w io.WriteCloser, text []byte) []byte {
	tb.Helper()
	if _, err := w.Write(text); err != nil {
		tb.Fatal(err)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// utf16le is ASCII text in UTF-16 with a byte order mark.
func utf16le(text []byte) []byte {
	wide := make([]byte, 2, 2+2*len(text))
	wide[0], wide[1] = 0xFF, 0xFE
	for _, c := range text {
		wide = append(wide, c, 0)
	}
	return wide
}
