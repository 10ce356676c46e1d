package sepa

import (
	"encoding/xml"
	"io"
	"slices"

	"github.com/seqrpay/seqr/civil"
)

// Status is one status of a status report (pain.002). It holds personal data: never log it.
type Status struct {
	Report
	Status string // as the bank wrote it, such as "RJCT"
	Reason string // as the bank wrote it, if not as a code
	Info   string // what it says besides
}

// ReadStatus reads a status report on what we sent, pain.002.001.03 or .10: what was
// accepted and what rejected, as a whole, by batch or by transaction, in the order of the file and
// the wider before what it contains. [DirectDebits.Match] tells what that means for each debit.
//
// A file is taken whole or not at all. What is wrong is told by an error of this package in a
// [LineError]: a file cut off or of another kind, one with a document type, one of more than
// MaxFile bytes.
func ReadStatus(r io.Reader) ([]Status, error) {
	f := open(r)
	var all []Status
	err := f.documents(func(message xml.StartElement) error {
		if message.Name.Local != "CstmrPmtStsRpt" {
			return ErrMessage
		}
		one := statusReader{file: f}
		if err := f.each(one.part); err != nil {
			return err
		}
		all = append(all, one.all...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// statusReader is at a place in one report.
type statusReader struct {
	*file
	on      civil.Date
	message string // original ID
	group   string // its status
	all     []Status
}

type xmlStatusHeader struct {
	Created string `xml:"CreDtTm"`
}

type xmlStatusGroup struct {
	Message string      `xml:"OrgnlMsgId"`
	Status  string      `xml:"GrpSts"`
	Reasons []xmlReason `xml:"StsRsnInf"`
}

// xmlReason is why something was rejected or came back.
type xmlReason struct {
	Code  string   `xml:"Rsn>Cd"`
	Words string   `xml:"Rsn>Prtry"`
	Info  []string `xml:"AddtlInf"`
}

type xmlStatusTransaction struct {
	EndToEnd string          `xml:"OrgnlEndToEndId"`
	Status   string          `xml:"TxSts"`
	Reasons  []xmlReason     `xml:"StsRsnInf"`
	Original xmlOriginalData `xml:"OrgnlTxRef"`
}

// xmlOriginalData repeats what we sent. Later versions put the mandate one level deeper.
type xmlOriginalData struct {
	Instructed *xmlAmount `xml:"Amt>InstdAmt"`
	Settled    *xmlAmount `xml:"IntrBkSttlmAmt"`
	Mandate    string     `xml:"MndtRltdInf>MndtId"`
	Deeper     string     `xml:"MndtRltdInf>DrctDbtMndt>MndtId"`
}

// part reads one element of the report.
func (s *statusReader) part(e xml.StartElement) (err error) {
	switch e.Name.Local {
	case "GrpHdr":
		var x xmlStatusHeader
		if err := s.decode(e, &x); err != nil {
			return err
		}
		s.on, err = day(x.Created)
		return err
	case "OrgnlGrpInfAndSts":
		return s.wholeMessage(e)
	case "OrgnlPmtInfAndSts":
		return s.batch()
	}
	return s.skip()
}

// wholeMessage reads what is said of all of a message.
func (s *statusReader) wholeMessage(e xml.StartElement) error {
	var x xmlStatusGroup
	if err := s.decode(e, &x); err != nil {
		return err
	}
	s.message, s.group = provided(x.Message), normal(x.Status)
	if s.message == "" {
		return ErrField
	}
	if s.group != "" {
		s.all = append(s.all, s.status(LevelFile, s.group, x.Reasons))
	}
	return nil
}

// batch reads what is said of a batch and of transactions in it.
func (s *statusReader) batch() error {
	var id, code string
	var reasons []xmlReason
	var within []Status
	err := s.each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "OrgnlPmtInfId":
			return s.text(e, &id)
		case "PmtInfSts":
			return s.text(e, &code)
		case "StsRsnInf":
			var x xmlReason
			err := s.decode(e, &x)
			reasons = append(reasons, x)
			return err
		case "TxInfAndSts":
			one, err := s.transaction(e, normal(code))
			within = append(within, one)
			return err
		}
		return s.skip()
	})
	if err != nil {
		return err
	}
	if code = normal(code); code != "" {
		within = slices.Insert(within, 0, s.status(LevelBatch, code, reasons))
	}
	if len(within) == 0 {
		return ErrField
	}
	for i := range within {
		within[i].BatchID = provided(id)
	}
	s.all = append(s.all, within...)
	return nil
}

// transaction reads what is said of one transaction. Where its own status is left out, it is that of the whole.
func (s *statusReader) transaction(e xml.StartElement, batch string) (Status, error) {
	var x xmlStatusTransaction
	if err := s.decode(e, &x); err != nil {
		return Status{}, err
	}
	code := normal(x.Status)
	for _, whole := range []string{batch, s.group} {
		if code == "" && whole != partly {
			code = whole
		}
	}
	if code == "" {
		return Status{}, ErrField
	}
	one := s.status(LevelTransaction, code, x.Reasons)
	one.EndToEndID, one.MandateID = provided(x.EndToEnd), provided(x.Original.Mandate+x.Original.Deeper)
	for _, a := range []*xmlAmount{x.Original.Settled, x.Original.Instructed} {
		if a == nil {
			continue
		}
		sum, err := a.money()
		if err != nil {
			return Status{}, err
		}
		one.Amount = sum
	}
	return one, nil
}

// status is one status with the first reason that is a code.
func (s *statusReader) status(level Level, code string, reasons []xmlReason) Status {
	one := Status{
		Report: Report{Kind: kindOf(code), Level: level, MessageID: s.message, On: s.on},
		Status: code,
	}
	one.Code, one.Reason, one.Info = reasonOf(reasons)
	return one
}

// reasonOf is the first code, the first reason in words and the first explanation of several reasons.
func reasonOf(reasons []xmlReason) (code, words, info string) {
	for _, x := range reasons {
		if code == "" {
			code = reasonCode(x.Code)
		}
		if code == "" { // some banks write the code where words should be
			code = reasonCode(x.Words)
		}
		if words == "" && reasonCode(x.Words) == "" {
			words = provided(x.Words)
		}
		for _, i := range x.Info {
			if info == "" {
				info = provided(i)
			}
		}
	}
	return code, words, info
}

// partly is the status of a whole whose parts have several.
const partly = "PART"

// kindOf is what a status means. One that the scheme does not have is for the operator.
func kindOf(status string) Kind {
	switch status {
	case "RJCT", "CANC":
		return KindRejected
	case "ACSC", "ACCC":
		return KindSettled
	case "RCVD", "PDNG", "ACTC", "ACCP", "ACSP", "ACWC", "ACWP", "ACFC", "PATC", partly:
		return KindPending
	}
	return KindOther
}
