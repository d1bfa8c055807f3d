-- The hourly report for DuckDB: the ActiveSync requests of one IIS 7.5 log (with
-- byte counts), counted by hour and device, 57 columns of CSV. Less than
-- `easreport run --hourly` gives: no percentiles, peaks, sync kinds, status of
-- Log=, counts of servers and addresses; no minutes kept for the next question.
-- It parts a device's user agents, which easreport does if asked.
--
-- The fastest of the forms tried, as duckdb.sql is, and for the same log alone.
--
-- {LOG} {OUT} {THREADS} are filled in by duckdb.mjs.
set threads = {THREADS};

create macro counted(n, condition) as coalesce(sum(n) filter (condition), 0)::ubigint;

copy (
  select
    hour, usr, username, device_id, device_type, user_agent,
    sum(n)::ubigint as hits,
    counted(n, command = 'Sync') as Sync,
    counted(n, command = 'SendMail') as SendMail,
    counted(n, command = 'SmartForward') as SmartForward,
    counted(n, command = 'SmartReply') as SmartReply,
    counted(n, command = 'GetAttachment') as GetAttachment,
    counted(n, command = 'GetHierarchy') as GetHierarchy,
    counted(n, command = 'CreateCollection') as CreateCollection,
    counted(n, command = 'DeleteCollection') as DeleteCollection,
    counted(n, command = 'MoveCollection') as MoveCollection,
    counted(n, command = 'FolderSync') as FolderSync,
    counted(n, command = 'FolderCreate') as FolderCreate,
    counted(n, command = 'FolderDelete') as FolderDelete,
    counted(n, command = 'FolderUpdate') as FolderUpdate,
    counted(n, command = 'MoveItems') as MoveItems,
    counted(n, command = 'GetItemEstimate') as GetItemEstimate,
    counted(n, command = 'MeetingResponse') as MeetingResponse,
    counted(n, command = 'Search') as Search,
    counted(n, command = 'Settings') as Settings,
    counted(n, command = 'Ping') as Ping,
    counted(n, command = 'ItemOperations') as ItemOperations,
    counted(n, command = 'Provision') as Provision,
    counted(n, command = 'ResolveRecipients') as ResolveRecipients,
    counted(n, command = 'ValidateCert') as ValidateCert,
    counted(n, method = 'OPTIONS') as Options,
    counted(n, status between 400 and 499) as IIS_4xx,
    counted(n, status >= 500) as IIS_5xx,
    counted(n, status = 409) as IIS_409,
    counted(n, status = 500) as IIS_500,
    counted(n, status = 503) as IIS_503,
    counted(n, status = 507) as IIS_507,
    counted(n, status = 451) as IIS_451,
    counted(n, status = 401) as IIS_401,
    counted(n, status = 403) as IIS_403,
    counted(n, error = 'TooManyJobsQueued') as TooManyJobsQueued,
    counted(n, error = 'OverBudget') as OverBudget,
    counted(n, error = 'MissingCscCacheEntry') as MissingCscCacheEntry,
    counted(n, error = 'InvalidContent') as InvalidContent,
    counted(n, error = 'ServerError') as ServerError,
    counted(n, error = 'ServerErrorRetryLater') as ServerErrorRetryLater,
    counted(n, error = 'MailboxQuotaExceeded') as MailboxQuotaExceeded,
    counted(n, error = 'DeviceIsBlockedForThisUser') as DeviceIsBlockedForThisUser,
    counted(n, error = 'AccessDenied') as AccessDenied,
    counted(n, error = 'SyncStateNotFound') as SyncStateNotFound,
    counted(n, error = 'DeviceNotFullyProvisionable') as DeviceNotFullyProvisionable,
    counted(n, error = 'DeviceNotProvisioned') as DeviceNotProvisioned,
    counted(n, error = 'ItemNotFound') as ItemNotFound,
    counted(n, error = 'UserDisabledForSync') as UserDisabledForSync,
    sum(sent)::ubigint as sent, sum(received)::ubigint as received, sum(taken)::ubigint as taken
  from (
    select
      d || 'T' || hour as hour,
      url_decode(regexp_extract(head, '(?:^|&)User=([^&]*)', 1)) as usr,
      username,
      regexp_extract(head, '(?:^|&)DeviceId=([^&]*)', 1) as device_id,
      regexp_extract(head, '(?:^|&)DeviceType=([^&]*)', 1) as device_type,
      user_agent,
      regexp_extract(head, '(?:^|&)Cmd=([^&]*)', 1) as command,
      method, status, error, n, sent, received, taken
    from (
      select
        d, t[1:2] as hour, method, split_part(query, '&Log=', 1) as head, username, user_agent, status,
        case when contains(query, 'Error:') then regexp_extract(query, '[_=]Error:([A-Za-z]+)', 1) else '' end as error,
        count(*) as n, sum(sent) as sent, sum(received) as received, sum(taken) as taken
      from read_csv('{LOG}',
        columns = {
          'd': 'varchar', 't': 'varchar', 'server': 'varchar', 'method': 'varchar', 'stem': 'varchar',
          'query': 'varchar', 'port': 'varchar', 'username': 'varchar', 'client': 'varchar', 'user_agent': 'varchar',
          'status': 'usmallint', 'substatus': 'varchar', 'win32': 'varchar',
          'sent': 'ubigint', 'received': 'ubigint', 'taken': 'ubigint'
        },
        delim = ' ', header = false, auto_detect = false, quote = '', escape = '', comment = '#', null_padding = false,
        ignore_errors = true, parallel = true, new_line = '\r\n', strict_mode = false)
      where lower(stem) = '/microsoft-server-activesync' or starts_with(lower(stem), '/microsoft-server-activesync/')
      group by all
    )
  )
  group by hour, usr, username, device_id, device_type, user_agent
) to '{OUT}' (format csv);
