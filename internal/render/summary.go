package render

import (
	"time"

	"github.com/easreport/easreport/internal/story"
)

// FindingsSummary tells programs what is wrong.
type FindingsSummary struct {
	// Headline says it in a few sentences.
	Headline string `json:"headline"`
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

// NewFindingsSummary makes the summary of a story.
func NewFindingsSummary(of *story.Story) FindingsSummary {
	s := FindingsSummary{
		Headline: of.Lead(),
		Critical: of.CountDevices(story.Critical), Warning: of.CountDevices(story.Warning), Info: of.CountDevices(story.Info),
		LeftOut: of.LeftOut, BaselineDays: of.BaselineDays, Shared: []SharedSummary{}, Devices: []DeviceSummary{},
	}
	for i := range of.Shared {
		f := &of.Shared[i]
		s.Shared = append(s.Shared, SharedSummary{AboutSummary{f.Kind, f.Name}, newFindingSummary(&f.Finding), f.Hits, f.Devices})
	}
	for i := range of.Devices {
		row := of.Devices[i].Row
		device := DeviceSummary{User: row.User, DeviceID: row.DeviceID, Hits: row.Hits}
		for k := range of.Devices[i].Findings {
			device.Findings = append(device.Findings, newFindingSummary(&of.Devices[i].Findings[k]))
		}
		s.Devices = append(s.Devices, device)
	}
	return s
}

func newFindingSummary(f *story.Finding) FindingSummary {
	return FindingSummary{f.Rule, string(f.Tone), f.Title, f.Evidence, f.Also, f.First, f.Last}
}
