package publish

import (
	"bytes"
	"slices"

	"github.com/easreport/easreport/internal/mail"
)

// Limits are the sizes, in MB of 2^20 bytes, up to which files go into a mail.
type Limits struct {
	// ZipFrom is the size of all files from which on they are one zip; 0 is always.
	ZipFrom float64
	// LinkAbove is the size above which not even that is attached; 0 is never.
	LinkAbove float64
}

// Attachments are the files for a mail, as they are or as one zip; none if they
// are larger than a mail may be.
func (f *Files) Attachments(l Limits) ([]mail.Attachment, error) {
	chosen, err := f.chosen(l)
	if err != nil || l.LinkAbove > 0 && megabytes(chosen) > l.LinkAbove {
		return nil, err
	}
	var all []mail.Attachment
	for _, file := range chosen {
		data, err := f.read(file.name)
		if err != nil {
			return nil, err
		}
		if file.contentType == csvType && !bytes.HasPrefix(data, byteOrderMark) {
			data = append(slices.Clone(byteOrderMark), data...) // it is opened by a click, in Excel
		}
		all = append(all, mail.Attachment{Name: file.name, ContentType: file.contentType, Data: data})
	}
	return all, nil
}

// chosen are the files as they are, or the zip of them if they are large.
func (f *Files) chosen(l Limits) ([]file, error) {
	if megabytes(f.all) < l.ZipFrom {
		return f.all, nil
	}
	if err := f.Pack(); err != nil {
		return nil, err
	}
	return []file{*f.zip}, nil
}

func megabytes(files []file) float64 {
	var total int64
	for _, file := range files {
		total += file.size
	}
	return float64(total) / (1 << 20)
}
