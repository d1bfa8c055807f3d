package mail

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"time"
)

// server is a small SMTP server on this machine.
type server struct {
	// startTLS offers it, implicitTLS needs no asking.
	startTLS, implicitTLS bool
	// auth is what AUTH offers; answer, by command, is said in place of the usual.
	auth   string
	answer map[string]string
	// silent servers say nothing at all.
	silent bool

	port  int
	trust *tls.Config

	mu       sync.Mutex
	commands []string
	message  string
}

func (s *server) start(t *testing.T) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.port = listener.Addr().(*net.TCPAddr).Port
	serverSide, clientSide := certificate(t)
	s.trust = clientSide
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			if s.implicitTLS {
				conn = tls.Server(conn, serverSide)
			}
			s.serve(conn, serverSide)
			_ = conn.Close()
		}
	})
	t.Cleanup(func() { _ = listener.Close(); serving.Wait() })
}

func (s *server) serve(conn net.Conn, config *tls.Config) {
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	in, encrypted := bufio.NewReader(conn), s.implicitTLS
	say := func(text string) { _, _ = conn.Write([]byte(text + "\r\n")) }
	if s.silent {
		_, _ = in.ReadByte() // ends when the client goes
		return
	}
	say("220 here")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		s.record(line)
		verb, _, _ := strings.Cut(strings.ToUpper(line), " ")
		if text, ok := s.answer[verb]; ok {
			say(text)
			continue
		}
		switch verb {
		case "EHLO":
			say("250-here")
			if s.startTLS && !encrypted {
				say("250-STARTTLS")
			}
			if s.auth != "" {
				say("250-AUTH " + s.auth)
			}
			say("250 8BITMIME")
		case "STARTTLS":
			say("220 go on")
			conn, encrypted = tls.Server(conn, config), true
			in = bufio.NewReader(conn)
		case "AUTH":
			say("235 welcome")
		case "DATA":
			say("354 go on")
			body, err := textproto.NewReader(in).ReadDotBytes()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.message = string(body)
			s.mu.Unlock()
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 fine")
		}
	}
}

func (s *server) record(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commands = append(s.commands, line)
}

// heard tells whether a command began so, and what message came.
func (s *server) heard(prefix string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.commands {
		if strings.HasPrefix(c, prefix) {
			return true
		}
	}
	return false
}

func (s *server) taken() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.message
}

// certificate is one for 127.0.0.1 that signed itself, and the trust in it.
func certificate(t *testing.T) (serverSide, clientSide *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	pair := tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	return &tls.Config{Certificates: []tls.Certificate{pair}}, &tls.Config{RootCAs: roots}
}

// strangeTrust trusts another certificate than the server's.
func strangeTrust(t *testing.T) *tls.Config {
	t.Helper()
	_, trust := certificate(t)
	return trust
}
