package webhook

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What the parser accepts is bounded, unambiguous, and not read in two ways.
func FuzzHeader(f *testing.F) {
	f.Add("msg_1", "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
	f.Add("", "", "")
	f.Add("a.b", "+1", "v1")
	f.Add("a", "00000000000", "v1, v1a, v2,")
	f.Add("a", "99999999999", "v9,x,y v1,AA==")
	f.Fuzz(func(t *testing.T, id, seconds, signatures string) {
		got, err := parse(http.Header{"Webhook-Id": {id}, "Webhook-Timestamp": {seconds}, "Webhook-Signature": {signatures}})
		if err != nil {
			require.Equal(t, ErrHeader, err)
			require.Equal(t, header{}, got)
			return
		}
		require.Equal(t, id, got.id)
		require.Equal(t, seconds, got.seconds)
		require.NotContains(t, id, ".")
		unix, err := strconv.ParseUint(seconds, 10, 40)
		require.NoError(t, err)
		require.Equal(t, int64(unix), got.at.Unix())
		require.LessOrEqual(t, len(got.signatures), 1+strings.Count(signatures, " "))
		for _, s := range got.signatures {
			require.Contains(t, []string{"v1", "v1a"}, s.version)
		}
	})
}
