-- As activity.
create or replace view request_day as
select * exclude (filename)
  replace (bucket at time zone 'UTC' as bucket, first_time at time zone 'UTC' as first_time, last_time at time zone 'UTC' as last_time),
  regexp_extract(filename, 'dt=([0-9-]+)[^=]*$', 1) as dt
from read_parquet('{lake}/request_day/v2/**/*.parquet', filename = true, hive_partitioning = false, schema = {columns});
