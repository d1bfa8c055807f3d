package activesync

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// said0 is a number of a Log that is wanted to be 0: 0 itself stands for absent, so
// that tests need not name all that a value does not say.
const said0 = -2

// wanted is a Log of which all is absent that does not have a value.
func wanted(l Log) Log {
	for _, n := range []*int32{&l.EASStatus, &l.Version, &l.Heartbeat, &l.SyncState, &l.SyncCommit, &l.Throttle, &l.PolicyAck} {
		switch *n {
		case 0:
			*n = -1
		case said0:
			*n = 0
		}
	}
	return l
}

func testLog(t *testing.T, value string, want Log) {
	t.Helper()
	var got Log
	got.read([]byte(value))
	if diff := cmp.Diff(wanted(want), got); diff != "" {
		t.Errorf("Log=%s (-want +got)\n%s", value, diff)
	}
}

// items are counts by the names of their kinds.
type items map[string]int32

func (m items) counts() (all [ItemKinds]int32) {
	for k := range ItemKinds {
		all[k] = m[ItemKind(k).String()]
	}
	return all
}

func TestLogOf2003(t *testing.T) {
	f := func(value string, want Log, moved items) {
		t.Helper()
		want.Items = moved.counts()
		testLog(t, value, want)
	}
	f("V3TEmSSC:1A0C2D0FS:4A0C0D1SP:1C5I10S20R", Log{Version: 21}, items{"mail_from_client": 3, "mail_to_client": 4})
	f("V2TCoSSC:0A0C0D0FS:1A0C0D0SP:1C2I105992S109982R", Log{Version: 20}, items{"contacts_to_client": 1}) // of the post
	f("V3TCoSFC:0A0C0D0FS:9A0C0D0SP:1C2I1S1R", Log{Version: 21, Full: true}, items{"contacts_to_client": 9})
	f("V1TCaSRC:1A2C4D8FS:16A32C64D0SP:1C2I1S1R", Log{Version: 10, Recovery: true}, items{"calendar_from_client": 7, "calendar_to_client": 112})
	f("V2TNASNC:0A0C0D0FS:0A0C0D0SP:2C3I4S5R0S0L900H0P", Log{Version: 20, Heartbeat: 900}, nil)
	f("V2TNASNC:0A0C0D0FS:0A0C0D0SP:2C3I4S5R0S0L0H0P", Log{Version: 20, Heartbeat: said0}, nil)
	f("V4TEmSFC:0A0C0D0FS:0A0C0D0SP:1C1I1S1R0S0L60H0P", Log{Version: 25, Full: true, Heartbeat: 60}, nil)
	f("V4TNASSC:1A0C0D0FS:0A0C0D0SP", Log{Version: 25}, items{"other_from_client": 1})
	f("V4TEmSSC:1A0C0D0FS:2A0C0D0S", Log{Version: 25}, items{"mail_from_client": 1, "mail_to_client": 2})
	f("V4TEmSSC:1A0C0D0FS:2A0C", Log{Version: 25}, items{"mail_from_client": 1, "mail_to_client": 2})
	f("V4TEmSSC:S:2A", Log{Version: 25}, items{"mail_to_client": 2})
	f("V9TEmSSC:99999999999A1048577C1048576DS:x", Log{}, items{"mail_from_client": 1 << 20})
	f("VNATEmSSC:0A", Log{}, nil)
	f("VNATCaSSC:5A", Log{}, items{"calendar_from_client": 5})
	f("V3TEmSSC:99999999999H", Log{Version: 21}, nil)
	f("V3TEmSSC:86401H", Log{Version: 21}, nil)
	f("V3TEmSSC:H", Log{Version: 21}, nil)

	f("VNATNASNC", Log{Disabled: true}, nil)
	f("VNATNASNC:0A0C0D0FS:0A0C0D0SP:0C0I0S0R", Log{Disabled: true}, nil)
	f("VNATNASNC:0A0C0D0FS:0A0C0D0SP:0C0I0S0R0S0L30H0P", Log{Disabled: true, Heartbeat: 30}, nil)
	f("VNATNASNCX:0A", Log{}, nil)
	f("V1TNASNC:0A", Log{Version: 10}, nil)

	// None of these is a packed word.
	f("VNATNAS", Log{}, nil)
	f("V3TXxSFC:0A", Log{}, nil)
	f("V3XEmSFC:0A", Log{}, nil)
	f("V3TEmXFC:0A", Log{}, nil)
	f("VXTEmSFC:0A", Log{}, nil)
	f("V", Log{}, nil)
	f("", Log{}, nil)
}

