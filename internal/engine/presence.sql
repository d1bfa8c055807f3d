-- What each file holds: in which hours of the span which server has rows of which
-- side; and whether any row is one that no file can have.
SELECT
  "$path" AS path, server, side,
  CASE WHEN bucket >= {from} AND bucket < {to}
    THEN cast(floor((60 * hour(bucket) + minute(bucket) + {hour_shift}) / 60) AS bigint) END AS hour,
  count(*) AS row_count,
  min(hits) AS least_hits,
  cast(count_if(bucket < cast({day} AS timestamp) OR bucket >= cast({next_day} AS timestamp)) AS bigint) AS strays
FROM activity
WHERE dt = {day} AND "$path" NOT IN {without}
GROUP BY 1, 2, 3, 4
