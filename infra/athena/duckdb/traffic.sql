-- As activity.
create or replace view traffic as
select * exclude (filename)
  replace (hour at time zone 'UTC' as hour),
  regexp_extract(filename, 'dt=([0-9-]+)[^=]*$', 1) as dt
from read_parquet('{lake}/traffic/v2/**/*.parquet', filename = true, hive_partitioning = false, schema = {columns});
