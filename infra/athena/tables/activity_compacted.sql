-- The table activity_compacted in Athena, for those who do not use the template: as the
-- table activity, but for its name and place.
CREATE EXTERNAL TABLE activity_compacted (
  `bucket`             timestamp COMMENT 'start of the time bucket, UTC; date and time of the log',
  `device_id`          string    COMMENT 'DeviceId of the query, as logged; [MS-ASHTTP]',
  `device_type`        string    COMMENT 'DeviceType of the query; [MS-ASHTTP]',
  `user_name`          string    COMMENT 'the effective user: cs-username, or User of the query ([MS-ASHTTP]) where nobody logged on, or a server did',
  `cs_username`        string    COMMENT 'cs-username, as logged',
  `user_agent`         string    COMMENT 'cs(User-Agent), + for a space',
  `server`             string    COMMENT 's-computername, or s-ip where that is not logged',
  `side`               string    COMMENT 'front or back, by s-port 444, the path /Proxy, or PrxFrom of Log=: Exchange 2013 and later log each request on both; never add them',
  `client_address`     string    COMMENT 'first of X-Forwarded-For, or c-ip',
  `command`            string    COMMENT 'Cmd of the query: Sync, Ping, Options and so on; [MS-ASCMD]',
  `status`             int       COMMENT 'HTTP status, sc-status',
  `substatus`          int       COMMENT 'sc-substatus of IIS; KB943891',
  `win32_status`       bigint    COMMENT 'Windows error, sc-win32-status: 1326 to 1331, 1907 and 1909 are refused logons',
  `eas_status`         int       COMMENT 'ActiveSync status, S or SC1 of Log=; failures are 101 and above: [MS-ASCMD], Common Status Codes',
  `error`              string    COMMENT 'names of the error texts, Error of Log= (TechNet bb201675), joined by ;',
  `access_state`       string    COMMENT 'As of Log=, such as AllowedG; AB and a letter is a block by Exchange itself (KB2748176)',
  `hits`               bigint    COMMENT 'requests',
  `bytes_sent`         bigint    COMMENT 'bytes to the client, sum of sc-bytes',
  `bytes_sent_max`     bigint    COMMENT 'bytes of the largest response, sc-bytes',
  `bytes_received`     bigint    COMMENT 'bytes from the client, sum of cs-bytes',
  `bytes_received_max` bigint    COMMENT 'bytes of the largest request, cs-bytes',
  `time_taken_ms`      bigint    COMMENT 'milliseconds, sum of time-taken; requests that wait included',
  `time_taken_max_ms`  bigint    COMMENT 'milliseconds of the longest request, time-taken',
  `timed_hits`         bigint    COMMENT 'requests that time_taken_ms is the sum of',
  `waiting_hits`       bigint    COMMENT 'requests that wait by design: Ping, and Sync with a heartbeat (Hb of Log=); [MS-ASCMD]',
  `time_histogram`     string    COMMENT 'time-taken of requests that do not wait, as bin:count pairs; a bin is a millisecond up to 31, then a sixteenth of a power of two',
  `first_time`         timestamp COMMENT 'the earliest request, UTC',
  `last_time`          timestamp COMMENT 'the latest request, UTC',
  `full_syncs`         bigint    COMMENT 'requests with a folder synchronized from the start, St:F of Log= (TechNet bb201675)',
  `recovery_syncs`     bigint    COMMENT 'requests that repeat the sync before, St:R of Log= (TechNet bb201675)',
  `invalid_syncs`      bigint    COMMENT 'requests with a sync key that the server does not know, St:I of Log= (TechNet bb201675)'
)
COMMENT 'The rows of activity, copied into one file for each day by easreport compact: for questions about months. It lacks days that are not copied, or not again since a log of them came late; it never has other rows'
PARTITIONED BY (`dt` string COMMENT 'UTC day of the requests, yyyy-mm-dd')
STORED AS PARQUET
LOCATION 's3://LAKE-BUCKET/compacted/v1/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.dt.type' = 'date',
  'projection.dt.format' = 'yyyy-MM-dd',
  'projection.dt.range' = '2024-01-01,NOW+1DAYS',
  'projection.dt.interval' = '1',
  'projection.dt.interval.unit' = 'DAYS',
  'storage.location.template' = 's3://LAKE-BUCKET/compacted/v1/dt=${dt}'
)
