-- The requests that failed, each once, also those behind HTTP 200: a row for each minute,
-- device, account, server, address, command and outcome. Of each device, account and day
-- it is the side with more failures: mostly the back end, which logs the EAS status.
CREATE OR REPLACE VIEW failures AS
SELECT
  dt, bucket, device, account, kind,
  device_id, device_type, user_name, user_agent, server, side, client_address,
  command, status, substatus, win32_status, eas_status, effective_status, reason, error, access_state, protocol_version, mailbox_server, failures,
  first_time, last_time
FROM (
  SELECT
    dt, bucket, device, account, kind,
    device_id, device_type, user_name, user_agent, server, side, client_address,
    command, status, substatus, win32_status, eas_status, effective_status, reason, error, access_state, protocol_version, mailbox_server, hits AS failures,
    first_time, last_time,
    sum(CASE side WHEN 'back' THEN hits ELSE -hits END) OVER (PARTITION BY dt, device, account, kind) > 0 AS back_has_more
  FROM requests_by_side
  WHERE failed
)
WHERE back_has_more = (side = 'back')
