package trino

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/service/s3"
)

const (
	version       = "435"
	catalog       = "awsdatacatalog" // Athena's name for it
	catalogBucket = "catalog"
)

// configure writes the files that Trino reads when it starts: itself as the one node,
// and the catalog, whose tables are found through storage.
func configure(ctx context.Context, program, dir, address string, storage s3.Options) error {
	key, err := storage.Credentials.Retrieve(ctx)
	if err != nil {
		return err
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	catalogs := filepath.Join(dir, "catalog")
	if err := os.MkdirAll(catalogs, 0o700); err != nil {
		return err
	}
	err = os.WriteFile(filepath.Join(dir, "config.properties"), fmt.Appendf(nil, `node.environment=test
node.id=test
node.bind-ip=%[1]s
node.internal-address=%[1]s
http-server.http.port=%[2]s
discovery.uri=http://%[1]s:%[2]s
coordinator=true
node-scheduler.include-coordinator=true
failure-detector.enabled=false
discovery.max-age=1h
plugin.dir=%[3]s
catalog.config-dir=%[4]s
`, host, port, filepath.Join(program, "plugin"), catalogs), 0o600)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(catalogs, catalog+".properties"), fmt.Appendf(nil, `connector.name=hive
hive.metastore=file
hive.metastore.catalog.dir=s3://%s/
hive.partition-projection-enabled=true
hive.non-managed-table-writes-enabled=true
hive.compression-codec=ZSTD
fs.hadoop.enabled=false
fs.native-s3.enabled=true
s3.endpoint=%s
s3.path-style-access=true
s3.region=%s
s3.aws-access-key=%s
s3.aws-secret-key=%s
`, catalogBucket, *storage.BaseEndpoint, storage.Region, key.AccessKeyID, key.SecretAccessKey), 0o600)
}
