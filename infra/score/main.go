// Command score measures what easreport finds: on invented estates in which phones are
// ill in published ways, beside healthy ones with the noise of real life, and on scenes of
// trouble that many devices share. Package incident tells what is in them.
//
//	go run ./infra/score -seed 7
//
// It prints recall, precision and false alarms for each layout, what each rule found and
// should not have, and whether each scene was told once. With -floors it fails if a figure
// is below the floor that CI holds.
package main

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/easreport/easreport/infra/score/incident"
)

func main() {
	if err := run(os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "score:", err)
		os.Exit(1)
	}
}

type arguments struct {
	seed      uint64
	healthy   int
	devices   int
	days      int
	past      int
	noise     incident.Noise
	only      string
	easreport string
	keep      string
	floors    bool
}

func parse(args []string) (a arguments, err error) {
	flags := flag.NewFlagSet("score", flag.ContinueOnError)
	flags.Uint64Var(&a.seed, "seed", 0, "seed; 0 draws one")
	flags.IntVar(&a.healthy, "healthy", 400, "healthy phones beside the ill ones")
	flags.IntVar(&a.devices, "devices", 150, "phones of a scene")
	flags.IntVar(&a.days, "days", 3, "days of the long corpus; 1 leaves it out")
	flags.IntVar(&a.past, "past", 6, "days before, in scenes that show by comparison; 0 leaves these out")
	noise := flags.String("noise", "usual", "how healthy phones live: "+noiseNames())
	flags.StringVar(&a.only, "only", "", "corpora, or scenes, whose name matches this regular `expression`")
	flags.StringVar(&a.easreport, "easreport", "", "built `command`; default builds it")
	flags.StringVar(&a.keep, "keep", "", "keep logs and reports in this `folder`")
	flags.BoolVar(&a.floors, "floors", false, "fail below the floors")
	if err := flags.Parse(args); err != nil {
		return a, err
	}
	at := slices.IndexFunc(incident.Noises, func(n incident.Noise) bool { return n.Name == *noise })
	if at < 0 {
		return a, fmt.Errorf("unknown noise %q, want one of %s", *noise, noiseNames())
	}
	a.noise = incident.Noises[at]
	if a.seed == 0 {
		a.seed = rand.Uint64() >> 32
	}
	return a, nil
}

func noiseNames() string {
	names := make([]string, len(incident.Noises))
	for i := range incident.Noises {
		names[i] = incident.Noises[i].Name
	}
	return strings.Join(names, ", ")
}

func run(args []string) (err error) {
	a, err := parse(args)
	if err != nil {
		return err
	}
	folder := a.keep
	if folder == "" {
		if folder, err = os.MkdirTemp("", "score-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	}
	if a.easreport == "" {
		a.easreport = filepath.Join(folder, "easreport")
		if out, err := exec.Command("go", "build", "-pgo=off", "-o", a.easreport, "./functions/easreport").CombinedOutput(); err != nil {
			return fmt.Errorf("building easreport: %w\n%s", err, out)
		}
	}
	fmt.Printf("seed %d\n", a.seed)
	results, err := all(&a, folder)
	if err != nil {
		return err
	}
	return report(os.Stdout, results, a.floors)
}

// task is a corpus to make and judge.
type task struct {
	name   string
	corpus func() *incident.Corpus
	days   int
	past   bool // the report is of the last day, and once more of all days
}

func tasks(a *arguments) (list []task) {
	only := regexp.MustCompile(a.only)
	add := func(name, scene string, t task) {
		if t.name = name; only.MatchString(name + " " + scene) {
			list = append(list, t)
		}
	}
	for i, l := range incident.Layouts {
		add(l.Name, "corpus", task{days: 1, corpus: func() *incident.Corpus { return incident.New(a.seed, l, 1, a.healthy, a.noise) }})
		if a.days > 1 && i < 2 {
			add(fmt.Sprintf("%s, %d days", l.Name, a.days), "corpus", task{days: a.days, corpus: func() *incident.Corpus {
				return incident.New(a.seed+1, l, a.days, a.healthy/2, a.noise)
			}})
		}
	}
	for _, l := range incident.Layouts {
		for n, s := range incident.Scenes(l) {
			t := task{days: 1, past: s.Past}
			devices := a.devices
			if s.Past {
				t.days, devices = a.past+1, a.devices/5
			}
			t.corpus = func() *incident.Corpus { return incident.NewScene(a.seed+uint64(n)+2, l, s, t.days, devices) }
			if !s.Past || a.past > 0 {
				add(l.Name, "scene "+s.Name, t)
			}
		}
	}
	return list
}

// all judges all corpora, one on each core at a time.
func all(a *arguments, folder string) ([]result, error) {
	list := tasks(a)
	results, errs := make([]result, len(list)), make([]error, len(list))
	var workers sync.WaitGroup
	limit := make(chan bool, 2)
	for i := range list {
		workers.Go(func() {
			limit <- true
			defer func() { <-limit }()
			dir := filepath.Join(folder, fmt.Sprintf("%02d", i))
			results[i], errs[i] = list[i].judge(a.easreport, dir)
			if a.keep == "" {
				errs[i] = errors.Join(errs[i], os.RemoveAll(dir))
			}
		})
	}
	workers.Wait()
	return results, errors.Join(errs...)
}

// judge writes the corpus' logs, has easreport report on them, and compares.
func (t *task) judge(easreport, dir string) (result, error) {
	c := t.corpus()
	logs := filepath.Join(dir, "logs")
	if _, err := estateOf(c).Write(logs); err != nil {
		return result{}, fmt.Errorf("writing %s: %w", t.name, err)
	}
	q := question{easreport: easreport, logs: logs, dir: dir, page: c.Scene != nil}
	if !t.past {
		return q.judge(t, c, q.run)
	}
	if err := q.ingest(); err != nil {
		return result{}, fmt.Errorf("ingesting %s: %w", t.name, err)
	}
	last, err := q.judge(t, c, q.lastDay)
	if err != nil {
		return result{}, err
	}
	all, err := q.judge(t, c, q.allDays)
	for _, wrong := range all.wrong {
		last.wrong = append(last.wrong, "of all days: "+wrong)
	}
	return last, err
}
