package activesync

import "testing"

func TestSystem(t *testing.T) {
	for agent, want := range map[string]string{
		"Apple-iPhone16C2/2207.100":              "iOS 18",
		"Apple-iPhone17C1/2301.5":                "iOS 26",
		"Apple-iPhone14C5/2006.100":              "iOS 16",
		"Apple-iPad3C3/1001.403":                 "iPadOS 6",
		"Apple-iPhone4C1/902.206":                "iOS 5",
		"Apple-iPhone/704.11":                    "iOS 3",
		"Apple-iPod5C1/812.1":                    "iOS 4",
		"Apple-iPhone/99999999999999999999.1":    "iOS",
		"Apple-iPhone/1.1":                       "iOS",
		"Apple-iPhone":                           "iOS",
		"Apple-Mac":                              "Apple",
		"Outlook-iOS-Android/1.0":                "Outlook for iOS and Android",
		"Android/4.0.4-EAS-1.3":                  "Android 4",
		"Android/13-EAS-2.0":                     "Android 13",
		"Android/0.3":                            "Android 0",
		"Android/2026.1":                         "Android",
		"Android-SAMSUNG-GT-N7100/101.403":       "Android",
		"SAMSUNG-SM-S911B/101.13":                "Android",
		"MSFT-WP/8.10.14219":                     "Windows Phone 8",
		"MSFT-WIN-4/6.2.9200":                    "Windows Mail",
		"MSFT-PPC/5.2.5082":                      "Windows Mobile",
		"MSFT-SPhone/5.2.500":                    "Windows Mobile",
		"RIM-Z10-STL100-2/10.0.10.672":           "BlackBerry",
		"TouchDown(MSRPC)/7.1.0005":              "",
		"NokiaE71/2.09(158)MailforExchange 3gpp": "",
		"":                                       "",
		"/":                                      "",
	} {
		if got := System(agent); got != want {
			t.Errorf("System(%q) = %q, want %q", agent, got, want)
		}
	}
}
