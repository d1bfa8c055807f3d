package ingest

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

// BenchmarkManyDevices reads logs in which each request comes from another device:
// what grows with their number is the file, and not memory beyond a bound.
func BenchmarkManyDevices(b *testing.B) {
	const bound = 400 << 20 // two full runs, and the garbage of as much again
	for _, devices := range []int{1_000_000, 2_000_000} {
		b.Run(fmt.Sprint(devices), func(b *testing.B) {
			peak := uint64(0)
			for b.Loop() {
				reads := 0
				in := Ingester{Source: strangers{n: devices}, Bucket: bucket, Lake: memstore.New(), BucketSeconds: 60, TempDir: b.TempDir()}
				in.Progress = func(int64) {
					if reads++; reads%50 == 0 {
						var m runtime.MemStats
						runtime.ReadMemStats(&m)
						peak = max(peak, m.HeapInuse)
					}
				}
				r, err := in.Ingest(b.Context(), source)
				if err != nil || r.Stamp.Reading.Requests != int64(devices) {
					b.Fatalf("%d requests: %v", r.Stamp.Reading.Requests, err)
				}
			}
			b.ReportMetric(float64(peak>>20), "peak-MiB")
			if peak > bound {
				b.Errorf("%d MiB of memory, want less than %d", peak>>20, bound>>20)
			}
		})
	}
}

// strangers is a store of a log with so many requests, each of another device.
type strangers struct {
	store.Reader // has nothing else
	n            int
}

func (s strangers) line(i int) string {
	return fmt.Sprintf("2011-12-24 10:00:00 10.1.1.1 POST /Microsoft-Server-ActiveSync/default.eas User=u%07d&DeviceId=A%07d&DeviceType=iPhone&Cmd=Sync 443 u%07d 203.0.113.9 Apple 200 0 0 15\r\n", i, i, i)
}

func (s strangers) Head(context.Context, string) (store.Object, error) {
	return store.Object{Key: source, ETag: "1", Size: int64(len(log(nil)) + s.n*len(s.line(0))), Modified: time.Unix(0, 0)}, nil
}

func (s strangers) Get(ctx context.Context, key string, _ store.Range, _ string) (io.ReadCloser, store.Object, error) {
	o, err := s.Head(ctx, key)
	r, w := io.Pipe()
	go func() {
		_, err := io.WriteString(w, log(nil))
		var b strings.Builder
		for i := 0; err == nil && i < s.n; i++ {
			b.WriteString(s.line(i))
			if b.Len() > 64<<10 || i == s.n-1 {
				_, err = io.WriteString(w, b.String())
				b.Reset()
			}
		}
		w.CloseWithError(err)
	}()
	return r, o, err
}