func TestLogOf2007To2013(t *testing.T) {
	f := func(value string, want Log) {
		t.Helper()
		testLog(t, value, want)
	}
	f("V120_Fc1_Fid:5_Ty:Em_Filt3_St:S_Sk:77_S1_", Log{Version: 120, EASStatus: 1})
	f("V141_LdapC1_RpcC28_RpcL31_Hb480_S3_Error:PingCollisionDetected_Mbx:MB1_Throttle0_", Log{
		Version: 141, EASStatus: 3, Heartbeat: 480, Error: []byte("PingCollisionDetected"), Mailbox: []byte("MB1"), Throttle: said0,
	})
	f("V121_Fc2_Fid:1_Ty:Em_St:F_Fid:2_Ty:Ca_St:R_Fid:3_St:I_", Log{Version: 121, Full: true, Recovery: true, Invalid: true})
	f("PrxFrom:10.1.2.3_V141_HH:mail.contoso.com_S142_Error:DeviceNotProvisioned%3bPolicyRefresh_As:BlockedP_", Log{
		Version: 141, EASStatus: 142, Error: []byte("DeviceNotProvisioned%3bPolicyRefresh"), AccessState: []byte("BlockedP"), Proxied: true,
	})
	f("PrxTo:cas02_V121_", Log{Version: 121, HandedOn: true})
	f("PrxFrom:cas01_PrxTo:cas03_PrxUser:jo_V121_", Log{Version: 121, Proxied: true, HandedOn: true})
	f("V141_Hb60_Pa1_Pk3404174113_Throttle4500_Oof:Set_Ssp2_Sspb9_Unc3_Uncb9_Att4_Attb5000000000_", Log{
		Version: 141, Heartbeat: 60, PolicyAck: 1, Throttle: 4500, OOFSet: true,
		SharePointReads: 2, UNCReads: 3, Attachments: 4, AttachmentBytes: 5_000_000_000,
	})
	f("V0_Oof:Get_Oof:Set_", Log{OOFGet: true, OOFSet: true})
	f("S1", Log{EASStatus: 1}) // the last '_' lost
	f("Error:_As:_PrxFrom:_Mbx:_", Log{Error: []byte{}, AccessState: []byte{}, Proxied: true, Mailbox: []byte{}})
}

func TestLogOf2016(t *testing.T) {
	f := func(value string, want Log) {
		t.Helper()
		testLog(t, value, want)
	}
	f("SC1:1_PrxFrom:10.1.2.3_Ver1:161_Hb:600_Rto:2_Fet:600000_Throttle:0_SBkOffD:L%2f-470_", Log{
		EASStatus: 1, Version: 161, Heartbeat: 600, Proxied: true, Throttle: said0,
	})
	f("Error:PolicyRefresh_SC1:143_PrxFrom:a_V160_Ver1:160_As:AllowedG_", Log{
		EASStatus: 143, Version: 160, Error: []byte("PolicyRefresh"), AccessState: []byte("AllowedG"), Proxied: true,
	})
	f("FldrC1:1_Filter1:5_St:F_S:113_", Log{EASStatus: 113, Full: true})
	f("Pa:2_Throttle:70000_Ssp:2_Sspb:9_Unc:3_Uncb:9_Att:4_Attb:5_Mbx:mbx01.contoso.com_Ver1:140_", Log{
		PolicyAck: 2, Throttle: 70000, SharePointReads: 2, UNCReads: 3, Attachments: 4, AttachmentBytes: 5,
		Mailbox: []byte("mbx01.contoso.com"), Version: 140,
	})
	f("TmRcv:06:53:38.4480003_S:3_", Log{EASStatus: 3})
}

