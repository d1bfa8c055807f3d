# easreport's job for awk: see duckdb.sql. Writes CSV, in no order, since awk can
# do neither better; the last line on stderr is the number of requests.
BEGIN {
  FS = " "
  for (i = 0; i < 256; i++) {
    hex[sprintf("%02X", i)] = sprintf("%c", i)
    hex[sprintf("%02x", i)] = sprintf("%c", i)
  }
}

function decoded(s,   out, i) {
  out = ""
  while ((i = index(s, "%")) > 0) {
    out = out substr(s, 1, i - 1) hex[substr(s, i + 1, 2)]
    s = substr(s, i + 3)
  }
  return out s
}

/^#/ { next }

{
  stem = tolower($5)
  if (stem != "/microsoft-server-activesync" && index(stem, "/microsoft-server-activesync/") != 1) next

  user = id = type = command = log_value = status = error = ""
  n = split($6, part, "&")
  for (i = 1; i <= n; i++) {
    equals = index(part[i], "=")
    name = substr(part[i], 1, equals - 1)
    value = substr(part[i], equals + 1)
    if (name == "User") user = value
    else if (name == "DeviceId") id = value
    else if (name == "DeviceType") type = value
    else if (name == "Cmd") command = value
    else if (name == "Log") log_value = value
  }
  if ($4 == "OPTIONS") command = "Options"
  if (match(log_value, /_S[0-9]+_/)) status = substr(log_value, RSTART + 2, RLENGTH - 3)
  if ((i = index(log_value, "Error:")) > 0) {
    error = substr(log_value, i + 6)
    if (match(error, /[_:+%]/)) error = substr(error, 1, RSTART - 1)
  }

  key = $1 "T" substr($2, 1, 5) "\t" user "\t" $8 "\t" id "\t" type "\t" $10 "\t" $9 "\t" $3 "\t" command "\t" \
    $11 "\t" $12 "\t" $13 "\t" status "\t" error
  if (!(key in hits)) first[key] = $2
  last[key] = $2
  hits[key]++
  sent[key] += $14; if ($14 > sent_max[key] + 0) sent_max[key] = $14
  received[key] += $15; if ($15 > received_max[key] + 0) received_max[key] = $15
  taken[key] += $16; if ($16 > taken_max[key] + 0) taken_max[key] = $16
  requests++
}

END {
  for (key in hits) {
    split(key, k, "\t")
    k[2] = decoded(k[2])
    line = k[1]
    for (i = 2; i <= 14; i++) line = line "," k[i]
    printf "%s,%d,%.0f,%d,%.0f,%d,%.0f,%d,%s,%s\n", line, hits[key], sent[key], sent_max[key], \
      received[key], received_max[key], taken[key], taken_max[key], first[key], last[key]
  }
  printf "%d\n", requests > "/dev/stderr"
}
