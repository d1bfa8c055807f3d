// Command assets makes what a release has beside the programs that goreleaser builds: manual
// pages, completions, the functions' zips, the packaged template, the resource of the Windows
// program, and the list of components.
//
//	go -C infra/release run ./assets -version 0.1.0 -time 1764460800
//
// Everything goes to build/release, but for the resource, which the linker wants beside the
// program's source. All files are of the given time: equal sources make equal bytes.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// maker makes the assets of one version.
type maker struct {
	root    string // of the repository
	version string
	time    time.Time
}

func main() {
	var m maker
	var unix int64
	var packaged, repository string
	flag.StringVar(&m.version, "version", "", "version of the release, such as 0.1.0")
	flag.Int64Var(&unix, "time", 0, "Unix time of all files, that of the commit")
	flag.StringVar(&m.root, "root", "../..", "the repository")
	flag.StringVar(&packaged, "packaged", "", "only write the packaged template, to this file")
	flag.StringVar(&repository, "sar", "", "only write the template for the Serverless Application Repository, to this file")
	flag.Parse()
	m.time = time.Unix(unix, 0).UTC()
	if m.version == "" || unix == 0 && packaged+repository == "" {
		fmt.Fprintln(os.Stderr, "assets: -version and -time are needed")
		os.Exit(2)
	}
	work := m.all
	switch {
	case packaged != "":
		work = func() error { return writePackaged(packaged, m.template) }
	case repository != "":
		work = func() error { return writePackaged(repository, m.repository) }
	}
	if err := work(); err != nil {
		fmt.Fprintln(os.Stderr, "assets:", err)
		os.Exit(1)
	}
}

func (m *maker) all() error {
	if err := os.RemoveAll(m.path("")); err != nil {
		return err
	}
	for _, folder := range []string{"assets", "completions", "functions"} {
		if err := os.MkdirAll(m.path(folder), 0o755); err != nil {
			return err
		}
	}
	return errors.Join(m.help(), m.stack(), m.resources(), m.components())
}

// path is that of a file of the release.
func (m *maker) path(name string) string { return filepath.Join(m.root, "build", "release", name) }

// help has the program write its manual pages and completions.
func (m *maker) help() error {
	program := m.path("functions/easreport")
	if err := m.build(program, "easreport", "GOOS=", "GOARCH="); err != nil {
		return err
	}
	if err := run(exec.Command(program, "man", m.path("man"))); err != nil {
		return err
	}
	for shell, ending := range map[string]string{"bash": "bash", "zsh": "zsh", "fish": "fish", "powershell": "ps1"} {
		text, err := exec.Command(program, "completion", shell).Output()
		if err == nil {
			err = os.WriteFile(m.path("completions/easreport."+ending), text, 0o644)
		}
		if err != nil {
			return fmt.Errorf("making the completion of %s: %w", shell, err)
		}
	}
	return nil
}

// build builds one of functions/ as the release has it.
func (m *maker) build(to, name string, environment ...string) error {
	absolute, err := filepath.Abs(to)
	if err != nil {
		return err
	}
	build := exec.Command("go", "build", "-trimpath", "-tags", "lambda.norpc",
		"-ldflags", "-s -w -X github.com/easreport/easreport/internal/version.stamped="+m.version, "-o", absolute, "./functions/"+name)
	build.Dir = m.root
	build.Env = append(append(os.Environ(), "CGO_ENABLED=0"), environment...)
	return run(build)
}

func run(command *exec.Cmd) error {
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("running %v: %w\n%s", command.Args, err, out)
	}
	return nil
}
