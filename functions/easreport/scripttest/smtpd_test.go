package scripttest

import (
	"bufio"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/textproto"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// smtpd starts a mail server on this machine, without encryption, and sets the
// environment of easreport to it. The server writes each mail it takes to the
// folder, as 1.eml, 2.eml, … and with its parts beside it:
//
//	1/subject 1/text 1/html   and each attachment by its name
//
// and all that clients said but for mails to the file said.
func smtpd(ts *testscript.TestScript, args []string) {
	need(ts, 1, args, "smtpd FOLDER")
	folder := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(folder, 0o755))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	said, err := os.Create(filepath.Join(folder, "said"))
	ts.Check(err)
	s := &mailServer{folder: folder, said: said}
	var serving sync.WaitGroup
	serving.Go(func() { s.accept(listener) })
	ts.Defer(func() {
		_ = listener.Close()
		serving.Wait()
		if err := errors.Join(s.err, said.Close()); err != nil {
			ts.Fatalf("mail server: %v", err)
		}
	})
	ts.Setenv("EASREPORT_SMTP_PORT", strconv.Itoa(listener.Addr().(*net.TCPAddr).Port))
	ts.Setenv("EASREPORT_SMTP_SECURITY", "none")
}

type mailServer struct {
	folder string
	said   io.Writer
	mails  int
	err    error
}

func (s *mailServer) accept(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return // closed
		}
		_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
		s.err = errors.Join(s.err, s.serve(textproto.NewConn(conn)), conn.Close())
	}
}

// serve speaks with one client; one that goes away is no error.
func (s *mailServer) serve(conn *textproto.Conn) error {
	reply := func(text string) { _ = conn.PrintfLine("%s", text) }
	reply("220 test")
	for {
		line, err := conn.ReadLine()
		if err != nil {
			return nil
		}
		if _, err := fmt.Fprintln(s.said, line); err != nil {
			return err
		}
		verb, _, _ := strings.Cut(strings.ToUpper(line), " ")
		switch verb {
		case "DATA":
			reply("354 go on")
			message, err := conn.ReadDotBytes()
			if err != nil {
				return nil
			}
			if err := s.take(message); err != nil {
				return err
			}
			reply("250 taken")
		case "QUIT":
			reply("221 bye")
			return nil
		default:
			reply("250 fine")
		}
	}
}

// take writes a mail to the folder.
func (s *mailServer) take(message []byte) error {
	s.mails++
	base := filepath.Join(s.folder, strconv.Itoa(s.mails))
	m, err := mail.ReadMessage(bufio.NewReader(strings.NewReader(string(message))))
	if err != nil {
		return err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	return errors.Join(err, os.WriteFile(base+".eml", message, 0o600), os.MkdirAll(base, 0o755),
		os.WriteFile(filepath.Join(base, "subject"), []byte(subject+"\n"), 0o600),
		writeParts(base, textproto.MIMEHeader(m.Header), m.Body))
}

// writeParts writes a part of a mail, or the parts that it is made of.
func writeParts(folder string, header textproto.MIMEHeader, body io.Reader) error {
	kind, parameters, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		return err
	}
	if strings.HasPrefix(kind, "multipart/") {
		parts := multipart.NewReader(body, parameters["boundary"])
		for {
			part, err := parts.NextRawPart()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			if err := writeParts(folder, part.Header, part); err != nil {
				return err
			}
		}
	}
	switch header.Get("Content-Transfer-Encoding") {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	content, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	name := map[string]string{"text/plain": "text", "text/html": "html"}[kind]
	if _, disposition, err := mime.ParseMediaType(header.Get("Content-Disposition")); err == nil {
		name = filepath.Base(disposition["filename"])
	}
	return os.WriteFile(filepath.Join(folder, name), content, 0o600)
}
