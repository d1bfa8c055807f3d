//go:build unix && !(darwin || freebsd || netbsd)

package dirstore

import "syscall"

// changeTime is ctime in nanoseconds.
func changeTime(s *syscall.Stat_t) int64 {
	return int64(s.Ctim.Sec)*1e9 + int64(s.Ctim.Nsec) //nolint:unconvert // other widths on other systems
}
