package render

import (
	"time"

	"github.com/easreport/easreport/internal/diagnosis"
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
	BaselineDays int             `json:"baseline_days"`
	Devices      []DeviceSummary `json:"devices"`
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
	First    time.Time `json:"first,omitzero"`
	Last     time.Time `json:"last,omitzero"`
}

// NewFindingsSummary makes the summary of a diagnosis.
func NewFindingsSummary(d *diagnosis.Diagnosis) FindingsSummary {
	s := FindingsSummary{
		Critical: d.Count(finding.Critical), Warning: d.Count(finding.Warning), Info: d.Count(finding.Info),
		LeftOut: d.LeftOut, BaselineDays: d.Baseline.Days, Devices: []DeviceSummary{},
	}
	for i := range d.Devices {
		row := &d.Devices[i].Row
		device := DeviceSummary{User: row.User, DeviceID: row.DeviceID, Hits: row.Hits}
		for _, f := range d.Devices[i].Findings {
			device.Findings = append(device.Findings, FindingSummary{f.Rule.Name, f.Severity.String(), f.Rule.Title, f.Evidence, f.First, f.Last})
		}
		s.Devices = append(s.Devices, device)
	}
	return s
}
