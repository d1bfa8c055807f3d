package activity

import "iter"

// Run is rows that an Accumulator was full of.
type Run struct {
	bucketSeconds uint32
	cells         cellTable
	identities    []identity
	outcomes      []outcome
	words         []string
	batch         Batch
	bins          []Bin // of the batch
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
			for cells[n-1].key>>dayShift != cells[0].key>>dayShift { // seldom
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

// fill makes a batch of cells. Each kind of columns has a loop of its own: cells lie
// all over a run's memory, and short loops wait for several at a time.
func (r *Run) fill(b *Batch, cells []placed) {
	b.Resize(len(cells))
	r.bins = r.bins[:0]
	for i, p := range cells {
		c := r.cells.cell(p.cell)
		b.Bucket[i] = int64(c.bucket) * 1000
		b.FirstTime[i], b.LastTime[i] = b.Bucket[i]+int64(c.first), b.Bucket[i]+int64(c.last)
	}
	for i, p := range cells {
		r.fillKey(b, i, r.cells.cell(p.cell))
	}
	for i, p := range cells {
		if c := r.cells.cell(p.cell); c.sums == 0 {
			r.fillOne(b, i, c)
		} else {
			r.fillSums(b, i, &r.cells.sums[c.sums-1])
		}
	}
	r.fillExtras(b, cells)
}

// fillOne fills in the measures of a cell with one request.
func (r *Run) fillOne(b *Batch, i int, c *cell) {
	q := &c.quantities
	b.Hits[i] = 1
	b.BytesSent[i], b.BytesSentMax[i] = int64(q[sent]), int64(q[sent])
	b.BytesReceived[i], b.BytesReceivedMax[i] = int64(q[received]), int64(q[received])
	b.TimeTaken[i], b.TimeTakenMax[i] = int64(q[taken]), int64(q[taken])
	b.Heartbeat[i], b.HeartbeatMax[i] = int64(q[heartbeat]), int64(q[heartbeat])
	b.Throttle[i], b.ThrottleMax[i] = int64(q[throttle]), int64(q[throttle])
	b.SyncStateMax[i], b.SyncCommitMax[i] = int64(q[syncState]), int64(q[syncCommit])
	b.TimedHits[i], b.Times[i] = 0, nil
	if q[taken] >= 0 {
		b.TimedHits[i] = 1
		if c.flags&waits == 0 {
			r.bins = append(r.bins, Bin{BinOf(int64(q[taken])), 1})
			b.Times[i] = r.lastBins(1)
		}
	}
	b.WaitingHits[i] = int64(one(c.flags & waits))
	b.FullSyncs[i] = int64(one(c.flags & full))
	b.RecoverySyncs[i] = int64(one(c.flags & recovery))
	b.InvalidSyncs[i] = int64(one(c.flags & invalid))
}

// fillSums fills in the measures of a cell that has sums.
func (r *Run) fillSums(b *Batch, i int, s *cellSums) {
	b.Hits[i] = int64(s.hits)
	b.BytesSent[i], b.BytesSentMax[i] = s.total(sent)
	b.BytesReceived[i], b.BytesReceivedMax[i] = s.total(received)
	b.TimeTaken[i], b.TimeTakenMax[i] = s.total(taken)
	b.Heartbeat[i], b.HeartbeatMax[i] = s.total(heartbeat)
	b.Throttle[i], b.ThrottleMax[i] = s.total(throttle)
	b.SyncStateMax[i], b.SyncCommitMax[i] = s.max[syncState], s.max[syncCommit]
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
