-- The table activity in Athena, for those who do not use the template: put the bucket of
-- the lake in place of LAKE-BUCKET (twice). Days are projected from the first one on:
-- there is no partition to add. A day past now is for clocks that are fast. Columns are
-- those of internal/activity/columns.go.
CREATE EXTERNAL TABLE activity (
  `bucket`             timestamp COMMENT 'start of the time bucket, in UTC; from date and time',
  `device_id`          string    COMMENT 'as logged; from DeviceId of the query ([MS-ASHTTP])',
  `device_type`        string    COMMENT 'as logged; from DeviceType of the query ([MS-ASHTTP])',
  `cs_username`        string    COMMENT 'who logged on, as logged; the account of a server where one handed the request on; from cs-username',
  `query_user`         string    COMMENT 'who the device says it is for; from User of the query ([MS-ASHTTP])',
  `user_agent`         string    COMMENT 'the client, with + for a space; from cs(User-Agent)',
  `server`             string    COMMENT 'the server that wrote the log; from s-computername, or s-ip where that is not logged',
  `side`               string    COMMENT 'front (the first server of Exchange or the only one), back (the last of several), middle (between them), proxy (before them): each logs the request, so never add them; from s-port, path, cs-username, PrxFrom, PrxTo and X-ARR-LOG-ID',
  `has_log`            boolean   COMMENT 'whether the row carries what Exchange itself noted; front ends of 2013 and later do not; from the last Log= of the query, if neither CorrelationID, ClientId nor cafeReqId follows',
  `client_address`     string    COMMENT 'where the request came from; from the first of X-Forwarded-For, or c-ip',
  `command`            string    COMMENT 'Sync, Ping, Options and so on; from Cmd of the query ([MS-ASCMD])',
  `status`             int       COMMENT 'HTTP status; from sc-status',
  `substatus`          int       COMMENT 'substatus of IIS (KB943891); from sc-substatus',
  `win32_status`       bigint    COMMENT 'Windows error, of a 401 why the logon was refused: 1326 is a wrong password, 1909 a locked account; from sc-win32-status',
  `eas_status`         int       COMMENT 'ActiveSync status: 101 and above are failures ([MS-ASCMD], Common Status Codes); from S or SC1 of Log=',
  `error`              string    COMMENT 'names of the error texts, joined by ;; from Error of Log=',
  `access_state`       string    COMMENT 'such as AllowedG; AB and a letter is a block by Exchange itself (KB2748176); from As of Log=',
  `protocol_version`   int       COMMENT 'version of the protocol times ten, from 10 to 161; NULL also for requests that have none, as OPTIONS; from V or Ver1 of Log=',
  `policy_ack`         int       COMMENT 'what the device answered to its policy: 1 it applies all of it, 2 a part, 3 nothing; from Pa of Log=',
  `mailbox_server`     string    COMMENT 'the server that has the mailbox; from Mbx of Log=',
  `hits`               bigint    COMMENT 'requests',
  `bytes_sent`         bigint    COMMENT 'sent to the client, in bytes; from sc-bytes',
  `bytes_sent_max`     bigint    COMMENT 'the largest response, in bytes; from sc-bytes',
  `bytes_received`     bigint    COMMENT 'received from the client, in bytes; from cs-bytes',
  `bytes_received_max` bigint    COMMENT 'the largest request, in bytes; from cs-bytes',
  `time_taken_ms`      bigint    COMMENT 'time of all requests, including those that wait, in milliseconds; from time-taken',
  `time_taken_max_ms`  bigint    COMMENT 'the longest request, in milliseconds; from time-taken',
  `timed_hits`         bigint    COMMENT 'requests that time_taken_ms is the sum of; from time-taken',
  `waiting_hits`       bigint    COMMENT 'requests that wait by design: Ping, and Sync with a heartbeat ([MS-ASCMD]); from Cmd of the query, Hb of Log=',
  `time_histogram`     string    COMMENT 'times of requests that do not wait as bin:count pairs; a bin is a millisecond up to 31, then a sixteenth of a power of two; from time-taken',
  `first_time`         timestamp COMMENT 'the earliest request, in UTC; from date and time',
  `last_time`          timestamp COMMENT 'the latest request, in UTC; from date and time',
  `full_syncs`         bigint    COMMENT 'requests with a folder synchronized from the start; from St:F of Log= (TechNet bb201675)',
  `recovery_syncs`     bigint    COMMENT 'requests that repeat the sync before; from St:R of Log= (TechNet bb201675)',
  `invalid_syncs`      bigint    COMMENT 'requests with a sync key that the server does not know; from St:I of Log= (TechNet bb201675)',
  `heartbeat_s`        bigint    COMMENT 'how long requests may wait for changes, summed over requests with a heartbeat, in seconds; from Hb of Log= (TechNet bb201675)',
  `heartbeat_max_s`    bigint    COMMENT 'the longest heartbeat, in seconds; from Hb of Log= (TechNet bb201675)',
  `sync_state_max_kb`  bigint    COMMENT 'the largest sync state, in KB; from Sst of Log= (TechNet bb201675)',
  `sync_commit_max`    bigint    COMMENT 'the largest of the counters beside the sync state''s size; from SsCmt of Log=',
  `throttle_ms`        bigint    COMMENT 'how long the server held requests back, in milliseconds; from Throttle of Log=',
  `throttle_max_ms`    bigint    COMMENT 'the longest that the server held a request back, in milliseconds; from Throttle of Log=',
  `attachments`        bigint    COMMENT 'attachments that devices were given; from Att of Log=',
  `attachment_bytes`   bigint    COMMENT 'size of attachments that devices were given, in bytes; from Attb of Log=',
  `sharepoint_reads`   bigint    COMMENT 'documents read from SharePoint; from Ssp of Log=',
  `unc_reads`          bigint    COMMENT 'documents read from file shares; from Unc of Log=',
  `oof_gets`           bigint    COMMENT 'requests that read the out-of-office message; from Oof of Log=',
  `oof_sets`           bigint    COMMENT 'requests that set the out-of-office message; from Oof of Log=',
  `items`              string    COMMENT 'items added, changed and deleted, as kind:count pairs: mail, calendar, contacts, tasks, notes, other, each _to_client or _from_client; from Ty, Cli and Srv of Log= (TechNet bb201675)'
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
);

