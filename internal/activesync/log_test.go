package activesync

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func testLog(t *testing.T, value string, want Log) {
	t.Helper()
	var got Log
	got.read([]byte(value))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Log=%s (-want +got)\n%s", value, diff)
	}
}

func TestLogOf2003(t *testing.T) {
	f := func(value string, want Log) {
		t.Helper()
		want.EASStatus = -1
		testLog(t, value, want)
	}
	f("V3TEmSSC:1A0C2D0FS:4A0C0D1SP:1C5I10S20R", Log{})
	f("V3TCoSFC:0A0C0D0FS:9A0C0D0SP:1C2I1S1R", Log{Full: true})
	f("V1TCaSRC:0A0C0D0FS:0A0C0D0SP:1C2I1S1R", Log{Recovery: true})
	f("V2TNASNC:0A0C0D0FS:0A0C0D0SP:2C3I4S5R0S0L900H0P", Log{Heartbeat: 900})
	f("V4TEmSFC:0A0C0D0FS:0A0C0D0SP:1C1I1S1R0S0L60H0P", Log{Full: true, Heartbeat: 60})
	f("VNATEmSSC:0A", Log{})
	f("V3TEmSSC:99999999999H", Log{})
	f("V3TEmSSC:H", Log{})

	f("VNATNASNC", Log{Disabled: true})
	f("VNATNASNC:0A0C0D0FS:0A0C0D0SP:0C0I0S0R", Log{Disabled: true})
	f("VNATNASNC:0A0C0D0FS:0A0C0D0SP:0C0I0S0R0S0L30H0P", Log{Disabled: true, Heartbeat: 30})
	f("VNATNASNCX:0A", Log{})
	f("V1TNASNC:0A", Log{})

	// None of these is a packed word.
	f("VNATNAS", Log{})
	f("V3TXxSFC:0A", Log{})
	f("V3XEmSFC:0A", Log{})
	f("V3TEmXFC:0A", Log{})
	f("VXTEmSFC:0A", Log{})
	f("V", Log{})
	f("", Log{})
}

func TestLogOf2007To2013(t *testing.T) {
	f := func(value string, want Log) {
		t.Helper()
		testLog(t, value, want)
	}
	f("V120_Fc1_Fid:5_Ty:Em_Filt3_St:S_Sk:77_S1_", Log{EASStatus: 1})
	f("V141_LdapC1_RpcC28_RpcL31_Hb480_S3_Error:PingCollisionDetected_Mbx:MB1_Throttle0_", Log{
		EASStatus: 3, Heartbeat: 480, Error: []byte("PingCollisionDetected"),
	})
	f("V121_Fc2_Fid:1_Ty:Em_St:F_Fid:2_Ty:Ca_St:R_Fid:3_St:I_", Log{EASStatus: -1, Full: true, Recovery: true, Invalid: true})
	f("PrxFrom:10.1.2.3_V141_HH:mail.contoso.com_S142_Error:DeviceNotProvisioned%3bPolicyRefresh_As:BlockedP_", Log{
		EASStatus: 142, Error: []byte("DeviceNotProvisioned%3bPolicyRefresh"), AccessState: []byte("BlockedP"), Proxied: true,
	})
	f("PrxTo:cas02_V121_", Log{EASStatus: -1})
	f("S1", Log{EASStatus: 1}) // the last '_' lost
	f("Error:_As:_PrxFrom:_", Log{EASStatus: -1, Error: []byte{}, AccessState: []byte{}, Proxied: true})
}

func TestLogOf2016(t *testing.T) {
	f := func(value string, want Log) {
		t.Helper()
		testLog(t, value, want)
	}
	f("SC1:1_PrxFrom:10.1.2.3_Ver1:161_Hb:600_Rto:2_Fet:600000_Throttle:0_SBkOffD:L%2f-470_", Log{
		EASStatus: 1, Heartbeat: 600, Proxied: true,
	})
	f("Error:PolicyRefresh_SC1:143_PrxFrom:a_V160_Ver1:160_As:AllowedG_", Log{
		EASStatus: 143, Error: []byte("PolicyRefresh"), AccessState: []byte("AllowedG"), Proxied: true,
	})
	f("FldrC1:1_Filter1:5_St:F_S:113_", Log{EASStatus: 113, Full: true})
	f("TmRcv:06:53:38.4480003_S:3_", Log{EASStatus: 3})
}

