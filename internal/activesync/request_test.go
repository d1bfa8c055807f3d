package activesync

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// Rows as each generation of Exchange writes them, with names of our own.

func row2003() fields {
	return fields{
		unixMilli: 1110272408000, status: 200,
		method: []byte("POST"), stem: []byte("/Microsoft-Server-ActiveSync"),
		query:     []byte("User=jo&DeviceId=00112233445566778899AABBCCDDEEFF&DeviceType=PocketPC&Cmd=Sync&&Log=V4TEmSFC:0A0C0D0FS:3A0C0D0SP:1C2I300S400R0S0L0H0P"),
		clientIP:  []byte("203.0.113.7"),
		userAgent: []byte("Microsoft-AirSync/3.0"),
		bytesSent: []byte("1122"), bytesReceived: []byte("438"), elapsed: []byte("657"),
	}
}

func row2010() fields {
	return fields{
		unixMilli: 1323648000000, status: 200,
		method: []byte("POST"), stem: []byte("/Microsoft-Server-ActiveSync/default.eas"),
		query: []byte("Cmd=Ping&User=contoso%5Cjo&DeviceId=ApplDNABC0123456&DeviceType=iPhone&Log=V141_LdapC1_LdapL16_RpcC28_RpcL31_" +
			"Hb1680_S3_Error:PingCollisionDetected_Mbx:MBX01.contoso.com_Throttle0_Budget:(A)Conn%3a1%2cHangingConn%3a0%2c" +
			"AD%3a%24null%2f%24null%2f0%25%2cCAS%3a%24null%2f%24null%2f7%25%2cFC%3a1000%2f0%2cPolicy%3aDefaultThrottlingPolicy%5Fa%2cNorm_"),
		port: []byte("443"), username: []byte(`contoso\jo`), serverIP: []byte("192.0.2.20"), clientIP: []byte("198.51.100.27"),
		userAgent: []byte("Apple-iPhone3C1/901.334"), substatus: []byte("0"), win32: []byte("0"), elapsed: []byte("218"),
	}
}

func row2010Sync() fields {
	f := row2010()
	f.query = []byte("Cmd=Sync&User=contoso%5Cjo&DeviceId=ApplDNABC0123456&DeviceType=iPhone&Log=V141_Fc2_Fid:5_Ty:Em_Filt3_St:S_Sk:771_Sst12_SsCmt3_" +
		"Srv:4a1c2d0s0e0r0A0sd_Fid:1_Ty:Ca_Filt4_St:S_Sk:1503_Cli:1a2c0d0f0e_LdapC1_LdapL16_RpcC28_RpcL31_Ers1_Cpo17187_Fet17189_S1_" +
		"Pk3404174113_As:AllowedG_Mbx:MBX01.contoso.com_Throttle0_")
	f.bytesSent, f.bytesReceived = []byte("1122"), []byte("438")
	return f
}

func row2016BackSync() fields {
	f := row2016Back()
	f.query = []byte("User=jo@contoso.com&DeviceId=APPL1&DeviceType=iPhone&Cmd=Sync&Log=PrxFrom:10.20.52.208_Ver1:161_HH:mail.contoso.com_" +
		"SmtpAdrs:jo%40contoso.com_FldrC1:1_Fid:25_Ty:Em_Filter1:5_St:S_Sk:771_Sst:12_SsCmt:3_Srv:4a1c2d0s0e0r0A0sd_SC1:1_Fet:131_As:AllowedG_" +
		"Mbx:mbx01.contoso.com_Cafe:MBX03.contoso.com_Dc:dc1.contoso.com_Throttle:0_SBkOffD:L%2f-470_TmRcv:06:53:38.4480003_TmSt:06:53:38.4519947_" +
		"TmFin:06:53:38.4519947_TmCmpl:07:03:38.440522_Budget:(A)Owner%3aS-1-5-21-1%5FAPPL1%5FiPhone%2cConn%3a0%2cMaxConn%3a10%2cLiveTime%3a00_" +
		"ActivityContextData:ActivityID%3d0483abd0%3bI32%3aADS.C%5bdc1%5d%3d1%3bF%3aADS.AL%5bdc1%5d%3d1.62791%3bS%3aWLM.BT%3dEas_")
	f.bytesSent, f.bytesReceived = []byte("1122"), []byte("438")
	return f
}

