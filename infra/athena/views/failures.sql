-- The requests that failed, each once, also those behind HTTP 200: a row for each minute,
-- device, account, server, address, command and outcome. A request failed if any server
-- says so.
CREATE OR REPLACE VIEW failures AS
SELECT
  dt, bucket, device, account, kind,
  device_id, device_type, user_name, user_agent, server, side, client_address,
  command, status, substatus, win32_status, eas_status, effective_status, reason, error, access_state, protocol_version, mailbox_server, failures,
  first_time, last_time
FROM requests
WHERE failed
