# Reads measure's lines (label wall user sys peak), in the order in which they
# were taken, and prints medians of each label, then ratios pair by pair: of each
# two lines the first is ours, the second the peer's.
#
#   awk -f table.awk RESULTS

function sorted_into(list, n, out,   i, j, v) {
  for (i = 1; i <= n; i++) {
    v = list[i]
    for (j = i - 1; j >= 1 && out[j] > v; j--) out[j + 1] = out[j]
    out[j + 1] = v
  }
}

function median(list, n,   s) {
  sorted_into(list, n, s)
  return n % 2 ? s[(n + 1) / 2] : (s[n / 2] + s[n / 2 + 1]) / 2
}

function spread(list, n,   s) {
  sorted_into(list, n, s)
  return sprintf("%.3f (%.3f-%.3f)", median(list, n), s[1], s[n])
}

{
  label = $1
  if (!(label in runs)) order[++labels] = label
  i = ++runs[label]
  wall[label, i] = $2; cpu[label, i] = $3 + $4; peak[label, i] = $5
  if (NR % 2) {
    ours = label; our_wall = $2; our_cpu = $3 + $4
  } else {
    base[label] = ours
    p = ++pairs[label]
    wall_ratio[label, p] = our_wall / ($2 > 0 ? $2 : 0.001)
    cpu_ratio[label, p] = our_cpu / ($3 + $4 > 0 ? $3 + $4 : 0.001)
  }
}

function pick(from, label, n, into,   i) {
  for (i = 1; i <= n; i++) into[i] = from[label, i]
}

END {
  printf "%-14s %5s %9s %9s %10s\n", "medians", "runs", "CPU s", "wall s", "peak MiB"
  for (l = 1; l <= labels; l++) {
    label = order[l]; n = runs[label]
    pick(cpu, label, n, c); pick(wall, label, n, w); pick(peak, label, n, m)
    printf "%-14s %5d %9.2f %9.2f %10.0f\n", label, n, median(c, n), median(w, n), median(m, n)
  }
  printf "\n%-28s %5s  %-24s %-24s\n", "pairs, median (min-max)", "pairs", "CPU", "wall"
  for (l = 1; l <= labels; l++) {
    label = order[l]; n = pairs[label]
    if (n == 0) continue
    pick(cpu_ratio, label, n, c); pick(wall_ratio, label, n, w)
    printf "%-28s %5d  %-24s %-24s\n", base[label] " / " label, n, spread(c, n), spread(w, n)
  }
}
