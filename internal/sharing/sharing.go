// Package sharing waits for files that other programs hold open. Windows refuses to replace or
// remove a file that a spreadsheet, a browser or a scanner has open; scanners let go within
// moments.
package sharing

import "time"

// patience is how long Retry waits in all, and longest how long between two attempts.
const (
	patience = 3 * time.Second
	longest  = 250 * time.Millisecond
)

// Retry calls do until it succeeds, fails for another reason than that a file is held open, or
// three seconds have passed. It returns the last error.
func Retry(do func() error) error { return retry(do, Held, time.Sleep) }

func retry(do func() error, held func(error) bool, sleep func(time.Duration)) error {
	wait, waited := time.Millisecond, time.Duration(0)
	for {
		err := do()
		if err == nil || !held(err) || waited >= patience {
			return err
		}
		sleep(wait)
		waited += wait
		wait = min(2*wait, longest)
	}
}
