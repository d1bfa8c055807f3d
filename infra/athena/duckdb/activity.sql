-- Times are of UTC, as in Athena without naming it; days stay texts.
create or replace view activity as
select * replace (bucket at time zone 'UTC' as bucket, first_time at time zone 'UTC' as first_time, last_time at time zone 'UTC' as last_time)
from read_parquet('{lake}/activity/v1/**/*.parquet', hive_partitioning = true, hive_types_autocast = false, union_by_name = true);
