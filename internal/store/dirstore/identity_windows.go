package dirstore

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// identity says which file it is, by the volume's serial number and the file's index,
// which only an open file tells.
func identity(f *os.File, _ fs.FileInfo) (file, changed string) {
	if f == nil {
		return "", ""
	}
	var info syscall.ByHandleFileInformation
	if err := syscall.GetFileInformationByHandle(syscall.Handle(f.Fd()), &info); err != nil {
		return "", "" // some network file systems do not tell
	}
	return fmt.Sprintf("%x-%x%08x", info.VolumeSerialNumber, info.FileIndexHigh, info.FileIndexLow), ""
}
