// Command estate writes the IIS logs of an invented Exchange estate to a folder, and
// what is true of them beside it:
//
//	go run ./infra/estate -out DIR -size 1G -exchange 2016
//
// DIR/logs has the logs by server and site. DIR/truth has truth.json (totals, silences,
// logs), days.csv and hours.csv (by device and person) and people.csv. The same options
// give the same bytes. Package internal/estate tells what is in them.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/estate"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "estate:", err)
		os.Exit(1)
	}
}

type arguments struct {
	out     string
	seed    uint64
	size    int64
	options estate.Options
}

func parse(args []string) (arguments, error) {
	var a arguments
	o := &a.options
	var size, exchange, start string
	flags := flag.NewFlagSet("estate", flag.ContinueOnError)
	flags.StringVar(&a.out, "out", "", "write to this `folder`")
	flags.Uint64Var(&a.seed, "seed", 1, "seed")
	flags.StringVar(&size, "size", "", "size of the logs in bytes, roughly, such as 200M or 1G; sets -per-day")
	flags.StringVar(&exchange, "exchange", "2016", "2003, 2007, 2010, 2013 or 2016")
	flags.StringVar(&start, "start", "2026-03-02", "first `day`, UTC")
	flags.IntVar(&o.Hours, "hours", 24, "hours of logs")
	flags.IntVar(&o.Devices, "devices", 5000, "devices")
	flags.IntVar(&o.PerDay, "per-day", 144, "mean requests of a device each day")
	flags.BoolVar(&o.Even, "even", false, "every device at the same rate all day")
	flags.IntVar(&o.Ill, "ill", 5, "devices that fail over and over, per mille (-1 none)")
	flags.IntVar(&o.Challenges, "challenges", 20, "requests challenged first, per mille (-1 none)")
	flags.IntVar(&o.Refused, "refused", 20, "requests refused at the door, per mille (-1 none)")
	flags.IntVar(&o.Failing, "failing", 50, "requests that Exchange fails, per mille (-1 none)")
	flags.IntVar(&o.Rewritten, "rewritten", 5, "requests whose status the front end changes, per mille (-1 none)")
	flags.BoolVar(&o.RewriteOne, "rewrite-one", false, "rewritten requests all fail behind HTTP 200")
	flags.IntVar(&o.Shared, "shared", 20, "devices of two people, per mille (-1 none)")
	flags.IntVar(&o.Hostile, "hostile", 0, "addresses that try accounts")
	flags.IntVar(&o.Forgers, "forgers", 0, "devices whose User= is somebody else, per mille")
	flags.IntVar(&o.Fronts, "fronts", 2, "front ends, or the only servers")
	flags.IntVar(&o.Backs, "backs", 3, "back ends")
	flags.IntVar(&o.HandOn, "hand-on", 0, "requests that Exchange 2010 hands to another server, per mille")
	flags.BoolVar(&o.ARR, "arr", false, "a reverse proxy logs, too")
	flags.IntVar(&o.LagMax, "lag", 5000, "milliseconds that a back row may precede its front row (-1 none)")
	flags.IntVar(&o.Silent, "silent", 0, "back ends that are silent for hours")
	flags.BoolVar(&o.Fields.Bytes, "bytes", true, "with sc-bytes and cs-bytes")
	flags.BoolVar(&o.Fields.ForwardedFor, "forwarded", false, "with X-Forwarded-For")
	flags.BoolVar(&o.Fields.Full, "full", false, "with all fields of IIS")
	flags.BoolVar(&o.Hourly, "hourly", false, "a file for each hour")
	flags.IntVar(&o.HeaderEvery, "headers", 0, "hours after which the header is repeated")
	flags.BoolVar(&o.MixedFields, "mixed", false, "the fields change with every repeated header")
	flags.BoolVar(&o.LF, "lf", false, "lines end in LF")
	flags.BoolVar(&o.Gzip, "gzip", false, "compress the logs")
	flags.IntVar(&o.Copies, "copies", 0, "logs that are there twice")
	flags.IntVar(&o.Earlier, "earlier", 0, "logs that are there as they were earlier, too")
	flags.IntVar(&o.GzipBeside, "gzip-beside", 0, "logs that are there compressed, too")
	flags.IntVar(&o.Other, "other", 0, "rows of other traffic for a thousand requests")
	flags.BoolVar(&o.Probes, "probes", false, "load balancers and HealthMailboxes")
	flags.IntVar(&o.Damaged, "damaged", 0, "damaged rows of a million")
	if err := flags.Parse(args); err != nil {
		return a, err
	}
	if a.out == "" {
		return a, errors.New("-out is needed")
	}
	first, err := time.Parse(time.DateOnly, start)
	if err != nil {
		return a, fmt.Errorf("reading -start: %w", err)
	}
	o.Start = first.UnixMilli()
	generations := map[string]estate.Exchange{
		"2003": estate.Exchange2003, "2007": estate.Exchange2007, "2010": estate.Exchange2010, "2013": estate.Exchange2013, "2016": estate.Exchange2016,
	}
	if o.Exchange = generations[exchange]; o.Exchange == 0 {
		return a, fmt.Errorf("-exchange is %q, want 2003, 2007, 2010, 2013 or 2016", exchange)
	}
	a.size, err = bytesOf(size)
	return a, err
}