func rowFront() fields {
	return fields{
		unixMilli: 1471376819000, status: 200,
		method: []byte("POST"), stem: []byte("/Microsoft-Server-ActiveSync/default.eas"),
		query: []byte("Cmd=Sync&User=jo@contoso.com&DeviceId=androidc1&DeviceType=Android&CorrelationID=<empty>;&ClientId=ABC&cafeReqId=01234567-89ab;"),
		port:  []byte("443"), username: []byte("jo@contoso.com"), computerName: []byte("MBX01"), serverIP: []byte("192.0.2.20"),
		forwardedFor: []byte("203.0.113.7,+10.0.0.1"), clientIP: []byte("10.0.0.2"),
		userAgent: []byte("Android/6.0-EAS-2.0"), substatus: []byte("0"), win32: []byte("0"), elapsed: []byte("390"),
	}
}

func row2016Back() fields {
	return fields{
		unixMilli: 1658300618000, status: 200,
		method: []byte("POST"), stem: []byte("/Microsoft-Server-ActiveSync/Proxy/default.eas"),
		query: []byte("User=jo@contoso.com&DeviceId=APPL1&DeviceType=iPhone&Cmd=Sync&Log=SC1:142_PrxFrom:10.20.52.208_Ver1:161_HH:mail.contoso.com_" +
			"SmtpAdrs:jo%40contoso.com_Hb:600_Rto:2_Cpo:656_Fet:600000_Error:DeviceNotProvisioned_As:AllowedG_Mbx:mbx01.contoso.com_" +
			"Cafe:MBX03.contoso.com_Dc:dc1.contoso.com_Throttle:0_SBkOffD:L%2f-470_TmRcv:06:53:38.4480003_TmSt:06:53:38.4519947_" +
			"Budget:(A)Owner%3aS-1-5-21-1%5FAPPL1%5FiPhone%2cConn%3a0%2cMaxConn%3a10%2cPolicy%3aGlobalThrottlingPolicy%5Fx%2cLiveTime%3a00%3a00_" +
			"ActivityContextData:ActivityID%3d0483abd0%3bI32%3aADS.C%5bdc1%5d%3d1%3bF%3aADS.AL%5bdc1%5d%3d1.62791%3bS%3aWLM.BT%3dEas_"),
		port: []byte("444"), username: []byte(`contoso\jo`), computerName: []byte("MBX01"), clientIP: []byte("10.20.52.208"),
		userAgent: []byte("Apple-iPhone11C6/1905.258"), substatus: []byte("0"), win32: []byte("0"), elapsed: []byte("600013"),
	}
}

func rowBase64() fields {
	f := row2010()
	f.query = []byte(checkVector + "&Log=V140_S1_")
	return f
}

func rowOptions() fields {
	f := row2010()
	f.method = []byte("OPTIONS")
	f.stem = []byte("/Microsoft-Server-ActiveSync")
	f.query = []byte("&Log=V0_Mbx:MBX01.contoso.com_Throttle0_")
	return f
}

