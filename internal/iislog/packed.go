package iislog

import "strings"

// packings are the compressions and archives that are known and not read, by how they begin, with
// what to do about them.
var packings = []struct{ magic, advice string }{
	{"\xfd7zXZ\x00", "is compressed by xz, which is not read: unpack it first (xz -d), or compress it by gzip or zstd"},
	{"BZh", "is compressed by bzip2, which is not read: unpack it first (bzip2 -d), or compress it by gzip or zstd"},
	{"7z\xbc\xaf\x27\x1c", "is a 7-Zip archive, which is not read: unpack it first, or make it a zip"},
	{"Rar!\x1a\x07", "is a RAR archive, which is not read: unpack it first, or make it a zip"},
	{"MSCF\x00\x00\x00\x00", "is a cabinet file, which is not read: unpack it first (expand)"},
	{"\x04\x22\x4d\x18", "is compressed by lz4, which is not read: unpack it first (lz4 -d)"},
}

// tarAt is where a tar archive has its magic, tarMagic (POSIX.1-1988, ustar).
const (
	tarAt    = 257
	tarMagic = "ustar"
)

// packed recognises by its beginning what cannot be read before it is unpacked: the reason why not,
// "" for everything else.
func packed(head []byte) string {
	text := string(head)
	if len(text) >= tarAt && strings.HasPrefix(text[tarAt:], tarMagic) {
		return "is a tar archive, which is not read: unpack it first (tar -x), or make it a zip"
	}
	for _, p := range packings {
		if strings.HasPrefix(text, p.magic) && (p.magic != "BZh" || len(text) > 4 && text[4] == '1') {
			return p.advice
		}
	}
	return ""
}
