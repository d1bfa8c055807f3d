-- A row for each device, account and hour (UTC). Hits, bytes and times are of the side that
-- has more hits on the day; failures, EAS failures, errors and syncs each of the side that
-- has more of those.
CREATE OR REPLACE VIEW device_hour AS
WITH sides AS (
  SELECT
    dt, date_trunc('hour', bucket) AS hour, device, account, kind, side,
    max(device_id) AS device_id,
    max(lower(user_name)) AS user_name,
    max(device_type) AS device_type,
    max_by(user_agent, CASE WHEN user_agent IS NOT NULL THEN row(last_time, user_agent) END) AS user_agent,
    max_by(access_state, CASE WHEN access_state IS NOT NULL THEN row(last_time, access_state) END) AS access_state,
    max_by(protocol_version, CASE WHEN protocol_version IS NOT NULL THEN row(last_time, protocol_version) END) AS protocol_version,
    max_by(mailbox_server, CASE WHEN mailbox_server IS NOT NULL THEN row(last_time, mailbox_server) END) AS mailbox_server,
    sum(hits) AS hits,
    sum(CASE WHEN failed THEN hits ELSE 0 END) AS failures,
    sum(CASE WHEN eas_failed THEN hits ELSE 0 END) AS eas_failures,
    sum(CASE WHEN error IS NULL THEN 0 ELSE hits END) AS errors,
    sum(CASE WHEN command = 'Ping' THEN hits ELSE 0 END) AS ping_hits,
    sum(CASE WHEN command = 'Sync' THEN hits ELSE 0 END) AS sync_hits,
    sum(CASE WHEN command = 'FolderSync' THEN hits ELSE 0 END) AS folder_sync_hits,
    sum(CASE WHEN command = 'Provision' THEN hits ELSE 0 END) AS provision_hits,
    sum(CASE WHEN command IN ('SendMail', 'SmartReply', 'SmartForward') THEN hits ELSE 0 END) AS mail_hits,
    sum(bytes_sent) AS bytes_sent,
    max(bytes_sent_max) AS bytes_sent_max,
    sum(bytes_received) AS bytes_received,
    max(bytes_received_max) AS bytes_received_max,
    sum(time_taken_ms) AS time_taken_ms,
    max(time_taken_max_ms) AS time_taken_max_ms,
    sum(timed_hits) AS timed_hits,
    sum(waiting_hits) AS waiting_hits,
    min(first_time) AS first_time,
    max(last_time) AS last_time,
    sum(full_syncs) AS full_syncs,
    sum(recovery_syncs) AS recovery_syncs,
    sum(invalid_syncs) AS invalid_syncs
  FROM requests_by_side
  GROUP BY dt, date_trunc('hour', bucket), device, account, kind, side
), weighed AS (
  SELECT
    *,
    (sum(CASE side WHEN 'back' THEN hits ELSE -hits END) OVER day > 0) = (side = 'back') AS of_hits,
    (sum(CASE side WHEN 'back' THEN failures ELSE -failures END) OVER day > 0) = (side = 'back') AS of_failures,
    (sum(CASE side WHEN 'back' THEN eas_failures ELSE -eas_failures END) OVER day > 0) = (side = 'back') AS of_eas_failures,
    (sum(CASE side WHEN 'back' THEN errors ELSE -errors END) OVER day > 0) = (side = 'back') AS of_errors,
    (sum((full_syncs + recovery_syncs + invalid_syncs) * CASE side WHEN 'back' THEN 1 ELSE -1 END) OVER day > 0) = (side = 'back') AS of_syncs
  FROM sides
  WINDOW day AS (PARTITION BY dt, device, account, kind)
), chosen AS (
  SELECT
    dt, hour, device, account, kind,
    max(device_id) AS device_id,
    max(user_name) AS user_name,
    max(device_type) AS device_type,
    max_by(user_agent, CASE WHEN user_agent IS NOT NULL THEN row(last_time, user_agent) END) AS user_agent,
    max_by(access_state, CASE WHEN access_state IS NOT NULL THEN row(last_time, access_state) END) AS access_state,
    max_by(protocol_version, CASE WHEN protocol_version IS NOT NULL THEN row(last_time, protocol_version) END) AS protocol_version,
    max_by(mailbox_server, CASE WHEN mailbox_server IS NOT NULL THEN row(last_time, mailbox_server) END) AS mailbox_server,
    sum(CASE WHEN of_hits THEN hits ELSE 0 END) AS hits,
    sum(CASE WHEN of_failures THEN failures ELSE 0 END) AS failures,
    sum(CASE WHEN of_eas_failures THEN eas_failures ELSE 0 END) AS eas_failures,
    sum(CASE WHEN of_errors THEN errors ELSE 0 END) AS errors,
    sum(CASE WHEN of_hits THEN ping_hits ELSE 0 END) AS ping_hits,
    sum(CASE WHEN of_hits THEN sync_hits ELSE 0 END) AS sync_hits,
    sum(CASE WHEN of_hits THEN folder_sync_hits ELSE 0 END) AS folder_sync_hits,
    sum(CASE WHEN of_hits THEN provision_hits ELSE 0 END) AS provision_hits,
    sum(CASE WHEN of_hits THEN mail_hits ELSE 0 END) AS mail_hits,
    max(CASE WHEN of_hits THEN bytes_sent END) AS bytes_sent,
    max(CASE WHEN of_hits THEN bytes_sent_max END) AS bytes_sent_max,
    max(CASE WHEN of_hits THEN bytes_received END) AS bytes_received,
    max(CASE WHEN of_hits THEN bytes_received_max END) AS bytes_received_max,
    max(CASE WHEN of_hits THEN time_taken_ms END) AS time_taken_ms,
    max(CASE WHEN of_hits THEN time_taken_max_ms END) AS time_taken_max_ms,
    sum(CASE WHEN of_hits THEN timed_hits ELSE 0 END) AS timed_hits,
    sum(CASE WHEN of_hits THEN waiting_hits ELSE 0 END) AS waiting_hits,
    min(first_time) AS first_time,
    max(last_time) AS last_time,
    sum(CASE WHEN of_syncs THEN full_syncs ELSE 0 END) AS full_syncs,
    sum(CASE WHEN of_syncs THEN recovery_syncs ELSE 0 END) AS recovery_syncs,
    sum(CASE WHEN of_syncs THEN invalid_syncs ELSE 0 END) AS invalid_syncs
  FROM weighed
  GROUP BY dt, hour, device, account, kind
)
SELECT *
FROM chosen
-- Else it is only the other side's copy of requests of the hour before.
WHERE hits + failures + eas_failures + errors + full_syncs + recovery_syncs + invalid_syncs > 0
