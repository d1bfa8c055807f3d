package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/engine"
	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/mail"
	"github.com/easreport/easreport/internal/publish"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
)

// Published is all that comes of a report of a lake in a folder, whose rows an engine adds
// up if there is one, by name: files,
// devices table and mail. It is taken out of the lake, which is then as it was.
func Published(ctx context.Context, folder string, l store.Store, e *engine.Engine, q report.Query) (made map[string]string, err error) {
	var sent outbox
	p := publish.Publisher{Lake: l, Engine: e, URL: "s3://lake", Diagnosis: finding.DefaultOptions(), Limits: publish.Limits{ZipFrom: 2, LinkAbove: 7}}
	m := &publish.Mailing{Sender: &sent, From: "a@contoso.com", To: []string{"b@contoso.com"}, When: publish.Always, Lease: time.Minute}
	if _, err := p.Publish(ctx, q, m); err != nil {
		return nil, err
	}
	made = map[string]string{"mail": sent.String()}
	for _, prefix := range []string{lake.ReportsPrefix, lake.DevicesPrefix} {
		of := filepath.Join(folder, filepath.FromSlash(prefix))
		err := filepath.WalkDir(of, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || strings.Contains(path, "/sent/") {
				return err
			}
			b, err := os.ReadFile(path)
			made[strings.TrimPrefix(path, folder)] = string(b)
			return err
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if err := os.RemoveAll(of); err != nil {
			return nil, err
		}
	}
	return made, nil
}

// outbox is a sender that keeps the mails.
type outbox struct{ bytes.Buffer }

// Send implements publish.Sender.
func (o *outbox) Send(_ context.Context, m *mail.Message) (string, error) {
	_, _ = fmt.Fprintf(o, "%s\n%s\n%s\n", m.Subject, m.Text, m.HTML)
	for _, a := range m.Attachments {
		_, _ = fmt.Fprintf(o, "%s\n%s\n", a.Name, a.Data)
	}
	return "id", nil
}
