-- The table activity in Athena, for those who do not use the template: put the bucket of
-- the lake in place of LAKE-BUCKET (twice). Days are projected from the first one on:
-- there is no partition to add. A day past now is for clocks that are fast.
CREATE EXTERNAL TABLE activity (
  `bucket`             timestamp COMMENT 'start of the time bucket, UTC',
  `device_id`          string    COMMENT 'DeviceId of the query, as logged',
  `device_type`        string    COMMENT 'DeviceType of the query',
  `user_name`          string    COMMENT 'the effective user: cs-username, or User of the query',
  `cs_username`        string    COMMENT 'cs-username as logged',
  `user_agent`         string    COMMENT 'cs(User-Agent), + for a space',
  `server`             string    COMMENT 's-computername, or s-ip',
  `side`               string    COMMENT 'front or back: Exchange 2013 and later log each request on both; never add them',
  `client_address`     string    COMMENT 'first of X-Forwarded-For, or c-ip',
  `command`            string    COMMENT 'Sync, Ping, Options and so on',
  `status`             int       COMMENT 'HTTP status',
  `substatus`          int       COMMENT 'sc-substatus of IIS',
  `win32_status`       bigint    COMMENT 'sc-win32-status',
  `eas_status`         int       COMMENT 'ActiveSync status of Log=; failures are 101 and above',
  `error`              string    COMMENT 'names of the error texts of Log=, joined by ;',
  `access_state`       string    COMMENT 'access state of Log=, such as AllowedG',
  `hits`               bigint    COMMENT 'requests',
  `bytes_sent`         bigint    COMMENT 'sum of sc-bytes, to the client, in bytes',
  `bytes_sent_max`     bigint    COMMENT 'most bytes sent by one request',
  `bytes_received`     bigint    COMMENT 'sum of cs-bytes, from the client, in bytes',
  `bytes_received_max` bigint    COMMENT 'most bytes received by one request',
  `time_taken_ms`      bigint    COMMENT 'sum of time-taken, milliseconds, requests that wait included',
  `time_taken_max_ms`  bigint    COMMENT 'longest time-taken, milliseconds',
  `timed_hits`         bigint    COMMENT 'requests that time_taken_ms is the sum of',
  `waiting_hits`       bigint    COMMENT 'requests that wait by design: Ping, and Sync with a heartbeat',
  `time_histogram`     string    COMMENT 'distribution of time-taken of requests that do not wait: bin:count pairs, see split_to_map',
  `first_time`         timestamp COMMENT 'the earliest request, UTC',
  `last_time`          timestamp COMMENT 'the latest request, UTC',
  `full_syncs`         bigint    COMMENT 'requests with a folder synchronised from the start',
  `recovery_syncs`     bigint    COMMENT 'requests with a folder synchronised again to recover',
  `invalid_syncs`      bigint    COMMENT 'requests with an invalid sync key'
)
COMMENT 'Sums for each minute, device, user, user agent, server, side, client, command and outcome. Rows of one key may be many; group and sum, and never add the sides'
PARTITIONED BY (`dt` string COMMENT 'UTC day of the requests, yyyy-mm-dd')
STORED AS PARQUET
LOCATION 's3://LAKE-BUCKET/activity/v1/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.dt.type' = 'date',
  'projection.dt.format' = 'yyyy-MM-dd',
  'projection.dt.range' = '2024-01-01,NOW+1DAYS',
  'projection.dt.interval' = '1',
  'projection.dt.interval.unit' = 'DAYS',
  'storage.location.template' = 's3://LAKE-BUCKET/activity/v1/dt=${dt}'
)
