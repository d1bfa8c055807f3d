//go:build unix

package dirstore

import (
	"io/fs"
	"os"
	"strconv"
	"syscall"
)

// identity says which file it is, by device and inode, and when it last changed.
func identity(_ *os.File, info fs.FileInfo) (file, changed string) {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return "", ""
	}
	file = strconv.FormatUint(uint64(s.Dev), 16) + "-" + strconv.FormatUint(uint64(s.Ino), 16) //nolint:unconvert // other widths on other systems
	return file, strconv.FormatInt(changeTime(s), 16)
}
