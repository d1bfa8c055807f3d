-- Which commands are slow, and on which servers?
-- When: users wait, or before and after a change of servers or storage.
-- Look: p95 and p99 of one server beside the others' for the same command. Requests that
--   wait by design are not in it, nor Syncs of which it is not known; for failures held back
--   20 s see slow_requests.
WITH bins AS (
  SELECT
    server, command, cast(split_part(pair, ':', 1) AS bigint) AS bin,
    sum(cast(split_part(pair, ':', 2) AS bigint)) AS requests,
    max(time_taken_max_ms) AS longest_ms
  FROM requests
  CROSS JOIN UNNEST(split(time_histogram, ' ')) AS t (pair)
  WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '1' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
    AND kind = 'device'
  GROUP BY 1, 2, 3
), ranked AS (
  SELECT
    server, command, requests, longest_ms,
    -- Bins are exact to 31 ms; from there each power of two is cut into 16.
    CASE WHEN bin < 32 THEN bin ELSE cast((16 + bin % 16 + 0.5) * power(2, bin / 16 - 1) AS bigint) END AS middle,
    sum(requests) OVER (PARTITION BY server, command ORDER BY bin) AS up_to,
    sum(requests) OVER (PARTITION BY server, command) AS of_all
  FROM bins
)
SELECT
  server, command,
  sum(requests) AS requests,
  least(min(CASE WHEN up_to * 100 >= of_all * 50 THEN middle END), max(longest_ms)) AS p50_ms,
  least(min(CASE WHEN up_to * 100 >= of_all * 95 THEN middle END), max(longest_ms)) AS p95_ms,
  least(min(CASE WHEN up_to * 100 >= of_all * 99 THEN middle END), max(longest_ms)) AS p99_ms,
  max(longest_ms) AS longest_ms
FROM ranked
GROUP BY server, command
HAVING sum(requests) >= /*minimum_hits=*/ 50 /**/
ORDER BY p95_ms DESC, server, command
LIMIT /*rows=*/ 100 /**/