func TestLogVersion(t *testing.T) {
	for value, want := range map[string]int32{
		"V25_": 25, "V161_": 161, "V:161_": 161, "Ver1:161_": 161, "V141_Ver1:161_": 141, "V0_Ver1:161_": 161, "Ver1:999_": 999,
		"V0_": -1, "Ver1:0_": -1, "Ver1161_": -1, "Ver:161_": -1, "Ver2:161_": -1, "V1000_": -1, "V-5_": -1, "V_": -1, "Ver1:_": -1,
		"VCh5_": -1, "VCe5_": -1, "VCRL5_": -1, "v141_": -1, "V14x_": -1,
	} {
		var l Log
		if l.read([]byte(value)); l.Version != want {
			t.Errorf("Log=%s: version %d, want %d", value, l.Version, want)
		}
	}
}

func TestLogTakesTheLargestOfAllFolders(t *testing.T) {
	testLog(t, "Fid:1_Ty:Em_Sst12_Sslc99_SsCmt3_Fid:2_Ty:Ca_Sst2100_SsCmt1_Fid:3_Sst7_", Log{SyncState: 2100, SyncCommit: 3})
	testLog(t, "Fid:1_Sst:12_SsCmt:3_Fid:2_Sst:2100_SsCmt:1_", Log{SyncState: 2100, SyncCommit: 3})
	testLog(t, "Sst0_SsCmt0_", Log{SyncState: said0, SyncCommit: said0})
	testLog(t, "Sst16777216_Sst16777217_Sst99999999999_SsCmt-1_", Log{SyncState: 1 << 24})
}

// TestLogItems has values in the forms of each version (domain: Ty, then Cli and Srv of
// the same folder). Counted are adds, changes and deletes.
func TestLogItems(t *testing.T) {
	f := func(value string, want items) {
		t.Helper()
		testLog(t, value, Log{Items: want.counts()})
	}
	f("Fid:5_Ty:Em_Cli:1a2c4d8f16e32s64fs_Srv:100a200c400d1s2e3r4A5sd_", items{"mail_from_client": 7, "mail_to_client": 700})
	f("Fid:1_Ty:Ca_Srv:1a0c0d_Fid:2_Ty:Co_Srv:2a0c0d_Fid:3_Ty:Ta_Cli:3a0c0d_Fid:4_Ty:Nt_Srv:0a4c0d_Fid:5_Ty:Ri_Srv:5a0c0d_", items{
		"calendar_to_client": 1, "contacts_to_client": 2, "tasks_from_client": 3, "notes_to_client": 4, "other_to_client": 5,
	})
	f("Fid:1_Ty:Em_Srv:1a_Fid:2_Ty:Em_Srv:2a_", items{"mail_to_client": 3})
	f("NMS1_Ssnf:T_Srv:6a0c0d0s0e0r0A0sd_SrchP:Doc_", items{"other_to_client": 6})
	f("Fid:1_Srv:1a_Ty:Em_", items{"other_to_client": 1})

	// Of 2007, in capitals, and under the documented name.
	f("Fid:1_Ty:Em_Cli:1A2C4D8F16E_Svr:2A1C0D0F0E_", items{"mail_from_client": 7, "mail_to_client": 3})
	f("Ty:Em_Srv:0a0c0d0s0e0r7A0sd_", nil) // associated adds

	// Damaged and hostile.
	f("Ty:Em_Srv:_Srv:a_Srv:5_Srv:-1a_Srv:a5_Srv:+1a_Cli:x1a_", nil)
	f("Ty:Em_Srv:1a2c3", items{"mail_to_client": 3})
	f("Ty:Em_Srv:1a%2c9d_", items{"mail_to_client": 1})
	f("Ty:Em_Srv:1aaa5c_Srv:3a_", items{"mail_to_client": 4})
	f("Ty:Em_Srv:1048576a_Srv:1048576a1048576c1048576d_", items{"mail_to_client": 1 << 20})
	f("Ty:Em_Srv:1048577a1c_Cli:4294967297a_Cli:18446744073709551617a_", items{"mail_to_client": 1})
	f("Ty_Ty:_Srv:1a_", items{"other_to_client": 1})
	f("Tyx:Em_Typ:Em_Srv:1a_Srvx:1a_Cli1a_Clix:1a_ClsName:1a_", items{"other_to_client": 1})
	f(strings.Repeat("Ty:Em_Srv:1048576c_", 5000), items{"mail_to_client": 1 << 20})
}

