// Command hostile writes the log of senders who mean harm, of any size, to see how much
// memory it takes to read and to report on:
//
//	go run ./infra/hostile -scene person-ids-texts -size 1000 >u_ex260302.log
//	GOMEMLIMIT=1503MiB /usr/bin/time -v easreport report …
//
// The scenes are those of package internal/hostile.
package main

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/hostile"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "hostile:", err)
		os.Exit(1)
	}
}

func run() error {
	names := strings.Join(slices.Sorted(maps.Keys(hostile.Scenes)), ", ")
	name := flag.String("scene", "", "one of "+names)
	size := flag.Int64("size", 100, "megabytes of log")
	requests := flag.Int("requests", 0, "at most so many requests (0: any number)")
	day := flag.String("day", "2026-03-02", "UTC day")
	seed := flag.Uint64("seed", 1, "seed")
	flag.Parse()
	scene, known := hostile.Scenes[*name]
	if !known {
		return fmt.Errorf("-scene is %q, want one of %s", *name, names)
	}
	if *requests > 0 {
		scene.Requests = *requests
	}
	random := hostile.Random{Rand: rand.New(rand.NewPCG(*seed, 15))}
	n, err := random.Write(os.Stdout, scene, *day, *size*1_000_000)
	fmt.Fprintf(os.Stderr, "%d requests of %s, and %d of phones\n", n, *name, hostile.Phones*24)
	return err
}