func TestGenerations(t *testing.T) {
	f := func(name string, row fields, want Request) {
		t.Helper()
		q := Request{BadNumbers: 9, CommandText: []byte("left over"), Decoded: true} // of an earlier row
		q.read(&row)
		if diff := cmp.Diff(want, q, cmpopts.IgnoreUnexported(Request{})); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
	f("2003", row2003(), Request{
		UnixMilli: 1110272408000, DeviceID: []byte("00112233445566778899AABBCCDDEEFF"), DeviceType: []byte("PocketPC"), User: []byte("jo"),
		UserAgent: []byte("Microsoft-AirSync/3.0"), Client: []byte("203.0.113.7"), Side: FrontEnd, Command: Sync,
		Status: 200, Substatus: -1, Win32: -1, BytesSent: 1122, BytesReceived: 438, TimeTaken: 657,
		HasLog: true, Log: wanted(Log{Full: true, Version: 25, Heartbeat: said0, Items: items{"mail_to_client": 3}.counts()}),
	})
	f("2010", row2010(), Request{
		UnixMilli: 1323648000000, DeviceID: []byte("ApplDNABC0123456"), DeviceType: []byte("iPhone"), User: []byte("contoso%5Cjo"),
		Username: []byte(`contoso\jo`), UserAgent: []byte("Apple-iPhone3C1/901.334"), Server: []byte("192.0.2.20"),
		Client: []byte("198.51.100.27"), Side: FrontEnd, Command: Ping,
		Status: 200, BytesSent: -1, BytesReceived: -1, TimeTaken: 218,
		HasLog: true, Log: wanted(Log{
			EASStatus: 3, Version: 141, Heartbeat: 1680, Throttle: said0,
			Error: []byte("PingCollisionDetected"), Mailbox: []byte("MBX01.contoso.com"),
		}),
	})
	f("2013 front end", rowFront(), Request{
		UnixMilli: 1471376819000, DeviceID: []byte("androidc1"), DeviceType: []byte("Android"), User: []byte("jo@contoso.com"),
		Username: []byte("jo@contoso.com"), UserAgent: []byte("Android/6.0-EAS-2.0"), Server: []byte("MBX01"),
		Client: []byte("203.0.113.7"), Side: FrontEnd, Command: Sync,
		Status: 200, BytesSent: -1, BytesReceived: -1, TimeTaken: 390,
		Log: wanted(Log{}),
	})
	f("2016 back end", row2016Back(), Request{
		UnixMilli: 1658300618000, DeviceID: []byte("APPL1"), DeviceType: []byte("iPhone"), User: []byte("jo@contoso.com"),
		Username: []byte(`contoso\jo`), UserAgent: []byte("Apple-iPhone11C6/1905.258"), Server: []byte("MBX01"),
		Client: []byte("10.20.52.208"), Side: BackEnd, Command: Sync,
		Status: 200, BytesSent: -1, BytesReceived: -1, TimeTaken: 600013,
		HasLog: true, Log: wanted(Log{
			EASStatus: 142, Version: 161, Heartbeat: 600, Throttle: said0, Proxied: true,
			Error: []byte("DeviceNotProvisioned"), AccessState: []byte("AllowedG"), Mailbox: []byte("mbx01.contoso.com"),
		}),
	})
	f("OPTIONS", rowOptions(), Request{
		UnixMilli: 1323648000000, Username: []byte(`contoso\jo`), UserAgent: []byte("Apple-iPhone3C1/901.334"),
		Server: []byte("192.0.2.20"), Client: []byte("198.51.100.27"), Side: FrontEnd, Command: Options,
		Status: 200, BytesSent: -1, BytesReceived: -1, TimeTaken: 218,
		HasLog: true, Log: wanted(Log{Throttle: said0, Mailbox: []byte("MBX01.contoso.com")}),
	})
	f("nothing logged", fields{stem: []byte(root), status: -1}, Request{
		Status: -1, Substatus: -1, Win32: -1, BytesSent: -1, BytesReceived: -1, TimeTaken: -1,
		Log: wanted(Log{}),
	})
	f("nonsense logged", fields{
		stem: []byte(root), status: 500, substatus: []byte("x"), win32: []byte("-1"),
		bytesSent: []byte("4294967295"), bytesReceived: []byte("1099511627777"), elapsed: []byte("4294967295"),
	}, Request{
		Status: 500, Substatus: -1, Win32: -1, BytesSent: -1, BytesReceived: -1, TimeTaken: -1, BadNumbers: 5,
		Log: wanted(Log{}),
	})
}

func TestOptionsCommand(t *testing.T) {
	f := func(method, query string, want Command) {
		t.Helper()
		var q Request
		q.read(&fields{stem: []byte(root), method: []byte(method), query: []byte(query)})
		if q.Command != want {
			t.Errorf("%s ?%s is %v, want %v", method, query, q.Command, want)
		}
	}
	f("OPTIONS", "", Options)
	f("options", "&Log=V0_", Options)
	f("OPTIONS", "User=jo", Options)
	f("OPTIONS", "Cmd=&User=jo", Options)
	f("OPTIONS", "Cmd=Ping", Ping)
	f("POST", "Cmd=Options", Options)
	f("POST", "", None)
	f("GET", "", None)
	f("", "", None)
}

func TestWaits(t *testing.T) {
	f := func(query string, want bool) {
		t.Helper()
		if got := readQuery(query).Waits(); got != want {
			t.Errorf("Waits of %q = %v", query, got)
		}
	}
	f("Cmd=Ping", true)
	f("Cmd=Ping&Log=Hb600_", true)
	f("Cmd=Sync&Log=Hb600_", true)
	f("Cmd=Sync&Log=Hb:600_", true)
	f("Cmd=Sync&Log=Hb0_", false)
	f("Cmd=Sync", false)
	f("Cmd=FolderSync&Log=Hb600_", false)
	f("", false)
}

func TestReadAllocatesNothing(t *testing.T) {
	for name, row := range map[string]fields{
		"2003": row2003(), "2010": row2010(), "front end": rowFront(), "2016 back end": row2016Back(),
		"base64": rowBase64(), "OPTIONS": rowOptions(),
	} {
		var q Request
		record := row.record()
		if n := testing.AllocsPerRun(100, func() { q.Parse(record) }); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	for _, c := range []struct {
		name string
		row  fields
	}{
		{"2003", row2003()},
		{"2010", row2010()},
		{"2010sync", row2010Sync()},
		{"front", rowFront()},
		{"2016back", row2016Back()},
		{"2016sync", row2016BackSync()},
		{"base64", rowBase64()},
		{"options", rowOptions()},
	} {
		b.Run(c.name, func(b *testing.B) {
			record := c.row.record()
			b.ReportAllocs()
			var q Request
			for b.Loop() {
				q.Parse(record)
			}
		})
	}
}
