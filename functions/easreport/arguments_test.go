package main

import (
	"slices"
	"strings"
	"testing"
)

// TestTranslate: the script's own examples and what people type on Windows.
func TestTranslate(t *testing.T) {
	for line, want := range map[string]string{
		"run --hourly x.log":             "run --hourly x.log",
		"RUN x.log":                      "run x.log",
		"/?":                             "--help",
		"run /?":                         "run --help",
		"-?":                             "--help",
		"-Help":                          "--help",
		"-h":                             "-h",
		"run -o out x.log":               "run -o out x.log",
		"run -oout x.log":                "run -oout x.log",
		"report -lake l -q":              "report --lake l -q",
		"run -minimum-hits 5 x.log":      "run --minimum-hits 5 x.log",
		"run -minimum-hits=5 x.log":      "run --minimum-hits=5 x.log",
		"run -- -MinimumHits":            "run -- -MinimumHits",
		"run –minimum-hits 5 x.log":      "run --minimum-hits 5 x.log",
		"run —minimum-hits=5 x.log":      "run --minimum-hits=5 x.log",
		"run -–hourly x.log":             "run --hourly x.log",
		"–MinimumHits 5 –IISLogs u.log":  "run --minimum-hits 5 u.log",
		"run –x.log — –":                 "run –x.log — –",
		"run -Nope x.log":                "run -Nope x.log",
		"-IISLogs u.log -MinimumHits 50": "run u.log --minimum-hits 50",
		"-iislogs u.log -HTMLREPORT":     "run u.log --html",
		"run -Hourly:$false x.log":       "run --hourly=false x.log",
		"run x.log -MinimumHits":         "run x.log --minimum-hits",
		"run x.log -DeviceId:Appl1":      "run x.log --device-id Appl1",
		`-IISLogs D:\u_ex*.log -LogparserExec C:\lp.exe -ActiveSyncOutputFolder C:\out -Date 12-24-2011 -TopHits 50 -ReportBySeconds 3600`:                                     `run D:\u_ex*.log --output C:\out --date 12-24-2011 --top-hits 50 --report-by-seconds 3600`,
		"-IISLogs u.log -SendEmailReport -SMTPRecipient a@b.c -SMTPSender d@b.c -SMTPServer m -CreateZip -CreateZipSize 2 -HTMLCSVHeaders User,Hits -ActiveSyncOutputPrefix P": "run u.log --send-email --smtp-recipient a@b.c --smtp-sender d@b.c --smtp-server m --zip --zip-size 2 --html-columns User,Hits --prefix P",
		"-DisableColumnDetect -IISLogs u.log": "run u.log",
		"":                                    "",
	} {
		got, script := translate(newRoot(), strings.Fields(line))
		if !slices.Equal(got, strings.Fields(want)) {
			t.Errorf("%s\nis read as %s\nwant       %s", line, strings.Join(got, " "), want)
		}
		if isScript := strings.HasPrefix(line, "-IISLogs"); isScript && !script {
			t.Errorf("%s: not told", line)
		}
	}
}

// TestScriptParameters: each stands for a flag of run.
func TestScriptParameters(t *testing.T) {
	run, _, err := newRoot().Find([]string{"run"})
	if err != nil {
		t.Fatal(err)
	}
	run.InitDefaultHelpFlag()
	for name, p := range scriptParameters {
		if p.flag != "" && run.Flags().Lookup(p.flag) == nil {
			t.Errorf("%s stands for --%s, which run has not", name, p.flag)
		}
	}
}

func TestPaint(t *testing.T) {
	var out strings.Builder
	p := &painter{to: &out}
	for _, text := range []string{"  crit", "ical: Storms\nplain critical: no\n", "INCOMPLETE\n"} {
		if n, err := p.Write([]byte(text)); n != len(text) || err != nil {
			t.Fatal(n, err)
		}
	}
	want := "  \x1b[31mcritical:\x1b[0m Storms\nplain critical: no\n\x1b[31mINCOMPLETE\x1b[0m\n"
	if out.String() != want {
		t.Errorf("painted %q, want %q", out.String(), want)
	}
}

func TestOpener(t *testing.T) {
	for _, test := range []struct{ system, browser, want string }{
		{"windows", "", "rundll32 url.dll,FileProtocolHandler"},
		{"darwin", "", "open"},
		{"linux", "", "xdg-open"},
		{"linux", "firefox", "firefox"},
	} {
		name, args := opener(test.system, test.browser)
		if got := strings.Join(append([]string{name}, args...), " "); got != test.want {
			t.Errorf("%s, BROWSER=%s: %q, want %q", test.system, test.browser, got, test.want)
		}
	}
}

// TestManual: every command that is shown has a manual page, of lines that roff reads as text.
func TestManual(t *testing.T) {
	for _, cmd := range newRoot().Commands() {
		page := manual(cmd)
		for line := range strings.Lines(page) {
			if macro, _, _ := strings.Cut(strings.TrimSpace(line), " "); strings.HasPrefix(macro, ".") && !slices.Contains([]string{".TH", ".SH", ".B", ".TP", ".PP", ".nf", ".fi"}, macro) {
				t.Errorf("%s: the line %q is taken for a macro", cmd.Name(), line)
			}
		}
		if !strings.Contains(page, ".SH NAME\neasreport\\-"+cmd.Name()) {
			t.Errorf("%s: no name in\n%s", cmd.Name(), page)
		}
	}
}
