// Without this script the page is whole, but for the rows beyond the first. Texts of
// logs are hostile: they are only ever set as textContent or as attributes.

const byId = (id) => document.getElementById(id);

// element makes an element with attributes and children.
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// picture makes an element of SVG.
function picture(name, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// soft sets a name of which long ones break behind its parts, and not within a word.
function soft(text) {
  const parts = text.match(/[^\\@._-]*[\\@._-]|[^\\@._-]+/g) ?? [];
  return element("bdi", {}, ...parts.flatMap((part, i) => i === 0 ? [part] : [document.createElement("wbr"), part]));
}

const data = byId("data") && JSON.parse(byId("data").textContent);

// cellsOf gives the function from a row's number to its cell: a text, a number, or
// null where the logs do not tell.
function cellsOf(column) {
  const { prefix = "", words, values } = column;
  if ("all" in column) return () => column.all;
  if (words) return (row) => prefix + words[values[row]];
  if (prefix) return (row) => prefix + values[row];
  return (row) => values[row];
}

// flags are what was found about the devices of rows, by row.
const flags = new Map();

if (data) {
  for (const column of data.columns) column.cell = cellsOf(column);
  for (const flag of data.flagged) flags.set(flag.row, flag);
}
