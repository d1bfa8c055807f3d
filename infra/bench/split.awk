# Splits a log at line ends into files of about `size` bytes in a `folder`, each
# beginning with the header lines then in force.
function begin() {
  if (file != "") close(file)
  file = sprintf("%s/u_ex%06d.log", folder, ++files)
  printf "%s", header >file
  written = length(header)
}

/^#/ {
  if (!in_header) header = ""
  in_header = 1
  header = header $0 "\n"
  next
}

{
  if (in_header || written >= size) begin()
  in_header = 0
  print >file
  written += length($0) + 1
}
