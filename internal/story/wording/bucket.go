package wording

import (
	"strconv"
	"time"
)

// Bucket writes a length of time in the largest unit that fits.
func Bucket(seconds int) string {
	d := time.Duration(seconds) * time.Second
	for _, unit := range []struct {
		length time.Duration
		name   string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}} {
		if n := int(d / unit.length); d%unit.length == 0 && n == 1 {
			return unit.name
		} else if d%unit.length == 0 {
			return strconv.Itoa(n) + " " + unit.name + "s"
		}
	}
	return d.String()
}
