package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/schedule"
	"github.com/easreport/easreport/internal/zone"
)

// parameters are those of template.yaml, by name.
type parameters map[string]string

// templateParameters are their names.
var templateParameters = strings.Fields(`Recipients Sender SesConfigurationSet SendWhen ZipSize LinkSize
	ReportSchedule TimeZone MinimumHits TopHits Hourly ReportBySeconds ByUserAgent HtmlColumns ReportPrefix
	Rules Expected Alerts AlertSchedule AlertMinimumHits AlertHours ExistingLogsBucket LogsBucketOwner
	ExistingLakeBucket UploaderPrincipals LogsPrefix BucketSeconds MaximumConcurrency ReconcileSchedule
	FirstDay LogsRetentionDays LogsToGlacierDays ActivityRetentionDays ReportRetentionDays
	FunctionLogRetentionDays AlarmEmail MaximumQueueSeconds DatabaseName Athena AthenaScanLimit MergeEngine
	KmsKeyArn FormerKmsKeyArns PermissionsBoundary IngestMemory ReportMemory PricePerGBSecond`)

// setting is a quoted NAME=VALUE in a samconfig.toml. Its quotes inside a value are escaped.
var setting = regexp.MustCompile(`"([A-Z][A-Za-z]+)=((?:[^"\\]|\\.)*)"|'([A-Z][A-Za-z]+)=([^']*)'`)

var errUnquoted = errors.New(`sam deploy ends this value at its first blank or quotation mark: put single quotes around it, such as "ReportSchedule='cron(0 6 * * ? *)'"`)

// samValue is the value that sam deploy (1.170) takes from a NAME=VALUE: what quotes are around, or all
// of it where nothing in it ends it.
func samValue(text string) (string, error) {
	if n := len(text); n > 1 && text[0] == text[n-1] && (text[0] == '\'' || text[0] == '"') {
		quote, inside := text[:1], text[1:n-1]
		if strings.Contains(strings.ReplaceAll(inside, `\`+quote, ""), quote) {
			return "", errUnquoted
		}
		return strings.ReplaceAll(inside, `\`+quote, quote), nil
	}
	if strings.ContainsAny(text, ` "`) {
		return "", errUnquoted
	}
	return text, nil
}

// readParameters reads a samconfig.toml, if one is named, and NAME=VALUE arguments.
func readParameters(file string, args []string) (parameters, error) {
	p := parameters{}
	if file != "" {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, usage("--config: %w", notThere(file, err))
		}
		for line := range strings.Lines(string(text)) {
			if strings.HasPrefix(strings.TrimSpace(line), "#") {
				continue
			}
			for _, m := range setting.FindAllStringSubmatch(line, -1) {
				name, value := m[1]+m[3], strings.ReplaceAll(m[2], `\"`, `"`)+m[4]
				if p[name], err = samValue(value); err != nil {
					return nil, fmt.Errorf("reading %s: %s=%s: %w", file, name, value, err)
				}
			}
		}
	}
	for _, arg := range args {
		name, value, ok := strings.Cut(arg, "=")
		if !ok || name == "" {
			return nil, usage("%q: want a parameter as NAME=VALUE", arg)
		}
		p[name] = value
	}
	for _, name := range slices.Sorted(maps.Keys(p)) {
		if !slices.Contains(templateParameters, name) {
			return nil, usage("template.yaml has no parameter %s%s", name, didYouMean(name, templateParameters))
		}
	}
	if len(p) == 0 {
		return nil, usage("%s has no parameters such as \"Recipients=admins@contoso.com\"", file)
	}
	return p, nil
}

// wholeNumbers are parameters of type Number, to which CloudFormation takes 1.5 as well.
var wholeNumbers = []string{
	"ZipSize", "LinkSize", "MinimumHits", "TopHits", "ReportBySeconds", "AlertMinimumHits", "AlertHours", "BucketSeconds", "MaximumConcurrency",
	"LogsRetentionDays", "LogsToGlacierDays", "ActivityRetentionDays", "ReportRetentionDays", "FunctionLogRetentionDays", "MaximumQueueSeconds",
	"AthenaScanLimit", "IngestMemory", "ReportMemory",
}

// parameters checks values that no pattern of the template can.
func (d *doctor) parameters(p parameters) {
	parse := map[string]func(text string) error{
		"TimeZone":          func(text string) error { _, err := zone.LoadIANA(text); return err },
		"ReportSchedule":    checkSchedule,
		"AlertSchedule":     checkSchedule,
		"ReconcileSchedule": checkSchedule,
		"Rules":             func(text string) error { _, err := finding.ParseThresholds([]byte(text)); return err },
		"Expected":          func(text string) error { _, err := report.ParseExpected([]byte(text)); return err },
		"HtmlColumns":       func(text string) error { _, err := render.ParseColumns(text); return err },
	}
	for _, name := range []string{"TimeZone", "ReportSchedule", "AlertSchedule", "ReconcileSchedule", "Rules", "Expected", "HtmlColumns"} {
		if text := p[name]; text != "" {
			d.check(parse[name](text), "%s", name)
		}
	}
	for _, name := range wholeNumbers {
		if text := p[name]; text != "" {
			_, err := strconv.Atoi(text)
			if err != nil {
				err = fmt.Errorf("%q: want a whole number", text)
			}
			d.check(err, "%s", name)
		}
	}
	switch {
	case p["Recipients"] != "" && p["Sender"] == "":
		d.fix("Sender: Recipients need one")
	case p["Recipients"] == "":
		d.ok("Recipients: none, so reports are stored and not mailed")
	}
}

func checkSchedule(text string) error {
	_, err := schedule.Parse(text)
	return err
}
