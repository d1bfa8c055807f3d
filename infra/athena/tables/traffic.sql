-- The table traffic in Athena, for those who do not use the template: put the bucket of
-- the lake in place of LAKE-BUCKET (twice). Days are projected from the first one on:
-- there is no partition to add. A day past now is for clocks that are fast.
CREATE EXTERNAL TABLE traffic (
  `hour`           timestamp COMMENT 'start of the hour, UTC; from date and time',
  `server`         string    COMMENT 'the server that wrote the log, * beyond the first 64 of a log; from s-computername, or s-ip where that is not logged',
  `segment`        string    COMMENT 'first segment of the path, in lower case: owa, ews, mapi, rpc, microsoft-server-activesync and so on, other for what is no virtual directory of Exchange; from cs-uri-stem',
  `hits`           bigint    COMMENT 'rows of the log; what a front end hands to a back end is a row of each',
  `server_errors`  bigint    COMMENT 'rows with an HTTP status of 500 or more; from sc-status',
  `bytes_sent`     bigint    COMMENT 'sent to the client, in bytes; from sc-bytes',
  `bytes_received` bigint    COMMENT 'received from the client, in bytes; from cs-bytes',
  `time_taken_ms`  bigint    COMMENT 'time of all requests, including those that wait, in milliseconds; from time-taken'
)
COMMENT 'The whole load of each server by hour and virtual directory, ActiveSync beside the rest, added up by the report of that day'
PARTITIONED BY (`dt` string COMMENT 'UTC day of the requests, yyyy-mm-dd')
STORED AS PARQUET
LOCATION 's3://LAKE-BUCKET/traffic/v2/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.dt.type' = 'date',
  'projection.dt.format' = 'yyyy-MM-dd',
  'projection.dt.range' = '2024-01-01,NOW+1DAYS',
  'projection.dt.interval' = '1',
  'projection.dt.interval.unit' = 'DAYS',
  'storage.location.template' = 's3://LAKE-BUCKET/traffic/v2/dt=${dt}'
)
