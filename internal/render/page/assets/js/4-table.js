// The table of devices: order, search, choice of columns and pages.

if (data) {
  const table = byId("rows"), search = byId("search"), finding = byId("finding"), status = byId("status");
  const box = table.closest(".box");
  const state = { rows: Array.from({ length: data.rows }, (_, row) => row), page: 0, column: null, order: "" };
  for (const column of data.columns) {
    if (column.sort) [state.column, state.order] = [column, column.sort];
  }

  const pages = () => Math.max(1, Math.ceil(state.rows.length / data.pageSize));
  const shown = () => data.columns.filter((column) => column.shown);

  function showHeads() {
    table.tHead.rows[0].replaceChildren(...shown().map((column) => {
      const button = element("button", { type: "button" }, column.heading);
      button.addEventListener("click", () => sortBy(column));
      return element("th", { scope: "col", class: column.kind, title: `${column.name}: ${column.meaning}`, "data-column": column.name }, button);
    }));
    showOrder();
  }

  const [caption, asMade] = table.caption.textContent.split(", ");

  // showOrder says which column the rows are sorted by.
  function showOrder() {
    const largest = { ascending: "smallest first", descending: "largest first" };
    const letters = { ascending: "A to Z", descending: "Z to A" };
    const { column, order } = state;
    const words = column?.kind === "text" && column.form !== "findings" ? letters : largest;
    const how = !column || column.sort === order ? asMade : `by ${column.heading.toLowerCase()}, ${column.form === "findings" ? "most severe first" : words[order]}`;
    table.caption.textContent = `${caption}, ${how}`;
    shown().forEach((column, i) => {
      table.tHead.rows[0].cells[i].setAttribute("aria-sort", column === state.column ? state.order : "none");
    });
  }

  function showRows() {
    const title = data.columns[data.title];
    const columns = shown();
    const first = state.page * data.pageSize;
    const rows = state.rows.slice(first, first + data.pageSize);
    table.tBodies[0].replaceChildren(...rows.map((row, i) => {
      const line = element("tr", { "data-row": row, tabindex: i === 0 ? 0 : -1 });
      line.append(...columns.map((column) => cellOf(column, row, column === title)));
      return line;
    }));
    byId("prev").hidden = byId("next").hidden = pages() === 1;
    byId("prev").disabled = state.page === 0;
    byId("next").disabled = state.page === pages() - 1;
    const all = state.rows.length === data.rows ? "" : ` found, ${grouped(data.rows)} in all`;
    status.textContent = rows.length === 0 ? `No row${all}`
      : `Rows ${grouped(first + 1)} to ${grouped(first + rows.length)} of ${grouped(state.rows.length)}${all}`;
  }

  function turn(to) {
    state.page = Math.min(Math.max(to, 0), pages() - 1);
    showRows();
    requestAnimationFrame(() => { box.scrollTop = 0; });
  }

  function sortBy(column) {
    const first = column.kind === "text" && column.form !== "findings" ? "ascending" : "descending";
    const second = first === "ascending" ? "descending" : "ascending";
    state.order = state.column === column && state.order === first ? second : first;
    state.column = column;
    sorted(state.rows, column, state.order);
    showOrder();
    turn(0);
  }

  function filter() {
    remember({ search: search.value, finding: finding?.value });
    narrow();
  }

  function narrow() {
    state.rows = matching(search.value, finding?.value ?? "");
    if (state.column) sorted(state.rows, state.column, state.order);
    turn(0);
  }

  function offer(column) {
    const input = element("input", { type: "checkbox", value: column.name });
    input.checked = column.shown;
    input.addEventListener("change", () => {
      column.shown = input.checked;
      showHeads();
      showRows();
    });
    return element("label", { title: column.meaning }, input, " ", column.heading);
  }

  // Arrows walk through the rows, Enter opens a device, page keys turn pages.
  table.tBodies[0].addEventListener("keydown", (event) => {
    const row = event.target.closest("tr");
    if (event.target !== row) return;
    const go = (line) => {
      if (!line) return;
      row.tabIndex = -1;
      line.tabIndex = 0;
      line.focus();
    };
    const lines = row.parentNode.rows;
    const moves = {
      ArrowDown: () => go(row.nextElementSibling), ArrowUp: () => go(row.previousElementSibling),
      Home: () => go(lines[0]), End: () => go(lines[lines.length - 1]),
      PageDown: () => { turn(state.page + 1); go(table.tBodies[0].rows[0]); },
      PageUp: () => { turn(state.page - 1); go(table.tBodies[0].rows[0]); },
      Enter: () => row.querySelector("[data-open]")?.click(),
    };
    if (!moves[event.key]) return;
    event.preventDefault();
    moves[event.key]();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.closest("input, select, dialog")) return;
    event.preventDefault();
    search.focus();
  });

  search.addEventListener("input", filter);
  finding?.addEventListener("change", filter);
  byId("prev").addEventListener("click", () => turn(state.page - 1));
  byId("next").addEventListener("click", () => turn(state.page + 1));
  for (const link of document.querySelectorAll("[data-filter]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault(); // the address would forget
      finding.value = link.dataset.filter;
      filter();
      byId("devices").scrollIntoView();
    });
  }
  document.querySelector("#columns .choices").append(...data.columns.map(offer));
  byId("keys").hidden = document.querySelector(".controls").hidden = document.querySelector(".pager").hidden = false;
  showHeads();

  // recall searches for what the address remembers.
  function recall() {
    search.value = kept.get("search") ?? "";
    if (finding) finding.value = kept.get("finding") ?? "";
    narrow();
  }
  addEventListener("recall", recall);
  recall();
}
