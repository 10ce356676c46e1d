package account_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
)

// phoneThatWorks has all that the app needs.
func phoneThatWorks() account.Device {
	return account.Device{OS: "Android", OSVersion: "14", Region: "US", AutofocusCamera: true, Touchscreen: true, WiFi: true, NFC: true, NFCOn: true}
}

func check(change func(*account.Device)) account.DeviceReport {
	d := phoneThatWorks()
	change(&d)
	return account.CheckDevice(d, policy().Device)
}

func TestDeviceCapabilities(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(*account.Device)
		missing []account.Capability
	}{
		"all there": {func(*account.Device) {}, nil},
		"3G only":   {func(d *account.Device) { d.WiFi, d.Mobile3G = false, true }, nil},
		"4G only":   {func(d *account.Device) { d.WiFi, d.Mobile4G = false, true }, nil},
		"fixed focus and no network": {
			func(d *account.Device) { d.AutofocusCamera, d.WiFi = false, false },
			[]account.Capability{account.AutofocusCamera, account.DataNetwork},
		}, // the example of APP-1
		"no touchscreen": {func(d *account.Device) { d.Touchscreen = false }, []account.Capability{account.Touchscreen}},
		"BlackBerry":     {func(d *account.Device) { d.OS = "BlackBerry OS" }, []account.Capability{account.SupportedSystem}},
		"nothing": {
			func(d *account.Device) { *d = account.Device{} },
			[]account.Capability{account.AutofocusCamera, account.Touchscreen, account.DataNetwork, account.SupportedSystem},
		},
	} {
		r := check(c.change)
		require.Equal(t, c.missing, r.Missing, name)
		require.Equal(t, len(c.missing) == 0, r.Compatible, name)
		if r.Compatible {
			require.Nil(t, r.Contact, name)
			continue
		}
		require.Equal(t, policy().Contact, *r.Contact, "%s: CS-1", name)
	}
}

func TestUnsupportedSystems(t *testing.T) { // APP-2
	for os, supported := range map[string]bool{
		"Android": true, "iOS": true, "ios": true, " ANDROID ": true,
		"BlackBerry": false, "Windows Phone": false, "": false, "Androids": false,
	} {
		r := check(func(d *account.Device) { d.OS = os })
		require.Equal(t, !supported, r.Unsupported, os)
		require.Equal(t, supported, r.Compatible, os)
	}
}

func TestRegion(t *testing.T) {
	require.Equal(t, account.RegionReport{OK: true}, check(func(*account.Device) {}).Region)
	require.True(t, check(func(d *account.Device) { d.Region = "us" }).Region.OK)
	for _, region := range []string{"SE", "", "USA"} {
		r := check(func(d *account.Device) { d.Region, d.OS = region, "iOS" })
		require.Equal(t, account.RegionReport{Accepted: []string{"US"}, Setting: "Settings → General → Language & Region → Region"}, r.Region, region)
		require.True(t, r.Compatible, "reported beside the capabilities (APP-3)")
		require.NotNil(t, r.Contact)
	}
	p := policy().Device
	p.Regions = append(p.Regions, "CA")
	d := phoneThatWorks()
	d.Region = "CA"
	require.True(t, account.CheckDevice(d, p).Region.OK)
}

func TestNFC(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*account.Device)
		want   account.NFCReport
	}{
		"on":           {func(*account.Device) {}, account.NFCReport{State: account.NFCReady}},
		"off":          {func(d *account.Device) { d.NFCOn = false }, account.NFCReport{State: account.NFCOff, Setting: "Settings → Connected devices → NFC"}},
		"none":         {func(d *account.Device) { d.NFC = false }, account.NFCReport{State: account.NFCUnavailable, Why: "not in this phone"}},
		"iPhone 6":     {func(d *account.Device) { d.OS, d.Model = "iOS", "iPhone 6 Plus" }, account.NFCReport{State: account.NFCUnavailable, Why: "reserved to Apple Pay"}}, // APP-6
		"other system": {func(d *account.Device) { d.OS = "Symbian" }, account.NFCReport{State: account.NFCUnavailable, Why: "unsupported operating system"}},
	} {
		r := check(c.change)
		require.Equal(t, c.want, r.NFC, name)
		require.Equal(t, name != "other system", r.Compatible, "%s: paying by QR code needs no NFC (APP-5)", name)
	}
}

func TestNFCMayBeOpenSinceAVersion(t *testing.T) { // APP-6
	p := policy().Device
	p.Systems[1].NFCOpenSince, p.Systems[1].NFCSettings = "17.4", "Settings → Contactless"
	for version, open := range map[string]bool{
		"17.4": true, "17.4.1": true, "17.10": true, "18": true, "17.3.9": false, "17": false, "9.3": false, "": false, "beta": false,
	} {
		d := phoneThatWorks()
		d.OS, d.OSVersion = "iOS", version
		require.Equal(t, open, account.CheckDevice(d, p).NFC.State == account.NFCReady, version)
	}
}

func TestPermissions(t *testing.T) { // APP-4
	r := check(func(d *account.Device) { d.OS, d.CameraDenied = "iOS", true })
	require.Equal(t, []account.Permission{
		{Name: "camera", Purpose: []string{"scanning QR codes", "pictures of the identity document"}, Denied: true, Setting: "Settings → SEQR → Camera"},
		{Name: "contacts", Purpose: []string{"sending money to a friend"}},
	}, r.Permissions)
	r = check(func(d *account.Device) { d.OS, d.ContactsDenied = "iOS", true })
	require.Equal(t, "Settings → SEQR → Contacts", r.Permissions[1].Setting)
	require.Empty(t, r.Permissions[0].Setting)
}
