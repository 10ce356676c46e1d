package sandbox_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
)

// submitted is a submission by the holder of a specimen.
func submitted(s sandbox.Specimen, p pictures) identity.Submission {
	return identity.Submission{
		ID: identity.ScanID{UUID: uuid.New()}, Document: s.Kind, Front: p.front, Back: p.back,
		SubmittedAt: scanDay, Name: s.GivenNames + " " + s.Surname, BirthDate: s.BirthDate,
	}
}

// verdict is that of a verifier that decides at once.
func verdict(t *testing.T, s identity.Submission) identity.Verdict {
	t.Helper()
	v, err := sandbox.NewVerifier(func() time.Time { return s.SubmittedAt }, 0).Verify(t.Context(), s)
	require.NoError(t, err)
	return v
}

func TestVerifierReadsEveryKind(t *testing.T) {
	t.Parallel()
	for _, kind := range identity.DefaultDocumentPolicy().Kinds {
		s := annaCard(kind)
		require.Equal(t, identity.Verdict{Genuine: true, Country: "UTO", Number: "L898902C3", PersonalNumber: "ZE184226B"},
			verdict(t, submitted(s, draw(t, s))), kind)
	}
}

// Every letter and digit is told from every other, in both sizes of print.
func TestVerifierReadsEveryLetter(t *testing.T) {
	t.Parallel()
	alphabet := []sandbox.Specimen{
		{Kind: identity.IdentityCard, Country: "ABC", Surname: "Quick Brown Fox", GivenNames: "Jumpsover", Number: "0123456789", PersonalNumber: "LAZYDOG"},
		{Kind: identity.Passport, Country: "XYZ", Surname: "Defghijklmnop", GivenNames: "Qrstuvw", Number: "BD08OQ15S", PersonalNumber: "2Z34567890ABCD"},
	}
	for _, s := range alphabet {
		s.BirthDate = civil.Date{Year: 2001, Month: time.February, Day: 3}
		v := verdict(t, submitted(s, draw(t, s)))
		require.True(t, v.Genuine, v.Problems)
		require.Equal(t, s.Number, v.Number)
		require.Equal(t, s.PersonalNumber, v.PersonalNumber)
	}
}

func TestVerifierIsPendingForTheDelay(t *testing.T) {
	clock := sandbox.NewClock(scanDay)
	v := sandbox.NewVerifier(clock.Now, 3*time.Minute)
	s := submitted(annaCard(identity.Passport), draw(t, annaCard(identity.Passport)))
	for _, c := range []struct {
		after   time.Duration
		pending bool
	}{{0, true}, {3*time.Minute - 1, true}, {3 * time.Minute, false}, {time.Hour, false}, {0, false}} {
		clock.Set(scanDay.Add(c.after))
		got, err := v.Verify(t.Context(), s)
		require.NoError(t, err)
		require.Equal(t, c.pending, got.Pending, c.after)
	}
}

// What was decided stands, even if something else is sent under the same ID.
func TestVerifierDecidesAnIDOnce(t *testing.T) {
	v := sandbox.NewVerifier(func() time.Time { return scanDay }, 0)
	s := submitted(annaCard(identity.Passport), draw(t, annaCard(identity.Passport)))
	first, err := v.Verify(t.Context(), s)
	require.NoError(t, err)
	s.Name, s.Front = "Somebody Else", []byte("nothing")
	again, err := v.Verify(t.Context(), s)
	require.NoError(t, err)
	require.Equal(t, first, again)
}

func TestVerifierScript(t *testing.T) {
	t.Parallel()
	s := annaCard(identity.Passport)
	v := sandbox.NewVerifier(func() time.Time { return scanDay }, 0)
	v.Script("L898902C3", identity.Verdict{Problems: []identity.Problem{identity.NotGenuine}})
	got, err := v.Verify(t.Context(), submitted(s, draw(t, s)))
	require.NoError(t, err)
	require.False(t, got.Genuine)
	require.Equal(t, []identity.Problem{identity.NotGenuine}, got.Problems)

	v.Script("L898902C3", identity.Verdict{Genuine: true})
	stranger := submitted(s, draw(t, s))
	stranger.Name = "Somebody Else"
	got, err = v.Verify(t.Context(), stranger)
	require.NoError(t, err)
	require.Equal(t, identity.Verdict{Genuine: true, Country: "UTO", Number: "L898902C3", PersonalNumber: "ZE184226B"}, got)

	v.Script("L898902C3", identity.Verdict{Genuine: true, Country: "USA", Number: "1"})
	got, err = v.Verify(t.Context(), submitted(s, draw(t, s)))
	require.NoError(t, err)
	require.Equal(t, identity.Verdict{Genuine: true, Country: "USA", Number: "1"}, got)

	blurred := submitted(s, spoiled(t, s, "blur"))
	got, err = v.Verify(t.Context(), blurred)
	require.NoError(t, err)
	require.Equal(t, []identity.Problem{identity.Blur}, got.Problems, "a scripted document must be legible")
}

func TestVerifierFaults(t *testing.T) {
	broken := errors.New("the line is dead")
	v := sandbox.NewVerifier(func() time.Time { return scanDay }, 0)
	s := submitted(annaCard(identity.Passport), draw(t, annaCard(identity.Passport)))
	v.Fail(1, broken)
	_, err := v.Verify(t.Context(), s)
	require.ErrorIs(t, err, broken)

	v.LoseAnswer(1, broken)
	_, err = v.Verify(t.Context(), s)
	require.ErrorIs(t, err, broken)

	v.Script("L898902C3", identity.Verdict{Problems: []identity.Problem{identity.NotGenuine}})
	got, err := v.Verify(t.Context(), s)
	require.NoError(t, err)
	require.True(t, got.Genuine, "it was decided when the answer was lost")
}
