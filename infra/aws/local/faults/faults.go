// Package faults is a proxy in front of an S3 server that breaks a share of what
// passes, as networks and S3 itself do.
//
// It forwards the Host header that it was asked by: that is what clients sign.
//
// It must not know what the requests are for.
package faults

import (
	"context"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"
	"time"

	"github.com/easreport/easreport/infra/aws/local/chance"
)

// Fault is what befalls a request.
type Fault string

// The faults.
const (
	Busy     Fault = "503 instead of doing it"
	Reset    Fault = "connection reset before it is done"
	Late     Fault = "done late"
	Cut      Fault = "body cut"
	Unheard  Fault = "done, the answer lost"
	Conflict Fault = "409 instead of doing it"
	Denied   Fault = "done, and 412 for an answer"
)

// Those that befall readings, writings, and writings under a condition.
var (
	ofReads      = []Fault{Busy, Reset, Late, Cut}
	ofWrites     = []Fault{Busy, Reset, Late, Unheard}
	ofConditions = append([]Fault{Conflict, Denied}, ofWrites...)
)

// Shares tell how many requests go wrong, each from 0 to 1.
type Shares struct {
	Reads, Writes float64
	// Delay is how late a late one is.
	Delay time.Duration
}

// Proxy is the proxy.
type Proxy struct {
	shares  Shares
	chance  *chance.Source
	forward *httputil.ReverseProxy
	mu      sync.Mutex
	counts  map[Fault]int
	// archived are the paths of objects that are in an archive, as the server has no storage classes.
	archived map[string]bool
}

// key is that of a request's fault in its context.
type key struct{}

// New returns a proxy in front of the server at target.
func New(target *url.URL, shares Shares, accidents *chance.Source) *Proxy {
	return &Proxy{
		shares: shares, chance: accidents, counts: make(map[Fault]int), archived: make(map[string]bool),
		forward: &httputil.ReverseProxy{
			Rewrite: func(r *httputil.ProxyRequest) {
				r.SetURL(target)
				r.Out.Host = r.In.Host
			},
			ModifyResponse: spoil,
			ErrorHandler:   func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
			FlushInterval:  -1,                         // what was sent before a body is cut arrives
			ErrorLog:       log.New(io.Discard, "", 0), // it would tell of the faults
		},
	}
}

// ServeHTTP forwards a request, or does not.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet && p.inArchive(r.URL.Path) {
		refuse(w, http.StatusForbidden, "InvalidObjectState")
		return
	}
	fault := p.choose(r)
	switch fault {
	case Busy:
		refuse(w, http.StatusServiceUnavailable, "SlowDown")
	case Conflict:
		refuse(w, http.StatusConflict, "ConditionalRequestConflict")
	case Reset:
		panic(http.ErrAbortHandler)
	case Late:
		select {
		case <-time.After(p.shares.Delay):
		case <-r.Context().Done():
		}
		p.forward.ServeHTTP(w, r)
	default:
		p.forward.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), key{}, fault)))
	}
}

// Archive has an object refused, as S3 does with one in an archive, until it is restored.
func (p *Proxy) Archive(bucket, key string, archived bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.archived["/"+bucket+"/"+key] = archived
}

func (p *Proxy) inArchive(path string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.archived[path]
}

// choose decides about a request; most have no fault.
func (p *Proxy) choose(r *http.Request) Fault {
	share, kinds := p.shares.Writes, ofWrites
	switch {
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		share, kinds = p.shares.Reads, ofReads
	case r.Header.Get("If-Match") != "" || r.Header.Get("If-None-Match") != "":
		kinds = ofConditions
	}
	numbers := p.chance.Of(r.Method + " " + r.RequestURI + " " + r.Header.Get("Range"))
	if numbers.Float64() >= share {
		return ""
	}
	fault := kinds[numbers.IntN(len(kinds))]
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counts[fault]++
	return fault
}

// Counts tells how many requests each fault has befallen so far.
func (p *Proxy) Counts() map[Fault]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return maps.Clone(p.counts)
}