-- The table request_day in Athena, for those who do not use the template: the requests of
-- a UTC day, each once, worked out from all rows of activity (easreport compact).
CREATE EXTERNAL TABLE request_day (
  `bucket`             timestamp COMMENT 'start of the time bucket, in UTC; from date and time',
  `device_id`          string    COMMENT 'as logged; from DeviceId of the query ([MS-ASHTTP])',
  `device_type`        string    COMMENT 'as logged; from DeviceType of the query ([MS-ASHTTP])',
  `cs_username`        string    COMMENT 'who logged on, as logged; the account of a server where one handed the request on; from cs-username',
  `query_user`         string    COMMENT 'who the device says it is for; from User of the query ([MS-ASHTTP])',
  `user_agent`         string    COMMENT 'the client, with + for a space; from cs(User-Agent)',
  `server`             string    COMMENT 'the server that wrote the log; from s-computername, or s-ip where that is not logged',
  `side`               string    COMMENT 'front (the first server of Exchange or the only one), back (the last of several), middle (between them), proxy (before them): each logs the request, so never add them; from s-port, path, cs-username, PrxFrom, PrxTo and X-ARR-LOG-ID',
  `has_log`            boolean   COMMENT 'whether the row carries what Exchange itself noted; front ends of 2013 and later do not; from the last Log= of the query, if neither CorrelationID, ClientId nor cafeReqId follows',
  `client_address`     string    COMMENT 'where the request came from; from the first of X-Forwarded-For, or c-ip',
  `command`            string    COMMENT 'Sync, Ping, Options and so on; from Cmd of the query ([MS-ASCMD])',
  `status`             int       COMMENT 'HTTP status; from sc-status',
  `substatus`          int       COMMENT 'substatus of IIS (KB943891); from sc-substatus',
  `win32_status`       bigint    COMMENT 'Windows error, of a 401 why the logon was refused: 1326 is a wrong password, 1909 a locked account; from sc-win32-status',
  `eas_status`         int       COMMENT 'ActiveSync status: 101 and above are failures ([MS-ASCMD], Common Status Codes); from S or SC1 of Log=',
  `error`              string    COMMENT 'names of the error texts, joined by ;; from Error of Log=',
  `access_state`       string    COMMENT 'such as AllowedG; AB and a letter is a block by Exchange itself (KB2748176); from As of Log=',
  `protocol_version`   int       COMMENT 'version of the protocol times ten, from 10 to 161; NULL also for requests that have none, as OPTIONS; from V or Ver1 of Log=',
  `policy_ack`         int       COMMENT 'what the device answered to its policy: 1 it applies all of it, 2 a part, 3 nothing; from Pa of Log=',
  `mailbox_server`     string    COMMENT 'the server that has the mailbox; from Mbx of Log=',
  `hits`               bigint    COMMENT 'requests',
  `bytes_sent`         bigint    COMMENT 'sent to the client, in bytes; from sc-bytes',
  `bytes_sent_max`     bigint    COMMENT 'the largest response, in bytes; from sc-bytes',
  `bytes_received`     bigint    COMMENT 'received from the client, in bytes; from cs-bytes',
  `bytes_received_max` bigint    COMMENT 'the largest request, in bytes; from cs-bytes',
  `time_taken_ms`      bigint    COMMENT 'time of all requests, including those that wait, in milliseconds; from time-taken',
  `time_taken_max_ms`  bigint    COMMENT 'the longest request, in milliseconds; from time-taken',
  `timed_hits`         bigint    COMMENT 'requests that time_taken_ms is the sum of; from time-taken',
  `waiting_hits`       bigint    COMMENT 'requests that wait by design: Ping, and Sync with a heartbeat ([MS-ASCMD]); from Cmd of the query, Hb of Log=',
  `time_histogram`     string    COMMENT 'times of requests that do not wait as bin:count pairs; a bin is a millisecond up to 31, then a sixteenth of a power of two; from time-taken',
  `first_time`         timestamp COMMENT 'the earliest request, in UTC; from date and time',
  `last_time`          timestamp COMMENT 'the latest request, in UTC; from date and time',
  `full_syncs`         bigint    COMMENT 'requests with a folder synchronized from the start; from St:F of Log= (TechNet bb201675)',
  `recovery_syncs`     bigint    COMMENT 'requests that repeat the sync before; from St:R of Log= (TechNet bb201675)',
  `invalid_syncs`      bigint    COMMENT 'requests with a sync key that the server does not know; from St:I of Log= (TechNet bb201675)',
  `heartbeat_s`        bigint    COMMENT 'how long requests may wait for changes, summed over requests with a heartbeat, in seconds; from Hb of Log= (TechNet bb201675)',
  `heartbeat_max_s`    bigint    COMMENT 'the longest heartbeat, in seconds; from Hb of Log= (TechNet bb201675)',
  `sync_state_max_kb`  bigint    COMMENT 'the largest sync state, in KB; from Sst of Log= (TechNet bb201675)',
  `sync_commit_max`    bigint    COMMENT 'the largest of the counters beside the sync state''s size; from SsCmt of Log=',
  `throttle_ms`        bigint    COMMENT 'how long the server held requests back, in milliseconds; from Throttle of Log=',
  `throttle_max_ms`    bigint    COMMENT 'the longest that the server held a request back, in milliseconds; from Throttle of Log=',
  `attachments`        bigint    COMMENT 'attachments that devices were given; from Att of Log=',
  `attachment_bytes`   bigint    COMMENT 'size of attachments that devices were given, in bytes; from Attb of Log=',
  `sharepoint_reads`   bigint    COMMENT 'documents read from SharePoint; from Ssp of Log=',
  `unc_reads`          bigint    COMMENT 'documents read from file shares; from Unc of Log=',
  `oof_gets`           bigint    COMMENT 'requests that read the out-of-office message; from Oof of Log=',
  `oof_sets`           bigint    COMMENT 'requests that set the out-of-office message; from Oof of Log=',
  `items`              string    COMMENT 'items added, changed and deleted, as kind:count pairs: mail, calendar, contacts, tasks, notes, other, each _to_client or _from_client; from Ty, Cli and Srv of Log= (TechNet bb201675)',
  `person`             string    COMMENT 'who sent it, by the best of the names that are proven to be one person''s: DOMAIN\name, else name@domain, name or SID; from cs_username and query_user of all rows of the UTC day',
  `person_names`       string    COMMENT 'all of the person''s names, joined by ; (NULL if it is the one); from cs_username and query_user of all rows of the UTC day',
  `back_status`        int       COMMENT 'HTTP status in the row of the server with the mailbox, where it is another one than the client saw; from sc-status',
  `back_server`        string    COMMENT 'the server that the request was handed on to, if that one logged it; from s-computername, or s-ip where that is not logged'
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
);

