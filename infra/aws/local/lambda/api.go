package lambda

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// api is the Runtime API, version 2018-06-01.
func (p *process) api() http.Handler {
	const root = "/2018-06-01/runtime/"
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+root+"invocation/next", p.next)
	mux.HandleFunc("POST "+root+"invocation/{id}/response", p.post(func(body []byte) answer {
		return answer{body: body}
	}))
	mux.HandleFunc("POST "+root+"invocation/{id}/error", p.post(func(body []byte) answer {
		return answer{err: functionError(body)}
	}))
	mux.HandleFunc("POST "+root+"init/error", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		select {
		case p.broken <- functionError(body):
		default: // it was told before
		}
		w.WriteHeader(http.StatusAccepted)
	})
	return mux
}

// next holds a process that asks for work until there is some.
func (p *process) next(w http.ResponseWriter, r *http.Request) {
	if p.asked.IsZero() {
		p.asked = time.Now()
	}
	p.idle <- struct{}{}
	select {
	case i := <-p.work:
		h := w.Header()
		h.Set("Content-Type", "application/json")
		h.Set("Lambda-Runtime-Aws-Request-Id", i.id)
		h.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(i.deadline.UnixMilli(), 10))
		h.Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:123456789012:function:"+p.configuration.Name)
		h.Set("Lambda-Runtime-Trace-Id", fmt.Sprintf("Root=1-%08x-000000000000000000000001;Sampled=0", time.Now().Unix()))
		_, _ = w.Write(i.event) // a process that is gone is seen by its end
	case <-r.Context().Done():
	}
}

// post takes an answer to the invocation that is being served; of any other there is
// nobody left to hear it.
func (p *process) post(read func(body []byte) answer) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.PathValue("id") != strconv.FormatInt(p.serving.Load(), 10) {
			http.Error(w, `{"errorType":"InvalidRequestID"}`, http.StatusBadRequest)
			return
		}
		w.WriteHeader(http.StatusAccepted)
		select {
		case p.answers <- read(body):
		default: // it has answered before
		}
	}
}

func functionError(body []byte) error {
	var e FunctionError
	if err := json.Unmarshal(body, &e); err != nil {
		return fmt.Errorf("an error that cannot be read: %q: %w", body, err)
	}
	return &e
}
