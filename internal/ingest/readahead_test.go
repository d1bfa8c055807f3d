package ingest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
	"github.com/easreport/easreport/internal/store/readahead"
	"github.com/easreport/easreport/internal/store/storetest/throttled"
)

// serverDay is a server's day of about so many bytes, a third of it other traffic.
func serverDay(size int) []byte {
	random := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	b.Grow(size + 4096)
	b.WriteString("#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) " +
		"sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken\r\n")
	start := time.Date(2011, 12, 24, 0, 0, 0, 0, time.UTC)
	device := 0
	for b.Len() < size {
		at := start.Add(time.Duration(float64(b.Len()) / float64(size) * float64(24*time.Hour)))
		if random.IntN(4) == 0 {
			device = random.IntN(20_000) // else the same one again
		}
		stem, query := "/EWS/Exchange.asmx", "-"
		if random.IntN(3) > 0 {
			stem = "/Microsoft-Server-ActiveSync/default.eas"
			query = fmt.Sprintf("Cmd=%s&User=CONTOSO%%5Cuser%d&DeviceId=Appl%07d&DeviceType=iPhone&Log=V141_Fc1_Fid:%d_Ty:Em_Filt3_"+
				"St:S_Sk:%d_SsCmt47_BR1_BPR0_LdapC0_LdapL0_RpcC%d_RpcL%d_Ers1_S1_As:AllowedG_Mbx:MBX01.contoso.com_Throttle0_"+
				"Budget:(D)Conn%%3a1%%2cHangingConn%%3a2%%2cAD%%3a%%24null%%2f%%24null%%2f14%%25_",
				[]string{"Ping", "Sync"}[random.IntN(2)], device, device, random.IntN(50), random.Uint32(),
				random.IntN(99), random.IntN(500))
		}
		fmt.Fprintf(&b, "%s 10.1.1.1 POST %s %s 443 CONTOSO\\user%d 203.0.113.%d Apple-iPhone%dC1/%d 200 0 0 %d %d %d\r\n",
			at.Format(time.DateTime), stem, query, device, device%256, device%7, 900+device%40,
			random.IntN(60000), random.IntN(3000), random.IntN(900))
	}
	return b.Bytes()
}

// BenchmarkDistant ingests a log of 256 MiB from a store as slow as S3. Reading ahead
// (by ranges half as large as usual, for a log that is small) it takes as long as the
// slower of the streams together and the processor.
func BenchmarkDistant(b *testing.B) {
	const size = 256 << 20
	raw := memstore.New()
	if _, err := raw.Put(b.Context(), source, bytes.NewReader(serverDay(size)), store.Condition{}); err != nil {
		b.Fatal(err)
	}
	ahead := func(streams int) store.Reader {
		return readahead.New(throttled.S3(raw), readahead.Options{RangeBytes: 32 << 20, Streams: streams, BufferBytes: 64 << 20})
	}
	for _, c := range []struct {
		name string
		from store.Reader
	}{
		{"at hand", raw},
		{"one request", throttled.S3(raw)},
		{"2 streams", ahead(2)},
		{"4 streams", ahead(4)},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(size)
			for b.Loop() {
				in := Ingester{Source: c.from, Lake: memstore.New(), BucketSeconds: 60, TempDir: b.TempDir()}
				if r, err := in.Ingest(b.Context(), source); err != nil || r.Outcome != Applied {
					b.Fatal(r.Outcome, err)
				}
			}
		})
	}
}
