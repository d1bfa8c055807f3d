package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
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
// up if there is one, by name: files, the day's devices table and its marker, and mail. It is
// taken out of the lake; tables of days before stay, which the report makes where they are missing.
func Published(ctx context.Context, folder string, l store.Store, e *engine.Engine, q report.Query) (made map[string]string, err error) {
	var sent outbox
	p := publish.Publisher{Lake: l, Engine: e, URL: "s3://lake", Diagnosis: finding.DefaultOptions(), Limits: publish.Limits{ZipFrom: 2, LinkAbove: 7}}
	m := &publish.Mailing{Sender: &sent, From: "a@contoso.com", To: []string{"b@contoso.com"}, When: publish.Always, Lease: time.Minute}
	if err := publish.FillTables(ctx, l, &q, p.Diagnosis.BaselineDays); err != nil {
		return nil, err
	}
	before, err := published(folder)
	if err != nil {
		return nil, err
	}
	if _, err := p.Publish(ctx, q, m); err != nil {
		return nil, err
	}
	if made, err = published(folder); err != nil {
		return nil, err
	}
	for name := range made {
		if _, was := before[name]; was {
			delete(made, name)
			continue
		}
		if err := os.Remove(filepath.Join(folder, name)); err != nil {
			return nil, err
		}
	}
	made["mail"] = sent.String()
	return made, os.RemoveAll(filepath.Join(folder, lake.ReportsPrefix)) // receipts, too
}

// published reads the files of reports and devices tables, with the markers of these.
func published(folder string) (map[string]string, error) {
	all := make(map[string]string)
	for _, prefix := range []string{lake.ReportsPrefix, lake.DevicesPrefix, path.Dir(lake.TableMarkerKey(lake.DevicesKey(0)))} {
		err := filepath.WalkDir(filepath.Join(folder, filepath.FromSlash(prefix)), func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || strings.Contains(name, "/sent/") {
				return err
			}
			b, err := os.ReadFile(name)
			all[strings.TrimPrefix(name, folder)] = string(b)
			return err
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	return all, nil
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
