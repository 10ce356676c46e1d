package postgres

import (
	"context"
	"encoding/binary"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/seqrpay/seqr/internal/sqlstore"
)

// copyAndCommit adds the rows of works by COPY and ends the transaction, all in one trip: the server reads what follows a COPY when it has done
// it, and after an error nothing of what follows. The driver waits for the server's leave to copy, once for each table; so here the messages are
// sent and received one by one, as https://www.postgresql.org/docs/current/protocol-flow.html has them.
func (r *runner) copyAndCommit(ctx context.Context, works []*sqlstore.Work) (tag pgconn.CommandTag, err error) {
	wire := r.conn.Conn()
	stop := context.AfterFunc(ctx, func() { _ = wire.SetDeadline(time.Unix(1, 0)) })
	defer func() {
		if !stop() { // too late: the connection is of no more use
			_ = r.conn.Close(ctx)
		}
	}()
	if err := r.sendCopies(works); err != nil {
		return tag, err
	}
	return r.heard()
}

// sendCopies sends them, and COMMIT. What the server answers meanwhile is short, so it never waits for somebody to read it.
func (r *runner) sendCopies(works []*sqlstore.Work) error {
	to := r.conn.Frontend()
	say := func(text string) {
		to.SendParse(&pgproto3.Parse{Query: text})
		to.SendBind(&pgproto3.Bind{})
		to.SendExecute(&pgproto3.Execute{})
	}
	r.lend()
	for _, work := range works {
		say("COPY " + work.Into + " (" + strings.Join(work.Columns, ", ") + ") FROM STDIN BINARY")
		rows := copying(work)
		for to.Send(rows); !rows.end; to.Send(rows) {
			if err := to.Flush(); err != nil {
				return err
			}
			r.lend()
		}
		to.Send(&pgproto3.CopyDone{})
	}
	say("COMMIT")
	to.SendSync(&pgproto3.Sync{})
	r.lend()
	return to.Flush()
}

// heard is the server's last word, or its first about an error.
func (r *runner) heard() (tag pgconn.CommandTag, err error) {
	for {
		message, failed := r.conn.ReceiveMessage(context.Background())
		if failed != nil {
			return tag, errors.Join(err, failed)
		}
		switch m := message.(type) {
		case *pgproto3.CommandComplete:
			tag = pgconn.NewCommandTag(string(m.CommandTag))
		case *pgproto3.ErrorResponse:
			err = pgconn.ErrorResponseToPgError(m)
		case *pgproto3.ReadyForQuery:
			return tag, err
		}
	}
}

// What stands before and after the rows of a COPY: a signature with no flags and no extension, and a row of -1 columns.
const copyBegin, copyEnd = "PGCOPY\n\xff\r\n\x00" + "\x00\x00\x00\x00" + "\x00\x00\x00\x00", "\xff\xff"

// piece is about how much of a COPY is one message.
const piece = 1 << 16

// copied is the rows of a COPY as messages of its data, in the server's binary form.
type copied struct {
	begin   bool // is not encoded yet
	columns int
	rows    []sqlstore.Values // not encoded yet
	end     bool              // is encoded
}

var _ pgproto3.FrontendMessage = (*copied)(nil)

func copying(work *sqlstore.Work) *copied {
	return &copied{begin: true, columns: len(work.Columns), rows: work.Rows}
}

// Encode makes the next message.
func (c *copied) Encode(b []byte) ([]byte, error) {
	at := len(b) + 1
	b = append(b, 'd', 0, 0, 0, 0)
	if c.begin {
		b, c.begin = append(b, copyBegin...), false
	}
	for len(c.rows) > 0 && len(b)-at < piece {
		b = binary.BigEndian.AppendUint16(b, uint16(c.columns)) //nolint:gosec // no table has so many
		for row := c.rows[0]; row != ""; {
			var value sqlstore.Value
			value, row = row.Next()
			b = element(b, value)
		}
		c.rows = c.rows[1:]
	}
	if len(c.rows) == 0 {
		b, c.end = append(b, copyEnd...), true
	}
	binary.BigEndian.PutUint32(b[at:], uint32(len(b)-at)) //nolint:gosec // a row is far shorter
	return b, nil
}

// Decode is what a message has besides. There is nothing to decode.
func (c *copied) Decode([]byte) error { return errors.ErrUnsupported }

// Frontend says that it is from the program to the server.
func (c *copied) Frontend() {}
