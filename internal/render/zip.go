package render

import (
	"archive/zip"
	"fmt"
	"io"
	"time"
)

// File is a file for an archive.
type File struct {
	Name string
	Body io.Reader
}

// Zip writes an archive of files, compressed, in their order. All files have the
// given time, so that the same files give the same bytes.
func Zip(w io.Writer, modified time.Time, files []File) error {
	archive := zip.NewWriter(w)
	for _, f := range files {
		out, err := archive.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: modified.UTC()})
		if err != nil {
			return fmt.Errorf("archiving %s: %w", f.Name, err)
		}
		if _, err := io.Copy(out, f.Body); err != nil {
			return fmt.Errorf("archiving %s: %w", f.Name, err)
		}
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("writing zip: %w", err)
	}
	return nil
}
