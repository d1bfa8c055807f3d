package template

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Disagreements are where a function of the stack and its code do not fit; none if
// they do.
func Disagreements(s Stack, function string, code Code) ([]string, error) {
	p := problems{stack: s}
	needed, err := s.Needed(function, code)
	if err != nil {
		return nil, err
	}
	allowed := s.Allowed(strings.TrimPrefix(text(s.At(function, "Role")), "arn:"))
	for _, action := range needed {
		p.check(slices.Contains(allowed, action), "%s: needs %s", function, action)
	}
	for _, action := range allowed {
		p.check(slices.Contains(needed, action), "%s: does not need %s", function, action)
	}

	given, _ := s.At(function, "Environment.Variables").(map[string]any)
	for name := range given {
		p.check(code.Texts[name], "%s: does not read %s", function, name)
	}
	for name := range code.Texts {
		if strings.HasPrefix(name, "EASREPORT_") && !strings.ContainsAny(name, " :%") {
			p.check(given[name] != nil, "%s: is not given %s", function, name)
		}
	}
	slices.Sort(p.found)
	return p.found, nil
}

// Metrics are the names of our own metrics that alarms and dashboard show.
func Metrics(s Stack) ([]string, error) {
	var names []string
	for _, id := range s.Of("AWS::CloudWatch::Alarm") {
		if s.At(id, "Namespace") == "easreport" {
			names = append(names, text(s.At(id, "MetricName")))
		}
	}
	for _, id := range s.Of("AWS::CloudWatch::Dashboard") {
		var body struct {
			Widgets []struct {
				Properties struct{ Metrics [][]any }
			}
		}
		if err := json.Unmarshal([]byte(text(s.At(id, "DashboardBody"))), &body); err != nil {
			return nil, fmt.Errorf("reading %s: %w", id, err)
		}
		for _, widget := range body.Widgets {
			for _, metric := range widget.Properties.Metrics {
				if metric[0] == "easreport" {
					names = append(names, text(metric[1]))
				}
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// TableProblems are where a table of the stack is not what is written.
func TableProblems(s Stack, id string, written []Column) []string {
	p := problems{stack: s}
	var columns []Column
	for _, c := range list(s.At(id, "TableInput.StorageDescriptor.Columns")) {
		columns = append(columns, Column{text(at(c, "Name")), text(at(c, "Type"))})
		p.check(at(c, "Comment") != nil, "%s: %s says nothing of itself", id, text(at(c, "Name")))
	}
	p.check(slices.Equal(columns, written), "%s: columns are\n%v, written are\n%v", id, columns, written)

	settings, _ := s.At(id, "TableInput.Parameters").(map[string]any)
	location := text(s.At(id, "TableInput.StorageDescriptor.Location"))
	p.check(settings["projection.enabled"] == "true" && settings["projection.dt.type"] == "date" && settings["projection.dt.format"] == "yyyy-MM-dd",
		"%s: days are not projected", id)
	p.check(strings.HasSuffix(text(settings["projection.dt.range"]), ",NOW+1DAYS"), "%s: days end before now", id)
	p.check(settings["storage.location.template"] == location+"dt=${dt}", "%s: days lie elsewhere", id)
	return p.found
}
