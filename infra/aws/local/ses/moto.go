package ses

import (
	"context"
	"io"
)

// MotoVariable names the environment variable that holds the path of moto_server.
const MotoVariable = "EASREPORT_MOTO"

// Moto is moto_server.
type Moto struct{ *server }

// RawMail is one that was sent, as it was sent.
type RawMail struct {
	Source       string
	Destinations []string
	Message      string `json:"raw_data"`
}

// StartMoto starts a moto. What it says goes to log.
func StartMoto(ctx context.Context, program string, log io.Writer) (*Moto, error) {
	s, err := start(ctx, log, func(host, port string) []string {
		return []string{program, "-H", host, "-p", port}
	})
	return &Moto{s}, err
}

// Mails are those that were sent so far.
func (m *Moto) Mails(ctx context.Context) ([]RawMail, error) {
	var kept struct {
		SES struct{ RawMessage []RawMail }
	}
	err := m.get(ctx, "/moto-api/data.json", &kept)
	return kept.SES.RawMessage, err
}
