package colfile

import (
	"hash/crc32"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

func FuzzPageHeader(f *testing.F) {
	f.Add(true, 4096, uint8(format.RLEDictionary), 1<<20, []byte("stored"))
	f.Add(false, 1, uint8(format.Plain), 0, []byte{})
	f.Fuzz(func(t *testing.T, data bool, values int, encoding uint8, plainBytes int, stored []byte) {
		h := pageHeader{format.DictionaryPage, values, format.Encoding(encoding)}
		want := format.PageHeader{
			UncompressedPageSize: int32(plainBytes), CompressedPageSize: int32(len(stored)),
			CRC: int32(crc32.ChecksumIEEE(stored)),
		}
		if data {
			h.kind = format.DataPage
			want.DataPageHeader.Set(format.DataPageHeader{
				NumValues: int32(values), Encoding: h.encoding,
				DefinitionLevelEncoding: format.RLE, RepetitionLevelEncoding: format.RLE,
			})
		} else {
			want.DictionaryPageHeader.Set(format.DictionaryPageHeader{NumValues: int32(values), Encoding: h.encoding})
		}
		want.Type = h.kind
		var got format.PageHeader
		if err := thrift.Unmarshal(new(thrift.CompactProtocol), h.append(nil, plainBytes, stored), &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}
