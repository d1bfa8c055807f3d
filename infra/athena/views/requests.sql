-- requests_by_side, of each device, account and day the side with more hits: whatever is
-- summed of these rows (hits, bytes, times) is right. Failures are another view, for the
-- other side may have logged more of them.
CREATE OR REPLACE VIEW requests AS
WITH sides AS (
  SELECT
    dt, device, account, kind,
    CASE WHEN sum(CASE side WHEN 'back' THEN hits ELSE -hits END) > 0 THEN 'back' ELSE 'front' END AS side
  FROM requests_by_side
  GROUP BY dt, device, account, kind
)
SELECT
  dt, bucket, device, account, kind,
  device_id, device_type, user_name, user_agent, server, side, client_address,
  command, status, substatus, win32_status, eas_status, error, access_state, effective_status, failed,
  hits, bytes_sent, bytes_sent_max, bytes_received, bytes_received_max,
  time_taken_ms, time_taken_max_ms, timed_hits, waiting_hits, time_histogram,
  first_time, last_time
FROM requests_by_side
JOIN sides USING (dt, device, account, kind, side)
