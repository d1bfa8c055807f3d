package dirstore

import (
	"fmt"
	"os"
	"slices"

	"golang.org/x/sys/unix"
)

// diskOf opens the root's file system to be forced to the disk as a whole; nil
// where that might promise less than forcing a file does: on file systems that
// hand writes on to somebody (NFS, FUSE), and on a Linux so old that it does not
// tell of failed writes.
func diskOf(root *os.Root) *os.File {
	f, err := root.Open(".")
	if err != nil {
		return nil
	}
	if !isLocal(f) || !tellsOfFailures() {
		_ = f.Close()
		return nil
	}
	return f
}

func isLocal(f *os.File) bool {
	var fs unix.Statfs_t
	if err := unix.Fstatfs(int(f.Fd()), &fs); err != nil {
		return false
	}
	kind := int64(fs.Type) //nolint:unconvert // it is of another size on other machines
	return slices.Contains([]int64{
		unix.EXT4_SUPER_MAGIC, unix.XFS_SUPER_MAGIC, unix.BTRFS_SUPER_MAGIC, unix.F2FS_SUPER_MAGIC, unix.TMPFS_MAGIC,
	}, kind)
}

// tellsOfFailures says whether the system's syncfs fails when a write did: it does
// from Linux 5.8 on.
func tellsOfFailures() bool {
	var name unix.Utsname
	var major, minor int
	if err := unix.Uname(&name); err != nil {
		return false
	}
	n, _ := fmt.Sscanf(unix.ByteSliceToString(name.Release[:]), "%d.%d", &major, &minor)
	return n == 2 && (major > 5 || major == 5 && minor >= 8)
}

// syncAll forces all of a file system to the disk.
func syncAll(root *os.File) error {
	if err := unix.Syncfs(int(root.Fd())); err != nil {
		return fmt.Errorf("force the file system to the disk: %w", err)
	}
	return nil
}
