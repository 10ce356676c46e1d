package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Variable names the environment's variable with the connection string of a server to be used. Its role must be allowed to
// make schemas in the database.
const Variable = "SEQR_TEST_POSTGRES"

// ErrNone says that there is neither a server nor what could start one.
var ErrNone = errors.New("pgtest: no " + Variable + " and no PostgreSQL binaries in PATH or /usr/lib/postgresql")

// Skipped tells, in one line that nobody overlooks, what was not tested for want of a server.
func Skipped(what string) {
	fmt.Fprintf(os.Stderr, "\n==== NOT TESTED: %s: %v ====\n\n", what, ErrNone)
}

// Server is a server for tests: the one that the environment names, or a private one on a loopback port.
type Server struct {
	DSN     string
	folder  string
	command *exec.Cmd // nil for a server that is not ours
	ended   chan error
	bin     string
	port    int
	owner   *syscall.Credential
	schemas atomic.Int64
	spare   spare
}

// Start finds a server or starts one, with the settings given, such as "max_connections=50". It answers ErrNone if it cannot.
func Start(settings ...string) (*Server, error) {
	if dsn := os.Getenv(Variable); dsn != "" {
		return &Server{DSN: dsn}, nil
	}
	return Private(settings...)
}

// Private starts a server of our own, which may be stopped and started.
func Private(settings ...string) (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	owner, err := owner()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "seqr-postgres-")
	if err != nil {
		return nil, err
	}
	s := &Server{folder: folder, bin: bin, owner: owner}
	if err = s.create(settings); err == nil {
		err = s.Restart()
	}
	if err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

// binaries is the folder of initdb and postgres.
func binaries() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return "", ErrNone
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return major(a) - major(b) })
	return filepath.Dir(newest), nil
}

func major(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	return n
}

// owner is whom the server runs as: PostgreSQL refuses to run as root.
func owner() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.ParseUint(u.Uid, 10, 32)
		gid, _ := strconv.ParseUint(u.Gid, 10, 32)
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("pgtest: no user to run PostgreSQL as")
}

// run makes one of the server's programs.
func (s *Server) run(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir = s.folder
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.owner, Setpgid: true}
	return cmd
}

func (s *Server) data() string { return filepath.Join(s.folder, "data") }

// log is where the server says what is wrong.
func (s *Server) log() string { return filepath.Join(s.folder, "log") }

func (s *Server) create(settings []string) error {
	if s.owner != nil {
		if err := os.Chown(s.folder, int(s.owner.Uid), int(s.owner.Gid)); err != nil {
			return err
		}
	}
	out, err := s.run("initdb", "-D", s.data(), "-U", "seqr", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync").CombinedOutput()
	if err != nil {
		return fmt.Errorf("pgtest: initdb: %w: %s", err, out)
	}
	if s.port, err = freePort(); err != nil {
		return err
	}
	conf := fmt.Sprintf("listen_addresses = '127.0.0.1'\nport = %d\nunix_socket_directories = ''\nfsync = on\nsynchronous_commit = on\n", s.port)
	conf += strings.Join(append(settings, ""), "\n")
	s.DSN = (&url.URL{Scheme: "postgres", User: url.User("seqr"), Host: fmt.Sprintf("127.0.0.1:%d", s.port), Path: "postgres", RawQuery: "sslmode=disable"}).String()
	f, err := os.OpenFile(filepath.Join(s.data(), "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(conf)
	return errors.Join(err, f.Close())
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// Restart starts the private server, which is not running, and waits until it answers. Settings, such as "fsync=off", are for this
// time.
func (s *Server) Restart(settings ...string) error {
	args := []string{"-D", s.data()}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	command := s.run("postgres", args...)
	log, err := os.Create(s.log())
	if err != nil {
		return err
	}
	command.Stderr = log
	err = errors.Join(command.Start(), log.Close())
	if err != nil {
		return err
	}
	s.command, s.ended = command, make(chan error, 1)
	go func() { s.ended <- command.Wait() }()
	return s.answers()
}

// answers waits until the server answers, or has ended.
func (s *Server) answers() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		conn, err := pgx.Connect(ctx, s.DSN)
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case ended := <-s.ended:
			s.command = nil
			said, _ := os.ReadFile(s.log())
			return fmt.Errorf("pgtest: server ended: %w: %s", ended, bytes.TrimSpace(said))
		case <-ctx.Done():
			return fmt.Errorf("pgtest: server does not answer: %w", err)
		case <-again.C:
		}
	}
}

// Kill stops the private server at once, as a power cut does: nobody is told, and recovery follows at the next start.
func (s *Server) Kill() error { return s.end(syscall.SIGQUIT) }

// end sends a signal and waits for the end.
func (s *Server) end(signal syscall.Signal) error {
	if s.command == nil {
		return nil
	}
	if err := s.command.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-s.ended // how is the signal's
	s.command = nil
	return nil
}

// Stop ends a private server and removes what it kept. Of another's server it removes what was made there.
func (s *Server) Stop() error {
	if s.folder == "" {
		return s.spare.drop()
	}
	return errors.Join(s.end(syscall.SIGINT), os.RemoveAll(s.folder))
}

// Schema makes an empty schema and answers the connection string that leads there. It is dropped after the test.
func (s *Server) Schema(t testing.TB) string {
	t.Helper()
	dsn, drop, err := s.NewSchema()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Error(err)
		}
	})
	return dsn
}

// NewSchema makes an empty schema, and answers the connection string that leads there and what drops it.
func (s *Server) NewSchema() (dsn string, drop func() error, err error) {
	name := fmt.Sprintf("seqr_test_%d_%d", os.Getpid(), s.schemas.Add(1))
	if err := s.exec("CREATE SCHEMA " + name); err != nil {
		return "", nil, err
	}
	return s.searching(name), func() error { return s.exec("DROP SCHEMA " + name + " CASCADE") }, nil
}

// searching is the connection string with a search path.
func (s *Server) searching(schema string) string {
	u, err := url.Parse(s.DSN)
	if err != nil || u.Scheme == "" {
		return s.DSN + " search_path=" + schema
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String()
}

func (s *Server) exec(text string) error { return execute(s.DSN, text) }

// execute runs statements in a schema.
func execute(dsn, text string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return fmt.Errorf("pgtest: %w", err)
	}
	defer conn.Close(ctx)
	if _, err := conn.PgConn().Exec(ctx, text).ReadAll(); err != nil {
		return fmt.Errorf("pgtest: %w", err)
	}
	return nil
}
