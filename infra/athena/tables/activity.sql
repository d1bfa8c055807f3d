-- The table activity in Athena, for those who do not use the template: put the bucket of
-- the lake in place of LAKE-BUCKET (twice). Days are projected from the first one on:
-- there is no partition to add. A day past now is for clocks that are fast. Columns are
-- those of internal/activity/columns.go.
CREATE EXTERNAL TABLE activity (
{columns}
)
COMMENT 'Sums for each minute, device, user, user agent, server, side, client, command and outcome. Rows of one key may be many; group and sum, and never add the sides'
PARTITIONED BY (`dt` string COMMENT 'UTC day of the requests, yyyy-mm-dd')
STORED AS PARQUET
LOCATION 's3://LAKE-BUCKET/activity/v2/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.dt.type' = 'date',
  'projection.dt.format' = 'yyyy-MM-dd',
  'projection.dt.range' = '2024-01-01,NOW+1DAYS',
  'projection.dt.interval' = '1',
  'projection.dt.interval.unit' = 'DAYS',
  'storage.location.template' = 's3://LAKE-BUCKET/activity/v2/dt=${dt}'
)
