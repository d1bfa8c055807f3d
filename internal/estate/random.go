package estate

import (
	"math/bits"
	"math/rand/v2"
)

// random is a stream of numbers. Each part of an estate has a stream of its own,
// so that a silent server or another layout does not change what is requested.
type random struct{ pcg *rand.PCG }

// The streams.
const (
	streamPopulation = iota + 1
	streamTraffic
	streamRows
	streamNoise
	streamDamage
	streamSilence
)

func newRandom(seed, stream uint64) random {
	return random{rand.NewPCG(seed, stream*0x9e3779b97f4a7c15)}
}

func (r random) uint64() uint64 { return r.pcg.Uint64() }

// n returns a number from 0 to m-1.
func (r random) n(m int) int {
	hi, _ := bits.Mul64(r.pcg.Uint64(), uint64(m))
	return int(hi)
}

// span returns a number from low to high.
func (r random) span(low, high int) int { return low + r.n(high-low+1) }

// chance reports true in perMille of a thousand calls.
func (r random) chance(perMille int) bool { return r.n(1000) < perMille }

// wait returns a time until the next event of a Poisson process with the given
// mean, up to twenty times the mean. The logarithm is taken by octaves and
// straight lines between them, for floating-point results differ by platform.
func (r random) wait(mean int) int {
	u := r.pcg.Uint64() | 1
	octave := bits.LeadingZeros64(u)
	fraction := int(u << (octave + 1) >> 48) // 16 bits below the leading one
	log2 := octave<<16 + 1<<16 - fraction    // of 1/u, times 65536; 3/2 in the mean
	return min(20*mean, int(uint64(mean)*uint64(log2)>>16*2/3))
}

// size returns a number from low to high; each doubling is half as likely.
func (r random) size(low, high int) int {
	n := low << min(bits.LeadingZeros64(r.pcg.Uint64()|1), 14)
	return min(n+r.n(n+1), high)
}

// text returns n letters of an alphabet.
func (r random) text(alphabet string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[r.n(len(alphabet))]
	}
	return string(b)
}

const (
	digits   = "0123456789"
	hexUpper = "0123456789ABCDEF"
	hexLower = "0123456789abcdef"
	capitals = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
)
