-- The requests that took a second or more and do not wait by design, as Ping and a Sync
-- with a heartbeat do: a row for each minute, device, account, server, command, outcome
-- and time taken, which is the middle of a span 6 % wide. Exchange holds some failures
-- back for 20 s: see failed before blaming a server.
CREATE OR REPLACE VIEW slow_requests AS
WITH bins AS (
  SELECT
    dt, bucket, device, account, kind, device_id, user_name, user_agent, server, client_address,
    command, effective_status, error, failed, time_taken_max_ms,
    cast(split_part(pair, ':', 1) AS bigint) AS bin,
    cast(split_part(pair, ':', 2) AS bigint) AS requests
  FROM requests
  CROSS JOIN UNNEST(split(time_histogram, ' ')) AS t (pair)
  WHERE time_taken_max_ms >= 1000
), times AS (
  SELECT
    *,
    -- Bins are exact to 31 ms; from there each power of two is cut into 16.
    CASE WHEN bin < 32 THEN bin ELSE cast((16 + bin % 16 + 0.5) * power(2, bin / 16 - 1) AS bigint) END AS middle
  FROM bins
)
SELECT
  dt, bucket, device, account, kind, device_id, user_name, user_agent, server, client_address,
  command, effective_status, error, failed,
  least(middle, time_taken_max_ms) AS time_taken_ms, requests
FROM times
WHERE middle >= 1000
