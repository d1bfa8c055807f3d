-- The table activity_compacted in Athena, for those who do not use the template: the
-- table activity under another name and in another place.
CREATE EXTERNAL TABLE activity_compacted (
{columns}
)
COMMENT 'The rows of activity, copied into one file for each day by easreport compact: for questions about months. It lacks days that are not copied, or not again since a log of them came late; it never has other rows'
PARTITIONED BY (`dt` string COMMENT 'UTC day of the requests, yyyy-mm-dd')
STORED AS PARQUET
LOCATION 's3://LAKE-BUCKET/compacted/v2/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.dt.type' = 'date',
  'projection.dt.format' = 'yyyy-MM-dd',
  'projection.dt.range' = '2024-01-01,NOW+1DAYS',
  'projection.dt.interval' = '1',
  'projection.dt.interval.unit' = 'DAYS',
  'storage.location.template' = 's3://LAKE-BUCKET/compacted/v2/dt=${dt}'
)
