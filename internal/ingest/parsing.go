package ingest

import (
	"runtime"
	"sync"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/iislog"
	"github.com/easreport/easreport/internal/intake"
	"github.com/easreport/easreport/internal/traffic"
)

// parsing reads the blocks of a log, parses several of them at a time, and gives
// them out in the order of the log.
type parsing struct {
	log     *iislog.Reader
	free    chan *parsedBlock
	work    chan *parsedBlock
	ordered chan *parsedBlock
	stopped chan struct{}
	ended   sync.WaitGroup
}

// parsedBlock is a block and what it says.
type parsedBlock struct {
	block    iislog.Block
	err      error // of reading it: it is the last
	request  activesync.Request
	digest   *activity.Digest
	requests requests
	traffic  traffic.Counter
	lines    []requestLine
	seen     *intake.Sightings // nil if nobody asks
	parsed   chan struct{}
}

// requestLine is the line of a request, for package sketch.
type requestLine struct {
	milli int64 // since 1970 UTC
	hash  uint64
}

func startParsing(log *iislog.Reader, memory *workspace) *parsing {
	workers, blocks := runtime.GOMAXPROCS(0), blocksAtOnce()
	p := &parsing{
		log:  log,
		free: make(chan *parsedBlock, blocks), work: make(chan *parsedBlock, blocks), ordered: make(chan *parsedBlock, blocks),
		stopped: make(chan struct{}),
	}
	for _, b := range memory.parsedBlocks(blocks) {
		p.free <- b
	}
	p.ended.Go(p.read)
	for range workers {
		p.ended.Go(func() {
			for b := range p.work {
				b.parse()
				b.parsed <- struct{}{}
			}
		})
	}
	return p
}

// blocksAtOnce is how many blocks are in use: one is parsed on each core, one is being
// read and one added up.
func blocksAtOnce() int { return runtime.GOMAXPROCS(0) + 2 }

// read reads block after block until the log ends or stop is called.
func (p *parsing) read() {
	defer close(p.work)
	for {
		select {
		case <-p.stopped:
			return
		case b := <-p.free:
			b.err = p.log.Next(&b.block)
			p.ordered <- b
			if b.err != nil {
				return
			}
			p.work <- b
		}
	}
}

// next gives the next block, or how the log ended.
func (p *parsing) next() (*parsedBlock, error) {
	b := <-p.ordered
	if b.err != nil {
		return nil, b.err
	}
	<-b.parsed
	return b, nil
}

// done takes a block back.
func (p *parsing) done(b *parsedBlock) {
	p.log.Done(&b.block)
	p.free <- b
}

// stop ends the reading, also before the log's end.
func (p *parsing) stop() {
	close(p.stopped)
	p.ended.Wait()
}

// parsedBlocks gives so many blocks, whose digests have the same seeds.
func (w *workspace) parsedBlocks(n int) []*parsedBlock {
	if len(w.blocks) != n {
		w.blocks = make([]*parsedBlock, n)
		seeds := activity.NewSeeds()
		for i := range w.blocks {
			w.blocks[i] = &parsedBlock{digest: activity.NewDigest(seeds), seen: w.sightings()}
		}
	}
	for _, b := range w.blocks {
		b.parsed = make(chan struct{}, 1) // an earlier log may have left its word there
	}
	return w.blocks
}

// parse reduces the block's records to a digest and the load of servers.
func (b *parsedBlock) parse() {
	b.digest.Reset()
	b.traffic.Reset()
	if b.seen != nil {
		b.seen.Reset()
	}
	b.requests, b.lines = requests{}, b.lines[:0]
	for records := b.block.Records(); len(records) > 0; records = b.block.Records() {
		for i := range records {
			if b.request.Parse(&records[i]) {
				b.requests.all++
				b.requests.badNumbers += int64(b.request.BadNumbers)
				b.digest.Add(&b.request)
				b.traffic.AddRequest(&b.request)
				b.lines = append(b.lines, requestLine{records[i].UnixMilli, records[i].Hash})
				if b.seen != nil {
					b.seen.See(&b.request)
				}
				continue
			}
			b.traffic.AddRecord(&records[i])
			switch stem := records[i].Value(iislog.Stem); {
			case activesync.IsHealthCheck(stem):
				b.requests.healthChecks++
			case activesync.IsServerTraffic(stem):
				b.requests.serverTraffic++
			}
		}
	}
}
