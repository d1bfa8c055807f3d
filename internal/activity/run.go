package activity

import "iter"

// Run is rows that an Accumulator was full of.
type Run struct {
	bucketSeconds  uint32
	cells          cellTable
	identities     []identity
	outcomes       []outcome
	words          []string
	batch          Batch
	gathered       [batchRows]cell // of the batch
	bins           []Bin           // of the batch
	ordered, spare []placed        // memory of order
}

// Words are the texts of the run's batches by number.
func (r *Run) Words() []string { return r.words }

// batchRows is how many rows a batch has at most: few enough that its columns
// stay in the processor's second cache until they are encoded.
const batchRows = 1024

// Batches yields the rows by UTC day, no batch having rows of two days; within a
// day they are ordered by device id (ignoring case) and time, rows equal in both
// by when their key first came. The Batch is used again for the next one.
func (r *Run) Batches() iter.Seq[*Batch] {
	return func(yield func(*Batch) bool) {
		for cells, dayShift := r.order(); len(cells) > 0; {
			n := min(len(cells), batchRows)
			for cells[n-1]>>dayShift != cells[0]>>dayShift { // seldom
				n--
			}
			r.fill(&r.batch, cells[:n])
			if !yield(&r.batch) {
				return
			}
			cells = cells[n:]
		}
	}
}

// fill makes a batch of cells. They lie all over a run's memory: they are copied first,
// in a loop so short that the processor waits for many at a time.
func (r *Run) fill(b *Batch, from []placed) {
	cells := r.gathered[:len(from)]
	for i, p := range from {
		cells[i] = *r.cells.cell(p.cell())
	}
	b.Resize(len(cells))
	r.bins = r.bins[:0]
	for i := range cells {
		r.fillKey(b, i, &cells[i])
	}
	fillQuantities(b, cells)
	r.fillCounts(b, cells)
	for i := range cells {
		if at := cells[i].sums; at > 0 {
			r.fillSums(b, i, &r.cells.sums[at-1])
		}
	}
	r.fillExtras(b, cells)
}

// fillQuantities fills in the quantities as they are of cells with one request.
func fillQuantities(b *Batch, cells []cell) {
	for quantity, column := range b.quantities() {
		for i := range column.max {
			column.max[i] = int64(cells[i].quantities[quantity])
		}
		copy(column.sum, column.max)
	}
}

// quantityColumns are the columns of a quantity. Nil is the sum of one that is not summed.
type quantityColumns struct{ sum, max []int64 }

func (b *Batch) quantities() [quantities]quantityColumns {
	return [...]quantityColumns{
		sent:       {b.BytesSent, b.BytesSentMax},
		received:   {b.BytesReceived, b.BytesReceivedMax},
		taken:      {b.TimeTaken, b.TimeTakenMax},
		heartbeat:  {b.Heartbeat, b.HeartbeatMax},
		throttle:   {b.Throttle, b.ThrottleMax},
		syncState:  {nil, b.SyncStateMax},
		syncCommit: {nil, b.SyncCommitMax},
	}
}

// fillCounts fills in the counts of cells with one request.
func (r *Run) fillCounts(b *Batch, cells []cell) {
	for i := range cells {
		flags, taken := cells[i].flags, cells[i].quantities[taken]
		b.Hits[i] = 1
		b.WaitingHits[i] = int64(one(flags & waits))
		b.FullSyncs[i] = int64(one(flags & full))
		b.RecoverySyncs[i] = int64(one(flags & recovery))
		b.InvalidSyncs[i] = int64(one(flags & invalid))
		b.TimedHits[i], b.Times[i] = 0, nil
		if taken >= 0 {
			b.TimedHits[i] = 1
			if flags&waits == 0 {
				r.bins = append(r.bins, Bin{BinOf(int64(taken)), 1})
				b.Times[i] = r.lastBins(1)
			}
		}
	}
}

// fillSums fills in the measures of a cell that has sums.
func (r *Run) fillSums(b *Batch, i int, s *cellSums) {
	b.Hits[i] = int64(s.hits)
	for quantity, column := range b.quantities() {
		if column.sum != nil {
			column.sum[i], column.max[i] = s.total(quantity)
		} else {
			column.max[i] = s.max[quantity]
		}
	}
	b.TimedHits[i], b.WaitingHits[i] = int64(s.timed), int64(s.waiting)
	b.FullSyncs[i], b.RecoverySyncs[i], b.InvalidSyncs[i] = int64(s.full), int64(s.recovery), int64(s.invalid)
	bins := len(r.bins)
	r.bins = s.distribution(r.bins, r.cells.bins)
	b.Times[i] = r.lastBins(len(r.bins) - bins)
}

// lastBins are the bins that were appended last.
func (r *Run) lastBins(n int) Histogram {
	end := len(r.bins)
	return r.bins[end-n : end : end]
}

func (r *Run) fillKey(b *Batch, i int, c *cell) {
	b.Bucket[i] = int64(c.bucket) * 1000
	b.FirstTime[i], b.LastTime[i] = b.Bucket[i]+int64(c.first), b.Bucket[i]+int64(c.last)
	who := &r.identities[c.who]
	b.DeviceID[i], b.DeviceType[i] = who.deviceID, who.deviceType
	b.CSUsername[i], b.QueryUser[i] = who.csUsername, who.queryUser
	b.UserAgent[i], b.ClientAddress[i] = who.userAgent, who.client
	b.Server[i], b.Side[i] = who.server, who.side
	what := &r.outcomes[c.what]
	b.HasLog[i] = int64(flag(what.hasLog, 1))
	b.Command[i], b.Error[i], b.AccessState[i], b.MailboxServer[i] = what.command, what.errorNames, what.accessState, what.mailbox
	b.Status[i], b.Substatus[i], b.EASStatus[i] = int64(what.status), int64(what.substatus), int64(what.easStatus)
	b.ProtocolVersion[i], b.PolicyAck[i], b.Win32Status[i] = int64(what.version), int64(what.policyAck), what.win32
}
