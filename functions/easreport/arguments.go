package main

import (
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// scriptParameter is a parameter of ActiveSyncReport.ps1 as this command has it.
type scriptParameter struct {
	flag    string // "" is a log, or nothing
	kind    parameterKind
	dropped bool // there is nothing to say any more
}

type parameterKind int

const (
	withValue parameterKind = iota
	isSwitch
	isLog
)

// scriptParameters are those of ActiveSyncReport.ps1 (Microsoft, 2012), by their names in lower
// case: PowerShell does not distinguish.
var scriptParameters = map[string]scriptParameter{
	"iislogs":                {kind: isLog},
	"logparserexec":          {dropped: true},
	"activesyncoutputfolder": {flag: "output"},
	"activesyncoutputprefix": {flag: "prefix"},
	"date":                   {flag: "date"},
	"deviceid":               {flag: "device-id"},
	"hourly":                 {flag: "hourly", kind: isSwitch},
	"reportbyseconds":        {flag: "report-by-seconds"},
	"minimumhits":            {flag: "minimum-hits"},
	"tophits":                {flag: "top-hits"},
	"htmlreport":             {flag: "html", kind: isSwitch},
	"htmlcsvheaders":         {flag: "html-columns"},
	"createzip":              {flag: "zip", kind: isSwitch},
	"createzipsize":          {flag: "zip-size"},
	"sendemailreport":        {flag: "send-email", kind: isSwitch},
	"smtprecipient":          {flag: "smtp-recipient"},
	"smtpsender":             {flag: "smtp-sender"},
	"smtpserver":             {flag: "smtp-server"},
	"disablecolumndetect":    {kind: isSwitch, dropped: true},
	"help":                   {flag: "help", kind: isSwitch},
}

// singleDash is -Name, or -Name:value as PowerShell has it, or -Name=value.
var singleDash = regexp.MustCompile(`^-([A-Za-z][A-Za-z-]+)(?:[:=](.*))?$`)

// wordDash is a flag with the dashes that mail programs and word processors make of - and --.
var wordDash = regexp.MustCompile(`^-?[–—―]+-?([A-Za-z][A-Za-z-]+(?:[:=].*)?)$`)

// translate makes this command's arguments of those of people who know others: parameters of
// ActiveSyncReport.ps1 (-MinimumHits 1000), flags with one dash (-minimum-hits) or a long one, and
// requests for help as Windows has them (/?). It reports whether the script's own were among them.
func translate(root *cobra.Command, args []string) (translated []string, script bool) {
	flags, isCommand := longFlags(root), func(name string) bool {
		return slices.ContainsFunc(root.Commands(), func(c *cobra.Command) bool { return c.Name() == name })
	}
	if len(args) > 0 && isCommand(strings.ToLower(args[0])) {
		args = append([]string{strings.ToLower(args[0])}, args[1:]...)
	}
	for i := 0; i < len(args); i++ {
		arg := wordDash.ReplaceAllString(args[i], "-$1")
		if arg == "--" {
			translated = append(translated, args[i:]...)
			break
		}
		if slices.Contains([]string{"/?", "-?", "/h", "/H", "/help"}, arg) {
			translated = append(translated, "--help")
			continue
		}
		match := singleDash.FindStringSubmatch(arg)
		if match == nil {
			translated = append(translated, arg)
			continue
		}
		parameter, known := scriptParameters[strings.ToLower(match[1])]
		switch {
		case flags[match[1]] && (!known || parameter.flag != match[1]):
			translated = append(translated, "-"+arg)
			continue
		case !known:
			translated = append(translated, arg)
			continue
		}
		script = script || parameter.flag != "help"
		value, given := match[2], strings.ContainsAny(arg, ":=")
		if parameter.kind != isSwitch && !given && i+1 < len(args) {
			i++
			value, given = args[i], true
		}
		translated = append(translated, parameter.arguments(value, given)...)
	}
	if script && (len(translated) == 0 || !isCommand(translated[0])) {
		translated = append([]string{"run"}, translated...)
	}
	return translated, script
}

// arguments are what stands for the parameter with a value.
func (p *scriptParameter) arguments(value string, given bool) []string {
	switch {
	case p.dropped:
		return nil
	case p.kind == isLog && given:
		return []string{value}
	case p.kind == isLog:
		return nil
	case p.kind == isSwitch && strings.EqualFold(value, "$false"):
		return []string{"--" + p.flag + "=false"}
	case p.kind == isSwitch:
		return []string{"--" + p.flag}
	case given:
		return []string{"--" + p.flag, value}
	}
	return []string{"--" + p.flag}
}

// longFlags are the names of all flags of all commands.
func longFlags(root *cobra.Command) map[string]bool {
	names := make(map[string]bool)
	for _, cmd := range root.Commands() {
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names[f.Name] = true })
	}
	return names
}
