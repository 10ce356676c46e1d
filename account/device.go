package account

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Device is what the app knows of the phone that it runs on.
type Device struct {
	OS              string `json:"os"`         // "Android", "iOS", …; compared without case
	OSVersion       string `json:"os_version"` // such as "17.4.1"
	Model           string `json:"model"`
	Region          string `json:"region"` // ISO 3166 alpha-2, as the phone is set
	AutofocusCamera bool   `json:"autofocus_camera"`
	Touchscreen     bool   `json:"touchscreen"`
	WiFi            bool   `json:"wifi"`
	Mobile3G        bool   `json:"mobile_3g"`
	Mobile4G        bool   `json:"mobile_4g"`
	NFC             bool   `json:"nfc"`    // has the hardware
	NFCOn           bool   `json:"nfc_on"` // and it is switched on
	CameraDenied    bool   `json:"camera_denied"`
	ContactsDenied  bool   `json:"contacts_denied"`
}

// DevicePolicy is what a market says about phones.
type DevicePolicy struct {
	Regions []string // ISO 3166 alpha-2: the regions that a phone may be set to (APP-3)
	Systems []SystemPolicy
	Contact Contact // customer service, for whoever cannot go on alone
}

// SystemPolicy is what is to be known of one operating system: where its settings are, and
// whether it lends its NFC to others.
type SystemPolicy struct {
	OS               string
	RegionSettings   string // where the region is set
	CameraSettings   string // where the camera is permitted
	ContactsSettings string // where the address book is permitted
	NFCSettings      string // where NFC is switched on
	NFCReservedTo    string // who keeps the NFC to themselves; empty: nobody (APP-6)
	NFCOpenSince     string // the version from which it is reserved no more; empty: none yet
}

// StandardDevice is the policy of every market so far: Android and iOS phones set to one of the
// regions, and NFC on iOS reserved to Apple Pay.
func StandardDevice(regions []string, c Contact) DevicePolicy {
	return DevicePolicy{Regions: slices.Clone(regions), Contact: c, Systems: []SystemPolicy{
		{
			OS:               "Android",
			RegionSettings:   "Google Play → Settings → General → Account and device preferences → Country and profiles",
			CameraSettings:   "Settings → Apps → SEQR → Permissions → Camera",
			ContactsSettings: "Settings → Apps → SEQR → Permissions → Contacts",
			NFCSettings:      "Settings → Connected devices → NFC",
		},
		{
			OS:               "iOS",
			RegionSettings:   "Settings → General → Language & Region → Region",
			CameraSettings:   "Settings → SEQR → Camera",
			ContactsSettings: "Settings → SEQR → Contacts",
			NFCReservedTo:    "Apple Pay",
		},
	}}
}

func (p DevicePolicy) faults() (faults []string) {
	if len(p.Regions) == 0 {
		faults = append(faults, "Device.Regions unset")
	}
	if len(p.Systems) == 0 {
		faults = append(faults, "Device.Systems unset")
	}
	if p.Contact == (Contact{}) {
		faults = append(faults, "Device.Contact unset")
	}
	for i, s := range p.Systems {
		if s.OS == "" || s.RegionSettings == "" || s.CameraSettings == "" || s.ContactsSettings == "" {
			faults = append(faults, fmt.Sprintf("Device.Systems[%d] incomplete", i))
		}
		if s.NFCSettings == "" && (s.NFCReservedTo == "" || s.NFCOpenSince != "") {
			faults = append(faults, fmt.Sprintf("Device.Systems[%d].NFCSettings unset", i))
		}
	}
	return faults
}

// Capability is what a phone must have (APP-1).
type Capability string

// The capabilities.
const (
	AutofocusCamera Capability = "autofocus camera"
	Touchscreen     Capability = "touchscreen"
	DataNetwork     Capability = "data network" // Wi-Fi, 3G or 4G
	SupportedSystem Capability = "supported operating system"
)

// NFCState says whether a lane can be read by touching its tag. Reading its QR code always works (APP-5).
type NFCState string

// The states of NFC.
const (
	NFCReady       NFCState = "on"
	NFCOff         NFCState = "off"
	NFCUnavailable NFCState = "unavailable"
)

