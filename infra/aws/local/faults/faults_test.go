package faults

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/easreport/easreport/infra/aws/local/chance"
)

const content = "0123456789"

// TestFaults asks until every fault was seen, and compares what the client sees with
// what was done.
func TestFaults(t *testing.T) {
	var done atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.Host, "127.0.0.1:") {
			t.Errorf("host %q", r.Host)
		}
		_, _ = io.Copy(io.Discard, r.Body)
		done.Add(1)
		w.Header().Set("ETag", `"e"`)
		if r.Method == http.MethodGet {
			_, _ = io.WriteString(w, content)
		}
	}))
	defer server.Close()
	target, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := New(target, Shares{Reads: 0.5, Writes: 0.5}, chance.New(1))
	front := httptest.NewUnstartedServer(proxy)
	front.Config.ErrorLog = log.New(t.Output(), "", 0)
	front.Start()
	defer front.Close()
	seen := make(map[string]bool)
	for i := range 200 {
		for _, method := range []string{http.MethodGet, http.MethodPut} {
			before := proxy.Counts()
			done.Store(0)
			got := ask(t, front.URL, method, fmt.Sprint("/b/", i))
			fault := befallen(before, proxy.Counts())
			seen[fmt.Sprintf("%s, %s: %s, %d done", method, fault, got, done.Load())] = true
		}
	}
	for _, want := range []string{
		"GET, : 200 whole, 1 done", "PUT, : 200 whole, 1 done",
		"GET, " + string(Busy) + ": 503 SlowDown, 0 done", "PUT, " + string(Busy) + ": 503 SlowDown, 0 done",
		"GET, " + string(Reset) + ": none, 0 done", "PUT, " + string(Reset) + ": none, 0 done",
		"GET, " + string(Late) + ": 200 whole, 1 done", "PUT, " + string(Late) + ": 200 whole, 1 done",
		"GET, " + string(Cut) + ": 200 cut, 1 done", "PUT, " + string(Unheard) + ": none, 1 done",
		"PUT, " + string(Conflict) + ": 409 ConditionalRequestConflict, 0 done", "PUT, " + string(Denied) + ": 412 PreconditionFailed, 1 done",
	} {
		if !seen[want] {
			t.Errorf("not seen: %s", want)
		}
		delete(seen, want)
	}
	if len(seen) > 0 {
		t.Errorf("seen besides: %v", seen)
	}
}

// befallen is the fault that is counted now and was not before.
func befallen(before, now map[Fault]int) Fault {
	for fault, n := range now {
		if n > before[fault] {
			return fault
		}
	}
	return ""
}

// ask tells what a client sees of an answer.
func ask(t *testing.T, server, method, path string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, server+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("If-None-Match", "*")
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}} // else it asks again by itself
	answer, err := client.Do(request)
	if err != nil {
		return "none"
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	text := string(body)
	switch {
	case err != nil && strings.HasPrefix(content, text):
		return fmt.Sprint(answer.StatusCode, " cut")
	case strings.Contains(text, "<Code>"):
		_, rest, _ := strings.Cut(text, "<Code>")
		code, _, _ := strings.Cut(rest, "<")
		return fmt.Sprint(answer.StatusCode, " ", code)
	case err == nil && (text == content || method == http.MethodPut && text == ""):
		return fmt.Sprint(answer.StatusCode, " whole")
	}
	return fmt.Sprintf("%d %q, error %v", answer.StatusCode, text, err)
}

// TestArchive: an object in an archive is refused, until it is restored.
func TestArchive(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, content) }))
	defer server.Close()
	target, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := New(target, Shares{}, chance.New(1))
	for _, archived := range []bool{true, false} {
		proxy.Archive("b", "k/x y", archived)
		for path, refused := range map[string]bool{"/b/k/x%20y": archived, "/b/k": false} {
			answer := httptest.NewRecorder()
			proxy.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, http.NoBody))
			if got := answer.Code == http.StatusForbidden && strings.Contains(answer.Body.String(), "InvalidObjectState"); got != refused {
				t.Errorf("archived %t: %s is answered with %d", archived, path, answer.Code)
			}
		}
	}
}
