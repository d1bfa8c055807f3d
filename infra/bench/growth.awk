# Reads goals, then measure's lines (SIZE:DEVICES:BYTES wall user sys peak) of each
# step in turn, and prints what a step costs for each byte beside the first step.
#
#   awk -f stats.awk -f growth.awk goals RESULTS

FNR == NR {
  if ($0 !~ /^#/) goal[$1] = $2 " " $3 " / " $4
  next
}

$1 == "warm-up" { next }

{
  label = $1
  if (!(label in runs)) order[++labels] = label
  i = ++runs[label]
  wall[label, i] = $2; cpu[label, i] = $3 + $4; peak[label, i] = $5
}

END {
  print "| size, devices | runs | CPU s | wall s | CPU ns a byte | to the first | peak MiB (spread) | reach / aim |"
  print "| --- | ---: | ---: | ---: | ---: | ---: | --- | --- |"
  for (l = 1; l <= labels; l++) {
    label = order[l]; n = runs[label]
    split(label, part, ":")
    pick(cpu, label, n, c); pick(wall, label, n, w); pick(peak, label, n, m)
    each = median(c, n) / part[3] * 1e9
    if (l == 1) first = each
    printf "| %s, %s | %d | %.2f | %.2f | %.2f | %.2f | %s | %s |\n", part[1], part[2], n, median(c, n), median(w, n), \
      each, each / first, spread(m, n, "%.0f"), goal[part[1] ":" part[2]]
  }
}
