-- Where do the wrong passwords come from that lock accounts out?
-- When: an account locks itself again and again, or many do at once.
-- Look: locked_out: Windows refused the logon because the account was locked already
--   (1909). One device is a phone with an old password; one address with many accounts is
--   somebody guessing. Behind a load balancer that sends no X-Forwarded-For the address is
--   the load balancer's.
SELECT
  client_address, account, device, max(user_name) AS user_name, max(device_type) AS device_type, max(user_agent) AS user_agent,
  sum(failures) AS refused_logons,
  sum(CASE WHEN win32_status = 1909 THEN failures ELSE 0 END) AS locked_out,
  sum(CASE WHEN win32_status IN (1330, 1907) THEN failures ELSE 0 END) AS password_expired,
  sum(CASE WHEN win32_status = 1331 THEN failures ELSE 0 END) AS account_disabled,
  min(first_time) AS first_time,
  max(last_time) AS last_time
FROM failures
WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '7' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
  AND win32_status IN (1326, 1327, 1328, 1329, 1330, 1331, 1385, 1793, 1907, 1909, 2148074252)
GROUP BY client_address, account, device
ORDER BY locked_out DESC, refused_logons DESC, client_address, account, device
LIMIT /*rows=*/ 100 /**/
