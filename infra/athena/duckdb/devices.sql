-- Times are of UTC, as in Athena without naming it; days stay texts.
create or replace view devices as
select * replace (first_time at time zone 'UTC' as first_time, last_time at time zone 'UTC' as last_time)
from read_parquet('{lake}/devices/v1/**/*.parquet', hive_partitioning = true, hive_types_autocast = false, union_by_name = true);