func TestItemKindString(t *testing.T) {
	want := []string{
		"mail_to_client", "mail_from_client", "calendar_to_client", "calendar_from_client", "contacts_to_client", "contacts_from_client",
		"tasks_to_client", "tasks_from_client", "notes_to_client", "notes_from_client", "other_to_client", "other_from_client",
	}
	for k := range ItemKinds {
		if got := ItemKind(k).String(); got != want[k] {
			t.Errorf("kind %d is %q, want %q", k, got, want[k])
		}
	}
	if len(want) != ItemKinds || ItemKind(99).String() != "other_to_client" {
		t.Errorf("%d kinds, number 99 is %q", ItemKinds, ItemKind(99))
	}
}

func TestLogOfNonsenseNumbers(t *testing.T) {
	for _, value := range []string{
		"Throttle-1_", "Throttle604800001_", "Throttle_", "Throttled5_", "Thr5_", "Pa0_", "Pa4_", "Pa:-1_", "Pa_", "PaX1_", "Pas1_",
		"Att-1_", "Att1048577_", "Attb-1_", "Attb1099511627777_", "Attb_", "Ssp-1_", "Ssp1048577_", "Unc99999999999_", "Uncle_",
		"Oof:get_", "Oof_", "OofGet_", "Oof:GetSet_", "Mbx5_", "Mb:x_", "mbx:x_", "PrxTo_", "PrxTox:y_", "PrxUser:x_",
	} {
		testLog(t, value, Log{})
	}
	testLog(t, "Throttle604800000_Att1048576_Attb1099511627776_", Log{Throttle: 604800000, Attachments: 1 << 20, AttachmentBytes: 1 << 40})
	testLog(t, "Att1_Att2_Attb3_Attb4_Ssp5_Ssp6_Throttle7_Throttle8_Mbx:a_Mbx:b_Pa1_Pa2_", Log{ // the first
		Attachments: 1, AttachmentBytes: 3, SharePointReads: 5, Throttle: 7, Mailbox: []byte("a"), PolicyAck: 1,
	})
}

func TestLogStatusIsExactlyS(t *testing.T) {
	for _, element := range []string{
		"Sk5", "Sk:5", "Sks5", "Sst5", "Sslc5", "SsCmt5", "Srv:6a0c0d", "Svr:1A", "Ssnf:T", "SBkOffD:L%2f-470",
		"Ssp5", "Sspb5", "SmtpAdrs:a", "SNSSN:1", "Ssu:5", "SrchP:Gal", "SkipSend1", "Spr5", "SC1", "SC11", "SC2:5", "SC1:", "SC",
		"S", "S:", "S5x", "Sx5", "S::5", "S 5", "S5.0", "s5", "TS5", "S99999999999", "S:99999999999", "S-5", "S:-5", "SC1:-5", "St:5", "St5",
	} {
		testStatus(t, element+"_", -1)
		testStatus(t, "V141_"+element+"_S129_"+element+"_", 129)
	}
	testLog(t, "S1_SC1:142_", Log{EASStatus: 1})
	testLog(t, "SC1:142_S1_", Log{EASStatus: 142})
	testLog(t, "S0_", Log{EASStatus: said0})
}

func testStatus(t *testing.T, value string, want int32) {
	t.Helper()
	var l Log
	if l.read([]byte(value)); l.EASStatus != want {
		t.Errorf("Log=%s: status %d, want %d", value, l.EASStatus, want)
	}
}

