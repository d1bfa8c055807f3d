package render

import (
	"time"

	"github.com/easreport/easreport/internal/finding"
)

// FindingsSummary tells programs what is wrong with devices.
type FindingsSummary struct {
	// Critical, Warning and Info are devices, each by its most severe finding.
	Critical int `json:"critical"`
	Warning  int `json:"warning"`
	Info     int `json:"info"`
	// LeftOut are devices that were not looked at closely.
	LeftOut int `json:"left_out"`
	// BaselineDays is how many days before today is compared with.
	BaselineDays int `json:"baseline_days"`
	// Shared are findings about servers, addresses and others that devices share.
	Shared  []SharedSummary `json:"shared"`
	Devices []DeviceSummary `json:"devices"`
}

// SharedSummary is a finding about something that many devices share.
type SharedSummary struct {
	Subject AboutSummary `json:"subject"`
	FindingSummary
	Hits int64 `json:"hits"`
	// DevicesSeen is how many devices it befell, 0 if that is not known.
	DevicesSeen int64 `json:"devices_seen,omitempty"`
}

// AboutSummary says what a finding is about: a server, an address, …
type AboutSummary struct {
	Kind string `json:"kind"`
	Name string `json:"name,omitempty"`
}

// DeviceSummary is a device with findings.
type DeviceSummary struct {
	User     string           `json:"user"`
	DeviceID string           `json:"device_id"`
	Hits     int64            `json:"hits"`
	Findings []FindingSummary `json:"findings"`
}

// FindingSummary is a finding about a device.
type FindingSummary struct {
	Rule     string    `json:"rule"`
	Severity string    `json:"severity"`
	Title    string    `json:"title"`
	Evidence []string  `json:"evidence"`
	Also     []string  `json:"also,omitempty"`
	First    time.Time `json:"first,omitzero"`
	Last     time.Time `json:"last,omitzero"`
}

// NewFindingsSummary makes the summary of a diagnosis.
func NewFindingsSummary(d *finding.Diagnosis) FindingsSummary {
	s := FindingsSummary{
		Critical: d.Count(finding.Critical), Warning: d.Count(finding.Warning), Info: d.Count(finding.Info),
		LeftOut: d.LeftOut, BaselineDays: d.Baseline.Days, Shared: []SharedSummary{}, Devices: []DeviceSummary{},
	}
	for i := range d.Shared {
		f := &d.Shared[i]
		s.Shared = append(s.Shared, SharedSummary{AboutSummary{string(f.About.Kind), f.About.Name}, newFindingSummary(&f.Finding), f.Hits, f.Devices})
	}
	for i := range d.Devices {
		row := &d.Devices[i].Row
		device := DeviceSummary{User: row.User, DeviceID: row.DeviceID, Hits: row.Hits}
		for k := range d.Devices[i].Findings {
			device.Findings = append(device.Findings, newFindingSummary(&d.Devices[i].Findings[k]))
		}
		s.Devices = append(s.Devices, device)
	}
	return s
}

func newFindingSummary(f *finding.Finding) FindingSummary {
	return FindingSummary{f.Rule.Name, f.Severity.String(), f.Rule.Title, f.Evidence, f.Also, f.First, f.Last}
}
