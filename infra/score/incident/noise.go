package incident

// Noise says how the life of healthy phones differs from the usual. The zero value is
// the usual: rules that fit one estate alone fail in the others.
type Noise struct {
	Name string
	// Failing is how many of 1,000 requests fail for no lasting reason; 0 is 3.
	Failing int
	// Episodes is how often things happen to healthy phones, in percent of the usual; 0 is 100.
	Episodes int
	// Mail is how much mail comes, in percent of the usual; 0 is 100. Weekend is how much of
	// that comes on a Saturday or Sunday; 0 is 30.
	Mail, Weekend int
	// Second is how many of 100 people have a second phone.
	Second int
	// Office is how many of 100 phones are behind one address.
	Office int
	// Later is by how many hours people live later than UTC.
	Later int64
	// Android has most phones be Androids, each of a model of its own.
	Android bool
}

// Noises are ways of life that a corpus can have.
var Noises = []Noise{
	{Name: "usual"},
	{Name: "rough", Failing: 10, Episodes: 250},
	{Name: "office", Office: 80, Second: 30, Mail: 60},
	{Name: "androids", Android: true, Later: 9, Weekend: 5},
	{Name: "busy", Mail: 300, Failing: 5, Second: 10, Later: 19},
}

// or is n, or what is usual where n is 0.
func or(n, usual int) int {
	if n == 0 {
		return usual
	}
	return n
}

// mail is how much mail comes at a time, in percent of the mean of a day.
func (n *Noise) mail(at int64) int64 {
	at -= n.Later * hour
	rate := int64(arrivals[at/hour%24] * or(n.Mail, 100) / 100)
	if weekday := (at/day + 4) % 7; weekday == 0 || weekday == 6 { // 1970 began on a Thursday
		rate = rate * int64(or(n.Weekend, 30)) / 100
	}
	return max(rate, 1)
}
