package wording

import (
	"fmt"
	"time"
)

// Duration writes milliseconds in the unit that fits.
func Duration(ms int64) string {
	switch d := time.Duration(ms) * time.Millisecond; {
	case ms < 1000:
		return Number(ms) + " ms"
	case ms < 60_000:
		return fmt.Sprintf("%.1f s", d.Seconds())
	default:
		return d.Round(time.Second).String()
	}
}
