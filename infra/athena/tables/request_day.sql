-- The table request_day in Athena, for those who do not use the template: the requests of
-- a UTC day, each once, worked out from all rows of activity (easreport compact).
CREATE EXTERNAL TABLE request_day (
{columns}
)
COMMENT 'Requests, each once, whichever servers logged it: sum(hits) is right. A day is missing until it is over and reconciled (a report or easreport compact does that), and again when a log of it comes late: see the view reconciled_days'
PARTITIONED BY (`dt` string COMMENT 'UTC day of the requests, yyyy-mm-dd')
STORED AS PARQUET
LOCATION 's3://LAKE-BUCKET/request_day/v2/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.dt.type' = 'date',
  'projection.dt.format' = 'yyyy-MM-dd',
  'projection.dt.range' = '2024-01-01,NOW+1DAYS',
  'projection.dt.interval' = '1',
  'projection.dt.interval.unit' = 'DAYS',
  'storage.location.template' = 's3://LAKE-BUCKET/request_day/v2/dt=${dt}'
)