// DeviceReport is the answer of a device check: all that is wrong at once.
type DeviceReport struct {
	Compatible  bool         `json:"compatible"`  // nothing is missing
	Unsupported bool         `json:"unsupported"` // the operating system is none that the app runs on (APP-2)
	Missing     []Capability `json:"missing,omitempty"`
	Region      RegionReport `json:"region"`
	NFC         NFCReport    `json:"nfc"`
	Permissions []Permission `json:"permissions"`
	Contact     *Contact     `json:"contact,omitempty"` // customer service; nil when nothing stands in the way
}

// RegionReport says whether the phone's region is one of the market's (APP-3).
type RegionReport struct {
	OK       bool     `json:"ok"`
	Accepted []string `json:"accepted,omitempty"` // when it is not
	Setting  string   `json:"setting,omitempty"`  // where to change it
}

// NFCReport says what the phone's NFC is good for (APP-5, APP-6).
type NFCReport struct {
	State   NFCState `json:"state"`
	Setting string   `json:"setting,omitempty"` // where to switch it on
	Why     string   `json:"why,omitempty"`     // why it is unavailable, such as "reserved to Apple Pay"
}

// Permission is what the app asks its user for, and what for (APP-4).
type Permission struct {
	Name    string   `json:"name"`
	Purpose []string `json:"purpose"`
	Denied  bool     `json:"denied"`
	Setting string   `json:"setting,omitempty"` // where to permit it, when denied
}

// CheckDevice says whether the app can be used on a phone, and what to change if not (APP-1 to APP-6).
func CheckDevice(d Device, p DevicePolicy) DeviceReport {
	system, supported := p.system(d.OS)
	r := DeviceReport{
		Unsupported: !supported, Missing: missing(d, supported), Region: checkRegion(d, p, system),
		NFC: checkNFC(d, system, supported), Permissions: permissions(d, system),
	}
	r.Compatible = len(r.Missing) == 0
	if !r.Compatible || !r.Region.OK {
		r.Contact = &p.Contact
	}
	return r
}

func (p DevicePolicy) system(os string) (SystemPolicy, bool) {
	for _, s := range p.Systems {
		if strings.EqualFold(s.OS, strings.TrimSpace(os)) {
			return s, true
		}
	}
	return SystemPolicy{}, false
}

func missing(d Device, supported bool) (caps []Capability) {
	for _, c := range []struct {
		has  bool
		what Capability
	}{
		{d.AutofocusCamera, AutofocusCamera},
		{d.Touchscreen, Touchscreen},
		{d.WiFi || d.Mobile3G || d.Mobile4G, DataNetwork},
		{supported, SupportedSystem},
	} {
		if !c.has {
			caps = append(caps, c.what)
		}
	}
	return caps
}

func checkRegion(d Device, p DevicePolicy, s SystemPolicy) RegionReport {
	if slices.ContainsFunc(p.Regions, func(r string) bool { return strings.EqualFold(r, d.Region) }) {
		return RegionReport{OK: true}
	}
	return RegionReport{Accepted: slices.Clone(p.Regions), Setting: s.RegionSettings}
}

func checkNFC(d Device, s SystemPolicy, supported bool) NFCReport {
	switch {
	case !supported:
		return NFCReport{State: NFCUnavailable, Why: "unsupported operating system"}
	case s.NFCReservedTo != "" && (s.NFCOpenSince == "" || olderVersion(d.OSVersion, s.NFCOpenSince)):
		return NFCReport{State: NFCUnavailable, Why: "reserved to " + s.NFCReservedTo}
	case !d.NFC:
		return NFCReport{State: NFCUnavailable, Why: "not in this phone"}
	case !d.NFCOn:
		return NFCReport{State: NFCOff, Setting: s.NFCSettings}
	}
	return NFCReport{State: NFCReady}
}

func permissions(d Device, s SystemPolicy) []Permission {
	camera := Permission{Name: "camera", Purpose: []string{"scanning QR codes", "pictures of the identity document"}, Denied: d.CameraDenied}
	if camera.Denied {
		camera.Setting = s.CameraSettings
	}
	contacts := Permission{Name: "contacts", Purpose: []string{"sending money to a friend"}, Denied: d.ContactsDenied}
	if contacts.Denied {
		contacts.Setting = s.ContactsSettings
	}
	return []Permission{camera, contacts}
}

// olderVersion compares versions part by part as numbers: 9.3 is older than 13. What cannot be read counts as old.
func olderVersion(version, than string) bool {
	return slices.Compare(versionParts(version), versionParts(than)) < 0
}

func versionParts(version string) (parts []int) {
	for part := range strings.SplitSeq(version, ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			return parts
		}
		parts = append(parts, n)
	}
	return parts
}
