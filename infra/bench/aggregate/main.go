// Command aggregate reads a log and adds it up as an ingest does, in buckets of
// a minute, but writes nothing: what is left is reading and counting, to be held
// against a newline count. It prints the number of requests.
package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/iislog"
)

const bucketSeconds = 60

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: aggregate LOG")
	}
	requests, err := aggregate(os.Args[1])
	if err != nil {
		log.Fatal("aggregate: ", err)
	}
	fmt.Println(requests)
}

func aggregate(path string) (requests int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	records := iislog.NewReader(path, f)
	defer func() { err = errors.Join(err, records.Close(), f.Close()) }()
	sums, err := activity.NewAccumulator(bucketSeconds)
	if err != nil {
		return 0, err
	}
	var request activesync.Request
	for {
		record, err := records.Next()
		if errors.Is(err, io.EOF) {
			return requests, nil
		}
		if err != nil {
			return requests, err
		}
		if !request.Parse(record) {
			continue
		}
		requests++
		sums.Add(&request)
		if sums.Full() {
			sums.Reset()
		}
	}
}
