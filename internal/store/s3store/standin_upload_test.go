package s3store_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// upload answers the requests of an upload in parts.
func (s *standIn) upload(w http.ResponseWriter, r *http.Request, key string) {
	id := r.URL.Query().Get("uploadId")
	s.mu.Lock()
	defer s.mu.Unlock()
	parts, ok := s.uploads[id]
	if id != "" && !ok {
		refuse(w, http.StatusNotFound, "NoSuchUpload")
		return
	}
	switch r.Method {
	case http.MethodPut:
		number, _ := strconv.Atoi(r.URL.Query().Get("partNumber"))
		b, err := io.ReadAll(r.Body)
		if err != nil || r.Header.Get("X-Amz-Checksum-Crc32") != checksum(b) {
			refuse(w, http.StatusBadRequest, "BadDigest")
			return
		}
		parts[number] = b
		w.Header().Set("ETag", strconv.Quote(fmt.Sprint("part", number)))
		w.Header().Set("X-Amz-Checksum-Crc32", checksum(b))
	case http.MethodDelete:
		delete(s.uploads, id)
		w.WriteHeader(http.StatusNoContent)
	case http.MethodPost:
		if id != "" {
			s.complete(w, r, key, id)
			return
		}
		id = fmt.Sprint("upload", len(s.requests))
		s.uploads[id] = make(map[int][]byte)
		_, _ = fmt.Fprintf(w, "<InitiateMultipartUploadResult><UploadId>%s</UploadId></InitiateMultipartUploadResult>", id)
	}
}

func (s *standIn) complete(w http.ResponseWriter, r *http.Request, key, id string) {
	var list struct {
		Part []struct {
			PartNumber          int
			ETag, ChecksumCRC32 string
		}
	}
	if err := xml.NewDecoder(r.Body).Decode(&list); err != nil {
		refuse(w, http.StatusBadRequest, "MalformedXML")
		return
	}
	var whole []byte
	for i, part := range list.Part {
		b, ok := s.uploads[id][part.PartNumber]
		if !ok || part.PartNumber != i+1 || part.ETag != strconv.Quote(fmt.Sprint("part", i+1)) || part.ChecksumCRC32 != checksum(b) {
			refuse(w, http.StatusBadRequest, "InvalidPart")
			return
		}
		whole = append(whole, b...)
	}
	o, err := s.Put(r.Context(), key, bytes.NewReader(whole), condition(r))
	if err != nil {
		refuseErr(w, err)
		return
	}
	delete(s.uploads, id)
	_, _ = fmt.Fprintf(w, "<CompleteMultipartUploadResult><ETag>%q</ETag></CompleteMultipartUploadResult>", o.ETag)
}
