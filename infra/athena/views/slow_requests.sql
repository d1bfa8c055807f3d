-- The requests that took a second or more (992 ms, to be exact) and do not wait by design,
-- as Ping and a Sync with a heartbeat do: a row for each minute, device, account, server,
-- address, command, outcome and time taken, of which it is known within 3.2 %. Exchange
-- holds some failures back for 20 s: see failed before blaming a server.
CREATE OR REPLACE VIEW slow_requests AS
WITH bins AS (
  SELECT
    dt, bucket, device, account, kind, device_id, user_name, user_agent, server, client_address,
    command, effective_status, error, failed,
    cast(split_part(pair, ':', 1) AS bigint) AS bin,
    cast(split_part(pair, ':', 2) AS bigint) AS requests
  FROM requests
  CROSS JOIN UNNEST(split(time_histogram, ' ')) AS t (pair)
)
SELECT
  dt, bucket, device, account, kind, device_id, user_name, user_agent, server, client_address,
  command, effective_status, error, failed,
  -- Bins cut each power of two into 16; the middle stands for all of a bin.
  cast((16 + bin % 16 + 0.5) * power(2, bin / 16 - 1) AS bigint) AS time_taken_ms, requests
FROM bins
WHERE bin >= 111