func TestLogStatusIsExactlyS(t *testing.T) {
	for _, element := range []string{
		"Sk5", "Sk:5", "Sks5", "Sst5", "Sslc5", "SsCmt5", "Srv:6a0c0d", "Svr:1A", "Ssnf:T", "SBkOffD:L%2f-470",
		"Ssp5", "Sspb5", "SmtpAdrs:a", "SNSSN:1", "Ssu:5", "SrchP:Gal", "SkipSend1", "Spr5", "SC1", "SC11", "SC2:5", "SC1:", "SC",
		"S", "S:", "S5x", "Sx5", "S::5", "S 5", "S5.0", "s5", "TS5", "S99999999999", "S:99999999999", "S-5", "S:-5", "SC1:-5", "St:5", "St5",
	} {
		testLog(t, element+"_", Log{EASStatus: -1})
		testLog(t, "V141_"+element+"_S129_"+element+"_", Log{EASStatus: 129})
	}
	testLog(t, "S1_SC1:142_", Log{EASStatus: 1})
	testLog(t, "SC1:142_S1_", Log{EASStatus: 142})
	testLog(t, "S0_", Log{EASStatus: 0})
}

func TestLogHeartbeat(t *testing.T) {
	for value, want := range map[string]int32{
		"Hb1680_": 1680, "Hb:600_": 600, "Hb60_Hb:120_": 60, "Hb0_": 0,
		"Hb-5_": 0, "Hb:-5_": 0, "Hb_": 0, "Hb:_": 0, "Hb99999999999_": 0, "HbX_": 0,
		"HH:600_": 0, "Hang5_": 0, "hb5_": 0,
	} {
		testLog(t, value, Log{EASStatus: -1, Heartbeat: want})
	}
}

func TestLogPassesOverTheUnknown(t *testing.T) {
	for _, value := range []string{
		"_", "____", "E_H_A_P_S_", "Errors:x_", "Error_", "E3_", "As_", "Asx:y_", "Att5_", "Pa1_", "Pk5_", "Prx:_",
		"St:_", "St:S_", "St:FF_", "St:f_", "Sta:F_", "\x00\xff_", "%5F_", "ActivityContextData:I32%3aADS.C%5bdc%5d%3d1_",
	} {
		testLog(t, value, Log{EASStatus: -1})
	}
}

// FuzzLog puts a status, a heartbeat and an error among unknown elements.
func FuzzLog(f *testing.F) {
	f.Add([]byte("V141_LdapC1"), uint16(142), uint16(600), uint64(1))
	f.Add([]byte("SC1:3_St:F_Error:A%3bB_VNATNASNC:0H"), uint16(1), uint16(0), uint64(2))
	f.Add([]byte("V3TEmSFC:0A0C0D0FS:0A0C0D0SP:1C1I1S1R0S0L60H0P"), uint16(0), uint16(1), uint64(3))
	f.Fuzz(func(t *testing.T, text []byte, status, heartbeat uint16, seed uint64) {
		var l Log
		l.read(text)
		if !within(l.Error, text) || !within(l.AccessState, text) {
			t.Errorf("Log=%s: texts %q and %q are no parts of it", text, l.Error, l.AccessState)
		}
		if l.EASStatus < -1 || l.Heartbeat < 0 {
			t.Errorf("Log=%s: status %d, heartbeat %d", text, l.EASStatus, l.Heartbeat)
		}
		if names := l.ErrorNames(); len(names) > maxErrorNames*(maxErrorName+1) {
			t.Errorf("Log=%s: errors %q", text, names)
		}

		random := rand.New(rand.NewPCG(seed, 0))
		elements := []string{"Sk:5", "SsCmt1", "Srv:1a0c", "Throttle0", "HH:x", "Pa1", "SBkOffD:L%2f-1", "V141"}
		for noise := range strings.SplitSeq(string(text), "_") {
			elements = append(elements, "Q"+noise)
		}
		elements = append(elements,
			fmt.Sprintf([]string{"S%d", "S:%d", "SC1:%d"}[random.IntN(3)], status),
			fmt.Sprintf([]string{"Hb%d", "Hb:%d"}[random.IntN(2)], heartbeat),
			"Error:Some%5FError", "St:R")
		random.Shuffle(len(elements), func(i, j int) { elements[i], elements[j] = elements[j], elements[i] })
		made := strings.Join(elements, "_") + "_"
		testLog(t, made, Log{
			EASStatus: int32(status), Heartbeat: int32(heartbeat), Error: []byte("Some%5FError"), Recovery: true,
		})
	})
}
