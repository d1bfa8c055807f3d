// Which rows are seen, and in which order.

const severities = ["info", "warning", "critical"];

// weightOf orders rows by their findings: the most severe first, then more of them.
function weightOf(row) {
  const flag = flags.get(row);
  if (!flag?.rules.length) return null;
  return 1000 * (1 + severities.indexOf(data.rules[flag.rules[0]].severity)) + flag.rules.length;
}

// keysOf gives what rows are sorted by: all of one column, made once.
function keysOf(column) {
  if (column.keys) return column.keys;
  column.keys = Array.from({ length: data.rows }, (_, row) => {
    if (column.form === "findings") return weightOf(row);
    const value = column.cell(row);
    return typeof value === "string" ? value.toLowerCase() || null : value;
  });
  return column.keys;
}

// sorted puts rows in the order of a column. Equal ones stay in the report's order,
// and what is missing comes last.
function sorted(rows, column, order) {
  const keys = keysOf(column);
  const sign = order === "descending" ? -1 : 1;
  return rows.sort((a, b) => {
    const x = keys[a], y = keys[b];
    if (x === null || y === null) return (x === null) - (y === null) || a - b;
    if (x === y) return a - b;
    return x < y ? -sign : sign;
  });
}

// haystacks are the texts of each row, to search in, made when somebody searches.
let haystacks;

function haystack(row) {
  haystacks ??= Array.from({ length: data.rows }, (_, i) => data.columns
    .filter((column) => column.kind === "text")
    .map((column) => column.form === "findings" ? titlesOf(i) : column.cell(i))
    .join("\n").toLowerCase());
  return haystacks[row];
}

function titlesOf(row) {
  return (flags.get(row)?.rules ?? []).map((rule) => data.rules[rule].title).join("\n");
}

// matching are the rows that have all words of a text, and a finding ("*": any).
function matching(text, finding) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const rule = data.rules.findIndex((r) => r.name === finding);
  const rows = [];
  for (let row = 0; row < data.rows; row++) {
    if (finding && !(finding === "*" ? flags.get(row)?.rules.length : flags.get(row)?.rules.includes(rule))) continue;
    if (words.every((word) => haystack(row).includes(word))) rows.push(row);
  }
  return rows;
}
