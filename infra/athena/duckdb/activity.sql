-- Columns are declared as in Athena, so that no file has to be opened to know them, and
-- one that a file does not have is NULL. Times are of UTC, as in Athena without naming
-- it. The day is a text of the file's path, by which files of other days are left alone.
create or replace view activity as
select * exclude (filename)
  replace (bucket at time zone 'UTC' as bucket, first_time at time zone 'UTC' as first_time, last_time at time zone 'UTC' as last_time),
  regexp_extract(filename, 'dt=([0-9-]+)[^=]*$', 1) as dt
from read_parquet('{lake}/activity/v2/**/*.parquet', filename = true, hive_partitioning = false, schema = {columns});
