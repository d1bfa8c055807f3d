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
	digest := activity.NewDigest(activity.NewSeeds())
	var block iislog.Block
	var run *activity.Run
	for {
		if err := records.Next(&block); errors.Is(err, io.EOF) {
			return requests, nil
		} else if err != nil {
			return requests, err
		}
		requests += read(digest, &block)
		for !sums.Add(digest) {
			run = sums.Cut(run)
		}
		records.Done(&block)
	}
}

// read makes the digest one of the block, and tells how many requests it has.
func read(digest *activity.Digest, block *iislog.Block) (requests int64) {
	digest.Reset()
	var request activesync.Request
	for records := block.Records(); len(records) > 0; records = block.Records() {
		for i := range records {
			if request.Parse(&records[i]) {
				digest.Add(&request)
				requests++
			}
		}
	}
	return requests
}
