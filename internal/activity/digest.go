package activity

import (
	"hash/maphash"

	"github.com/easreport/easreport/internal/activesync"
)

// Seeds are the seeds of the hashes that keys are told apart by. They are of
// this process: who writes a log must not be able to choose keys that meet.
type Seeds [2]maphash.Seed

// NewSeeds makes seeds at random.
func NewSeeds() Seeds { return Seeds{maphash.MakeSeed(), maphash.MakeSeed()} }

// hash is 128 bits that stand for a key. For a million keys the odds that any
// two meet are 1 in 10^26; comparing the keys themselves would cost a cache miss
// for each request.
type hash [2]uint64

func (s *Seeds) hash(key []byte) hash {
	return hash{maphash.Bytes(s[0], key) | 1, maphash.Bytes(s[1], key)} // the first is never 0
}

// Digest is requests reduced to what adding them up needs. Digests of one log
// can be made side by side; to add them to an Accumulator, of the same Seeds, is
// then little work. A Digest is used again for block after block of a log, so
// that it allocates nothing.
type Digest struct {
	seeds   Seeds
	keys    []byte
	entries []entry
	added   int // entries that an Accumulator has taken
}

// entry is one request.
type entry struct {
	milli                 int64
	who, what             hash
	quantities            [quantities]int64
	whoKey, whatKey, rest uint32 // where the keys begin, and what follows them
	extras                uint8  // bytes of packed extras, which follow the keys
	flags                 uint8
}

// The flags of an entry.
const (
	waits = 1 << iota
	full
	recovery
	invalid
)

// NewDigest makes an empty Digest.
func NewDigest(seeds Seeds) *Digest { return &Digest{seeds: seeds} }

// Reset makes d empty.
func (d *Digest) Reset() { d.keys, d.entries, d.added = d.keys[:0], d.entries[:0], 0 }

// Add takes a request in.
func (d *Digest) Add(q *activesync.Request) {
	whoKey := len(d.keys)
	d.keys = appendIdentity(d.keys, q)
	whatKey := len(d.keys)
	d.keys = appendOutcome(d.keys, q)
	rest := len(d.keys)
	if q.HasLog {
		d.keys = appendExtras(d.keys, &q.Log)
	}
	d.entries = append(d.entries, entry{
		milli: q.UnixMilli,
		who:   d.seeds.hash(d.keys[whoKey:whatKey]), what: d.seeds.hash(d.keys[whatKey:rest]),
		quantities: [quantities]int64{
			sent: q.BytesSent, received: q.BytesReceived, taken: q.TimeTaken,
			heartbeat: int64(q.Log.Heartbeat), throttle: int64(q.Log.Throttle),
			syncState: int64(q.Log.SyncState), syncCommit: int64(q.Log.SyncCommit),
		},
		whoKey: uint32(whoKey), whatKey: uint32(whatKey), rest: uint32(rest),
		extras: uint8(len(d.keys) - rest),
		flags:  flag(q.Waits(), waits) | flag(q.Log.Full, full) | flag(q.Log.Recovery, recovery) | flag(q.Log.Invalid, invalid),
	})
}

func flag(set bool, f uint8) uint8 {
	if set {
		return f
	}
	return 0
}
