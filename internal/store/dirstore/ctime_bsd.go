//go:build darwin || freebsd || netbsd

package dirstore

import "syscall"

// changeTime is ctime in nanoseconds.
func changeTime(s *syscall.Stat_t) int64 { return syscall.TimespecToNsec(s.Ctimespec) }
