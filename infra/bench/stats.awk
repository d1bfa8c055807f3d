# Functions of lists for table.awk and growth.awk.

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

# spread is the median, and in brackets the least and the most.
function spread(list, n, format,   s) {
  sorted_into(list, n, s)
  return sprintf(format " (" format "–" format ")", median(list, n), s[1], s[n])
}

# pick takes the values of a label.
function pick(from, label, n, into,   i) {
  for (i = 1; i <= n; i++) into[i] = from[label, i]
}