-- The table devices in Athena, for those who do not use the template: put the bucket of
-- the lake in place of LAKE-BUCKET (twice). Days are projected from the first one on:
-- there is no partition to add. A day past now is for clocks that are fast.
CREATE EXTERNAL TABLE devices (
  `device_id`               string    COMMENT 'DeviceId, the spelling with the most hits (activity: device_id)',
  `user_name`               string    COMMENT 'the effective user, in lower case (activity: cs_username, query_user)',
  `device_type`             string    COMMENT 'DeviceType of the query (activity: device_type)',
  `user_agent`              string    COMMENT 'the latest user agent, + for a space (activity: user_agent)',
  `kind`                    string    COMMENT 'device, or probe for the monitoring of Exchange itself (activity: cs_username, status)',
  `hits`                    bigint    COMMENT 'requests; of front end or back end, whichever logged more (activity: hits)',
  `hits_without_ping`       bigint    COMMENT 'requests other than Ping (activity: hits, command)',
  `failures`                bigint    COMMENT 'requests that failed, each once, also behind HTTP 200 (activity: status, substatus, win32_status, eas_status, command, error)',
  `eas_failures`            bigint    COMMENT 'requests with an EAS status of 101 or above (activity: eas_status)',
  `waiting_hits`            bigint    COMMENT 'requests that wait by design: Ping, and Sync with a heartbeat (activity: waiting_hits)',
  `peak_per_minute`         bigint    COMMENT 'most requests in one clock minute (activity: bucket, hits)',
  `ping_hits`               bigint    COMMENT 'Ping requests (activity: command)',
  `sync_hits`               bigint    COMMENT 'Sync requests (activity: command)',
  `folder_sync_hits`        bigint    COMMENT 'FolderSync requests (activity: command)',
  `send_mail_hits`          bigint    COMMENT 'SendMail requests (activity: command)',
  `smart_reply_hits`        bigint    COMMENT 'SmartReply requests (activity: command)',
  `meeting_response_hits`   bigint    COMMENT 'MeetingResponse requests (activity: command)',
  `get_attachment_hits`     bigint    COMMENT 'GetAttachment requests (activity: command)',
  `smart_forward_hits`      bigint    COMMENT 'SmartForward requests (activity: command)',
  `get_hierarchy_hits`      bigint    COMMENT 'GetHierarchy requests (activity: command)',
  `create_collection_hits`  bigint    COMMENT 'CreateCollection requests (activity: command)',
  `delete_collection_hits`  bigint    COMMENT 'DeleteCollection requests (activity: command)',
  `move_collection_hits`    bigint    COMMENT 'MoveCollection requests (activity: command)',
  `folder_create_hits`      bigint    COMMENT 'FolderCreate requests (activity: command)',
  `folder_delete_hits`      bigint    COMMENT 'FolderDelete requests (activity: command)',
  `folder_update_hits`      bigint    COMMENT 'FolderUpdate requests (activity: command)',
  `move_items_hits`         bigint    COMMENT 'MoveItems requests (activity: command)',
  `get_item_estimate_hits`  bigint    COMMENT 'GetItemEstimate requests (activity: command)',
  `search_hits`             bigint    COMMENT 'Search requests (activity: command)',
  `settings_hits`           bigint    COMMENT 'Settings requests (activity: command)',
  `item_operations_hits`    bigint    COMMENT 'ItemOperations requests (activity: command)',
  `provision_hits`          bigint    COMMENT 'Provision requests (activity: command)',
  `resolve_recipients_hits` bigint    COMMENT 'ResolveRecipients requests (activity: command)',
  `validate_cert_hits`      bigint    COMMENT 'ValidateCert requests (activity: command)',
  `options_hits`            bigint    COMMENT 'Options requests (activity: command)',
  `other_hits`              bigint    COMMENT 'requests with another command or none (activity: command)',
  `other_commands`          string    COMMENT 'other_hits by command, as name:count pairs; - is none (activity: command)',
  `statuses`                string    COMMENT 'requests by HTTP status, as status:count pairs, most first; 0 is none logged (activity: status)',
  `failure_statuses`        string    COMMENT 'failures by EAS status, command and status (Ping.4) or else HTTP status (401.1), as status:count pairs (activity: status, substatus, eas_status, command)',
  `errors`                  string    COMMENT 'requests by the name of an error text, as name:count pairs (activity: error)',
  `bytes_sent`              bigint    COMMENT 'bytes of all responses (activity: bytes_sent)',
  `bytes_sent_max`          bigint    COMMENT 'bytes of the largest response (activity: bytes_sent_max)',
  `bytes_received`          bigint    COMMENT 'bytes of all requests (activity: bytes_received)',
  `bytes_received_max`      bigint    COMMENT 'bytes of the largest request (activity: bytes_received_max)',
  `time_taken_ms`           bigint    COMMENT 'sum of time-taken, milliseconds, requests that wait included (activity: time_taken_ms)',
  `time_taken_max_ms`       bigint    COMMENT 'longest time-taken, milliseconds (activity: time_taken_max_ms)',
  `timed_hits`              bigint    COMMENT 'requests that time_taken_ms is the sum of (activity: timed_hits)',
  `time_p50_ms`             bigint    COMMENT 'median time-taken of requests that do not wait, milliseconds (activity: time_histogram)',
  `time_p95_ms`             bigint    COMMENT '95th percentile of the same, milliseconds (activity: time_histogram)',
  `time_p99_ms`             bigint    COMMENT '99th percentile of the same, milliseconds (activity: time_histogram)',
  `time_histogram`          string    COMMENT 'distribution of the same, as bin:count pairs (activity: time_histogram)',
  `first_time`              timestamp COMMENT 'the first request, UTC (activity: first_time)',
  `last_time`               timestamp COMMENT 'the last request, UTC (activity: last_time)',
  `servers`                 bigint    COMMENT 'different servers (activity: server)',
  `user_agents`             bigint    COMMENT 'different user agents (activity: user_agent)',
  `client_addresses`        bigint    COMMENT 'different client addresses (activity: client_address)',
  `full_syncs`              bigint    COMMENT 'requests with a folder synchronized from the start (activity: full_syncs)',
  `recovery_syncs`          bigint    COMMENT 'requests that repeat the sync before (activity: recovery_syncs)',
  `invalid_syncs`           bigint    COMMENT 'requests with a sync key that the server does not know (activity: invalid_syncs)',
  `access_state`            string    COMMENT 'the latest access state, such as AllowedG (activity: access_state)'
)
COMMENT 'What each device did for each user on a day, merged by the report of that day; whole rows, not to be added up for a day'
PARTITIONED BY (`dt` string COMMENT 'day of the report in its time zone, yyyy-mm-dd')
STORED AS PARQUET
LOCATION 's3://LAKE-BUCKET/devices/v2/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.dt.type' = 'date',
  'projection.dt.format' = 'yyyy-MM-dd',
  'projection.dt.range' = '2024-01-01,NOW+1DAYS',
  'projection.dt.interval' = '1',
  'projection.dt.interval.unit' = 'DAYS',
  'storage.location.template' = 's3://LAKE-BUCKET/devices/v2/dt=${dt}'
);

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
);