func TestLogHeartbeat(t *testing.T) {
	for value, want := range map[string]int32{
		"Hb1680_": 1680, "Hb:600_": 600, "Hb60_Hb:120_": 60, "Hb0_": said0, "Hb0_Hb:120_": said0, "Hb86400_": 86400,
		"Hb-5_": 0, "Hb:-5_": 0, "Hb_": 0, "Hb:_": 0, "Hb99999999999_": 0, "Hb86401_": 0, "HbX_": 0,
		"HH:600_": 0, "Hang5_": 0, "hb5_": 0,
	} {
		testLog(t, value, Log{Heartbeat: want})
	}
}

func TestLogPassesOverTheUnknown(t *testing.T) {
	for _, value := range []string{
		"_", "____", "E_H_A_P_S_V_C_T_U_O_M_F_", "Ss_", "Errors:x_", "Error_", "E3_", "As_", "Asx:y_", "Att_", "Pk5_", "Prx:_",
		"St:_", "St:S_", "St:FF_", "St:f_", "Sta:F_", "\x00\xff_", "%5F_", "ActivityContextData:I32%3aADS.C%5bdc%5d%3d1_",
	} {
		testLog(t, value, Log{})
	}
}

// FuzzLog puts a status, a heartbeat and an error among unknown elements.
func FuzzLog(f *testing.F) {
	f.Add([]byte("V141_LdapC1"), uint16(142), uint16(600), uint64(1))
	f.Add([]byte("SC1:3_St:F_Error:A%3bB_VNATNASNC:0H"), uint16(1), uint16(0), uint64(2))
	f.Add([]byte("V3TEmSFC:0A0C0D0FS:0A0C0D0SP:1C1I1S1R0S0L60H0P"), uint16(0), uint16(1), uint64(3))
	f.Add([]byte("Fid:1_Ty:Em_Sst12_Cli:1a2c_Srv:9999999999999a5d_Attb99999999999999_Pa9_Oof:Set_Mbx:_Throttle-1"), uint16(3), uint16(60), uint64(4))
	f.Fuzz(func(t *testing.T, text []byte, status, heartbeat uint16, seed uint64) {
		var l Log
		l.read(text)
		checkLog(t, &l, text)
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
		want := Log{
			EASStatus: int32(status), Heartbeat: int32(heartbeat), Error: []byte("Some%5FError"), Recovery: true,
			SyncCommit: 1, Throttle: said0, PolicyAck: 1, Version: 141, Items: items{"other_to_client": 1}.counts(),
		}
		if status == 0 {
			want.EASStatus = said0
		}
		if heartbeat == 0 {
			want.Heartbeat = said0
		}
		testLog(t, made, want)
	})
}

// checkLog checks what holds of the meaning of any value.
func checkLog(t *testing.T, l *Log, value []byte) {
	t.Helper()
	if !within(l.Error, value) || !within(l.AccessState, value) || !within(l.Mailbox, value) {
		t.Errorf("Log=%s: texts %q, %q and %q are no parts of it", value, l.Error, l.AccessState, l.Mailbox)
	}
	between := func(name string, n, least, most int64) {
		if n < least || n > most {
			t.Errorf("Log=%s: %s is %d", value, name, n)
		}
	}
	between("status", int64(l.EASStatus), -1, 1<<31-1)
	between("version", int64(l.Version), -1, 999)
	between("heartbeat", int64(l.Heartbeat), -1, 86400)
	between("sync state", int64(l.SyncState), -1, 1<<24)
	between("sync commit", int64(l.SyncCommit), -1, 1<<24)
	between("throttle", int64(l.Throttle), -1, 604800000)
	between("policy", int64(l.PolicyAck), -1, 3)
	between("attachments", int64(l.Attachments), 0, 1<<20)
	between("attachment bytes", l.AttachmentBytes, 0, 1<<40)
	between("SharePoint", int64(l.SharePointReads), 0, 1<<20)
	between("UNC", int64(l.UNCReads), 0, 1<<20)
	for k, n := range l.Items {
		between(ItemKind(k).String(), int64(n), 0, 1<<20)
	}
}
