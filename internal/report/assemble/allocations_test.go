package assemble

import (
	"fmt"
	"testing"
)

// TestAllocationsOfARow guards how many allocations building a report costs for
// each row of the lake. The bounds are some 1.3 times what was measured when they
// were set: lower them when building becomes cheaper.
func TestAllocationsOfARow(t *testing.T) {
	const devices, times = 1000, 20
	rows := make([]seen, 0, devices*times)
	commands := []string{"Ping", "Sync", "FolderSync"}
	for d := range devices {
		for i := range times {
			minute := (d + i*61) % 1440
			rows = append(rows, seen{
				at:     fmt.Sprintf("%02d:%02d", minute/60, minute%60),
				device: fmt.Sprintf("Appl%05d", d), user: fmt.Sprintf(`CONTOSO\user%05d`, d),
				agent: fmt.Sprintf("Apple-iPhone%d", d%7), client: fmt.Sprintf("203.0.113.%d", i%3),
				command: commands[i%3], sent: int64(100 * i), taken: []int64{int64(20 * i)},
			})
		}
	}
	s := lakeOf(t, file{name: "cas01.log", rows: rows}, file{name: "cas02.log", rows: rows})
	for _, c := range []struct {
		name          string
		bucketSeconds int
		bound         float64
	}{
		{"day", 0, 1.1},      // 0.76 measured
		{"hours", 3600, 5.6}, // 4.31 measured
	} {
		q := christmas()
		q.BucketSeconds = c.bucketSeconds
		allocations := testing.AllocsPerRun(1, func() { build(t, s, q) }) / float64(2*len(rows))
		t.Logf("%s: %.2f allocations a row, at most %.2f", c.name, allocations, c.bound)
		if allocations > c.bound {
			t.Errorf("%s: %.2f allocations a row, want at most %.2f", c.name, allocations, c.bound)
		}
	}
}
