-- requests_by_side, of each device, account and day the side that counts: hits, bytes and
-- times of the one with more hits, failures of the one with more failures (mostly the back
-- end, which logs the EAS status). Whatever is summed of these rows is right. A row that
-- counts for its failures only has 0 hits.
CREATE OR REPLACE VIEW requests AS
WITH sides AS (
  SELECT
    dt, device, account, kind,
    CASE WHEN sum(CASE side WHEN 'back' THEN hits ELSE -hits END) > 0 THEN 'back' ELSE 'front' END AS side_of_hits,
    CASE WHEN sum(CASE WHEN NOT failed THEN 0 WHEN side = 'back' THEN hits ELSE -hits END) > 0 THEN 'back' ELSE 'front' END AS side_of_failures
  FROM requests_by_side
  GROUP BY dt, device, account, kind
), chosen AS (
  SELECT *, side = side_of_hits AS of_hits, failed AND side = side_of_failures AS of_failures
  FROM requests_by_side
  JOIN sides USING (dt, device, account, kind)
)
SELECT
  dt, bucket, device, account, kind,
  device_id, device_type, user_name, user_agent, server, side, client_address,
  command, status, substatus, win32_status, eas_status, error, access_state, effective_status, failed,
  CASE WHEN of_hits THEN hits ELSE 0 END AS hits,
  CASE WHEN of_failures THEN hits ELSE 0 END AS failures,
  CASE WHEN of_hits THEN bytes_sent END AS bytes_sent,
  CASE WHEN of_hits THEN bytes_sent_max END AS bytes_sent_max,
  CASE WHEN of_hits THEN bytes_received END AS bytes_received,
  CASE WHEN of_hits THEN bytes_received_max END AS bytes_received_max,
  CASE WHEN of_hits THEN time_taken_ms END AS time_taken_ms,
  CASE WHEN of_hits THEN time_taken_max_ms END AS time_taken_max_ms,
  CASE WHEN of_hits THEN timed_hits ELSE 0 END AS timed_hits,
  CASE WHEN of_hits THEN waiting_hits ELSE 0 END AS waiting_hits,
  CASE WHEN of_hits THEN time_histogram END AS time_histogram,
  first_time, last_time
FROM chosen
WHERE of_hits OR of_failures