// bytesOf reads a number with an optional K, M or G, of 1024.
func bytesOf(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	digits := strings.TrimRight(text, "KMG")
	n, err := strconv.ParseInt(digits, 10, 40)
	unit, known := map[string]int64{"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}[text[len(digits):]]
	if err != nil || n < 1 || !known {
		return 0, fmt.Errorf("-size is %q, want a number such as 200M or 1G", text)
	}
	return n * unit, nil
}

func run(args []string) (err error) {
	a, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	if a.size > 0 {
		if a.options.PerDay, err = rate(a); err != nil {
			return err
		}
	}
	truthDir := filepath.Join(a.out, "truth")
	if err := os.MkdirAll(truthDir, 0o755); err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(truthDir, "hours.csv"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	buffer := bufio.NewWriterSize(f, 1<<20)
	hours := estate.NewCellWriter(buffer, "hour", time.RFC3339)
	a.options.OnHour = hours.Write
	started := time.Now()
	truth, err := estate.New(a.seed, a.options).Write(filepath.Join(a.out, "logs"))
	if err != nil {
		return err
	}
	if err := errors.Join(hours.Flush(), buffer.Flush(), truth.Save(truthDir)); err != nil {
		return err
	}
	report(truth, time.Since(started))
	return nil
}

// rate returns the requests of a device each day that give the wanted size, by the size of
// an hour's.
func rate(a arguments) (perDay int, err error) {
	dir, err := os.MkdirTemp("", "estate-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	o := a.options
	o.Devices, o.PerDay, o.Hours = min(o.Devices, 1000), 240, 1
	o.Gzip, o.Copies, o.Earlier, o.GzipBeside, o.Silent, o.Even = false, 0, 0, 0, 0, true
	truth, err := estate.New(a.seed, o).Write(dir)
	if err != nil {
		return 0, err
	}
	_, size := written(truth)
	each := max(1, size*24/int64(o.PerDay*o.Devices)) // bytes of a request
	return int(max(1, a.size*24/(each*int64(a.options.Devices)*int64(a.options.Hours)))), nil
}

func written(truth *estate.Truth) (rows int, size int64) {
	for _, l := range truth.Logs {
		rows += l.Rows
		size += l.Bytes
	}
	return rows, size
}

func report(truth *estate.Truth, took time.Duration) {
	rows, size := written(truth)
	fmt.Printf("%d requests (%d of them logged), %d failures, %d people; %d rows in %d logs, %d MB, %.0f MB/s\n",
		truth.True.Requests, truth.Logged.Requests, truth.True.Failures, len(truth.People), rows, len(truth.Logs), size>>20,
		float64(size)/1e6/took.Seconds())
}
