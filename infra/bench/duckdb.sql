-- easreport's job for DuckDB: the ActiveSync requests of one IIS 7.5 log (with
-- byte counts), summed by minute and everything else of the activity table's
-- key, to zstd Parquet in order of device and minute. Not asked of DuckDB:
-- percentiles of time-taken, sync kinds, server side, rejected lines, other
-- field lists, a field list that changes.
--
-- The fastest of the forms tried: group the raw pieces of the query first, then
-- decode only the distinct ones. comment, quote and escape keep the reader from
-- taking # " and \ for its own; ignore_errors is needed for lines that are cut.
--
-- {LOG} {OUT} {THREADS} are filled in by duckdb.mjs.
set threads = {THREADS};

copy (
  select
    minute, usr, username, device_id, device_type, user_agent, client, server, command,
    status, substatus, win32, eas_status, error,
    sum(hits)::bigint as hits,
    sum(sent)::bigint as sent, max(sent_max) as sent_max,
    sum(received)::bigint as received, max(received_max) as received_max,
    sum(taken)::bigint as taken, max(taken_max) as taken_max,
    min(first) as first, max(last) as last
  from (
    select
      d || 'T' || minute as minute,
      url_decode(regexp_extract(head, '(?:^|&)User=([^&]*)', 1)) as usr,
      username,
      regexp_extract(head, '(?:^|&)DeviceId=([^&]*)', 1) as device_id,
      regexp_extract(head, '(?:^|&)DeviceType=([^&]*)', 1) as device_type,
      user_agent, client, server,
      case when method = 'OPTIONS' then 'Options' else regexp_extract(head, '(?:^|&)Cmd=([^&]*)', 1) end as command,
      status, substatus, win32, eas_status, error,
      hits, sent, sent_max, received, received_max, taken, taken_max, first, last
    from (
      select
        d, t[1:5] as minute, method, split_part(query, '&Log=', 1) as head, username, user_agent, client, server,
        status, substatus, win32,
        regexp_extract(query, '[_=]S([0-9]+)_', 1) as eas_status,
        case when contains(query, 'Error:') then regexp_extract(query, '[_=]Error:([^_:+%]+)', 1) else '' end as error,
        count(*) as hits,
        sum(sent) as sent, max(sent) as sent_max,
        sum(received) as received, max(received) as received_max,
        sum(taken) as taken, max(taken) as taken_max,
        min(t) as first, max(t) as last
      from read_csv('{LOG}',
        columns = {
          'd': 'varchar', 't': 'varchar', 'server': 'varchar', 'method': 'varchar', 'stem': 'varchar',
          'query': 'varchar', 'port': 'varchar', 'username': 'varchar', 'client': 'varchar', 'user_agent': 'varchar',
          'status': 'smallint', 'substatus': 'integer', 'win32': 'bigint',
          'sent': 'bigint', 'received': 'bigint', 'taken': 'bigint'
        },
        delim = ' ', header = false, auto_detect = false, quote = '', escape = '', comment = '#', null_padding = false,
        ignore_errors = true, parallel = true, new_line = '\r\n', strict_mode = false)
      where lower(stem) = '/microsoft-server-activesync' or starts_with(lower(stem), '/microsoft-server-activesync/')
      group by all
    )
  )
  group by all
  order by device_id, minute
) to '{OUT}' (format parquet, compression zstd);
