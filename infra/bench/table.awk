# Reads goals, then measure's lines (label wall user sys peak) in the order in which
# they were taken: of each two lines the first is ours, the second the peer's.
# Prints the ratios pair by pair, and medians of each label.
#
#   awk -f stats.awk -f table.awk goals RESULTS

FNR == NR {
  if ($0 !~ /^#/) goal[$1] = $2 " " $3 " / " $4
  next
}

{
  label = $1
  if (!(label in runs)) order[++labels] = label
  i = ++runs[label]
  wall[label, i] = $2; cpu[label, i] = $3 + $4; peak[label, i] = $5
  if (FNR % 2) {
    ours = label; our_wall = $2; our_cpu = $3 + $4
  } else {
    base[label] = ours
    p = ++pairs[label]
    wall_ratio[label, p] = our_wall / ($2 > 0 ? $2 : 0.001)
    cpu_ratio[label, p] = our_cpu / ($3 + $4 > 0 ? $3 + $4 : 0.001)
  }
}

END {
  print "| ours / peer, median of pairs (spread) | CPU | wall | reach / aim |"
  print "| --- | --- | --- | --- |"
  for (l = 1; l <= labels; l++) {
    label = order[l]; n = pairs[label]
    if (n == 0) continue
    pick(cpu_ratio, label, n, c); pick(wall_ratio, label, n, w)
    printf "| %s / %s | %s | %s | %s |\n", base[label], label, spread(c, n, "%.3f"), spread(w, n, "%.3f"), goal[label]
  }
  print "\n| medians | runs | CPU s | wall s | peak MiB | reach / aim |"
  print "| --- | ---: | ---: | ---: | ---: | --- |"
  for (l = 1; l <= labels; l++) {
    label = order[l]; n = runs[label]
    pick(cpu, label, n, c); pick(wall, label, n, w); pick(peak, label, n, m)
    printf "| %s | %d | %.2f | %.2f | %.0f | %s |\n", label, n, median(c, n), median(w, n), median(m, n), \
      (label in pairs) ? "" : goal[label]
  }
}
