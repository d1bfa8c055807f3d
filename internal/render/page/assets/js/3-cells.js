// How a cell is shown. The server writes the first rows in the same way.

const hintLength = 28;

// grouped writes a number by thousands.
function grouped(number, decimals = 0) {
  const [whole, fraction] = Number(number).toFixed(decimals).split(".");
  const text = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return fraction === undefined ? text : `${text}.${fraction}`;
}

function icon(severity) {
  return picture("svg", { class: `icon ${severity}`, width: 14, height: 14, "aria-hidden": "true" },
    picture("use", { href: `#i-${severity}` }));
}

// shareOf draws a number as a part of the column's largest.
function shareOf(column, value) {
  column.most ??= Math.max(1, ...pieces(column).map((row) => column.cell(row)));
  return picture("svg", { class: "share", width: "100%", height: 4, "aria-hidden": "true" },
    picture("rect", { width: `${Math.round(10000 * value / column.most) / 100}%`, height: 4 }));
}

// pieces are rows among which the column's largest number is: most are sorted by it.
function pieces(column) {
  let most = 0;
  for (let row = 1; row < data.rows; row++) if (column.cell(row) > column.cell(most)) most = row;
  return [most];
}

// statusesOf shortens "507:3 113:2".
function statusesOf(text) {
  const counts = text.split(" ").map((part) => part.split(":"));
  const short = counts.slice(0, 2).map(([status, n]) => `${status} × ${grouped(n)}`).join(", ");
  const hint = counts.map(([status, n]) =>
    `${status} ${data.meanings[status] ?? ""}`.trim() + `: ${grouped(n)} ${n === "1" ? "request" : "requests"}`).join("\n");
  return [counts.length > 2 ? `${short} …` : short, hint];
}

function flagOf(row) {
  const flag = flags.get(row);
  if (!flag?.rules.length) return "";
  const rule = data.rules[flag.rules[0]];
  const more = flag.rules.length - 1;
  const text = [icon(rule.severity), ` ${rule.title}${more > 0 ? ` +${more}` : ""}`];
  if (flag.sheet < 0) return element("span", {}, ...text);
  return element("a", { href: `#device-${flag.sheet}`, "data-open": flag.sheet }, ...text);
}

// cellOf makes the cell of a row.
function cellOf(column, row, isTitle) {
  const cell = element(isTitle ? "th" : "td", { class: `${column.kind} ${column.form ?? ""}`.trim() });
  if (isTitle) cell.scope = "row";
  if (column.form === "findings") {
    cell.append(flagOf(row));
    return cell;
  }
  const value = column.cell(row);
  let text = value ?? "";
  if (value === "" || value === null) {
    text = column.missing ?? "";
    if (text) cell.classList.add("missing");
  } else if (column.form === "statuses") {
    [text, cell.title] = statusesOf(value);
  } else if (column.kind === "number") {
    text = grouped(value, column.decimals);
    if (value === 0) cell.classList.add("zero");
  } else if (value.length > hintLength) {
    cell.title = value;
  }
  const sheet = isTitle ? flags.get(row)?.sheet ?? -1 : -1;
  const shown = column.kind === "text" ? soft(text) : text;
  cell.append(sheet < 0 ? shown : element("a", { href: `#device-${sheet}`, "data-open": sheet }, shown));
  if (column.form === "bar") cell.append(shareOf(column, value));
  return cell;
}
