-- How much traffic does each version of a phone's system make?
-- When: a vendor has brought an update out, or says that one mends a loop.
-- Look: hits_per_device_day of a version far over its neighbours'. Apple's build gives the
--   version (Apple-iPhone4C1/901.405 is iOS 5); others that do not tell it are by name.
WITH agents AS (
  SELECT
    dt, device, account, user_agent,
    cast(nullif(regexp_extract(user_agent, '^Apple-[^/]*/([0-9]{1,2})[0-9][0-9]\.', 1), '') AS bigint) AS apple,
    nullif(regexp_extract(user_agent, '^Android/([0-9]+(\.[0-9]+)?)', 1), '') AS android,
    hits, failures, bytes_sent
  FROM requests
  WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '7' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
    AND kind = 'device'
)
SELECT
  CASE
    WHEN apple BETWEEN 7 AND 21 THEN 'iOS ' || cast(apple - 4 AS varchar)
    WHEN android IS NOT NULL THEN 'Android ' || android
    ELSE split_part(user_agent, '/', 1)
  END AS system,
  count(DISTINCT nullif(device, '')) AS devices,
  count(DISTINCT nullif(account, '')) AS users,
  sum(hits) AS hits,
  round(sum(hits) * 1e0 / count(DISTINCT dt || device), 1) AS hits_per_device_day,
  sum(failures) AS failures,
  sum(bytes_sent) AS bytes_sent
FROM agents
GROUP BY 1
ORDER BY hits DESC, system
LIMIT /*rows=*/ 200 /**/
