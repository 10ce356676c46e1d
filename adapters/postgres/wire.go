package postgres

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/seqrpay/seqr/internal/sqlstore"
)

// wire is what is kept with a connection: which statements it knows, and the memory in which what is sent is made. Whoever uses the
// connection uses it.
type wire struct {
	known map[string]*pgconn.StatementDescription

	rest   []sqlstore.Values // what is left of rows
	made   []byte            // of arrays
	params [][]byte          // parts of made
	out    []byte            // what is sent
}

func wireOf(conn *pgconn.PgConn) *wire {
	const name = "seqr"
	w, _ := conn.CustomData()[name].(*wire)
	if w == nil {
		w = &wire{known: map[string]*pgconn.StatementDescription{}}
		conn.CustomData()[name] = w
	}
	return w
}

// lend has the driver write into what is kept.
func (r *runner) lend() { r.conn.Frontend().Send(r.wire) }

// kept is the memory if it is worth keeping: what groups of payments need is far below this.
func kept(b []byte) []byte {
	if cap(b) > 1<<20 {
		return nil
	}
	return b
}

// Encode has the driver write into the larger of its own memory and what is kept: by itself it would begin each trip with 1 kB and
// double that until everything fits. Sent first, it lends the memory; sent last, it keeps what the driver's has grown to. It is no message,
// but what the driver takes for one that adds nothing.
func (w *wire) Encode(driver []byte) ([]byte, error) {
	if cap(w.out) > cap(driver) {
		driver = append(w.out[:0], driver...)
	}
	w.out = kept(driver)
	return driver, nil
}

// Decode is what a message has besides. There is nothing to decode.
func (w *wire) Decode([]byte) error { return errors.ErrUnsupported }

// Frontend says that it is from the program to the server.
func (w *wire) Frontend() {}
