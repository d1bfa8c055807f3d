"use strict";
// Without this script the page is whole, only its tables stand still.

// valueOf is what a cell is sorted by.
function valueOf(row, column) {
  const cell = row.cells[column];
  return cell.dataset.value ?? cell.textContent;
}

// compare orders two values; "2" is before "10" in texts too.
function compare(kind, a, b) {
  if (kind === "number") return Number(a) - Number(b);
  return a.localeCompare(b, "en", { numeric: kind === "text", sensitivity: "base" });
}

function sort(table, head) {
  const kind = head.className;
  const first = kind === "text" ? "ascending" : "descending";
  const second = kind === "text" ? "descending" : "ascending";
  const order = head.getAttribute("aria-sort") === first ? second : first;
  const sign = order === "ascending" ? 1 : -1;
  const rows = [...table.tBodies[0].rows].map((row) => [valueOf(row, head.cellIndex), row]);
  rows.sort(([a], [b]) => {
    if (a === "" || b === "") return (a === "") - (b === ""); // what is missing comes last
    return sign * compare(kind, a, b);
  });
  table.tBodies[0].append(...rows.map(([, row]) => row));
  for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", order);
}

for (const table of document.querySelectorAll("table.rows")) {
  for (const head of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(table, head));
    head.append(button);
  }
}

const search = document.querySelector(".search");
if (search) {
  const input = search.querySelector("input");
  const output = search.querySelector("output");
  const rows = [...document.querySelector("table.rows").tBodies[0].rows];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    let found = 0;
    rows.forEach((row, i) => {
      row.hidden = !texts[i].includes(wanted);
      if (!row.hidden) found++;
    });
    output.textContent = wanted === "" ? "" : `${found} of ${rows.length} rows`;
  });
  search.hidden = false;
}

// Paper cannot be opened.
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
});
