-- Which devices ask for their policy again and again?
-- When: after a policy was changed, or when users say that a phone asks for its code all day.
-- Look: refused beside provision_hits: a device that provisions and is refused once more
--   does not keep the policy (easreport explain provisioning-loop). Many devices of one
--   type on one day: the policy asks for what that type cannot do.
WITH refused AS (
  SELECT dt, device, account, kind, sum(failures) AS refused, max(error) AS error
  FROM failures
  WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '7' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
    AND (effective_status IN (139, 141, 142, 143, 144, 145, 449)
      OR error IN ('DeviceNotProvisioned', 'PolicyRefresh', 'InvalidPolicyKey', 'DeviceNotFullyProvisionable'))
  GROUP BY dt, device, account, kind
), days AS (
  SELECT
    dt, device, account, kind, max(user_name) AS user_name, max(device_type) AS device_type, max(user_agent) AS user_agent,
    sum(hits) AS hits, sum(provision_hits) AS provision_hits
  FROM device_hour
  WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '7' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
  GROUP BY dt, device, account, kind
)
SELECT dt, device, account, user_name, device_type, user_agent, hits, provision_hits, coalesce(refused, 0) AS refused, error
FROM days
LEFT JOIN refused USING (dt, device, account, kind)
WHERE provision_hits + coalesce(refused, 0) >= /*minimum_hits=*/ 20 /**/
ORDER BY provision_hits + coalesce(refused, 0) DESC, dt, device, account
LIMIT /*rows=*/ 100 /**/
