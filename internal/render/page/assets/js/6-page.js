// Dark or light, and paper.

{
  const button = byId("theme");
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (document.documentElement.dataset.theme ?? (prefersDark.matches ? "dark" : "light")) === "dark";
  const label = () => { button.textContent = isDark() ? "Light" : "Dark"; };
  button.setAttribute("title", "Change between dark and light");
  button.addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    label();
  });
  prefersDark.addEventListener("change", label);
  button.hidden = false;
  label();

  // Commands can be copied; where the browser does not let a page do that, they are selected.
  for (const command of document.querySelectorAll(".command")) {
    command.append(element("button", { type: "button", "aria-label": "Copy the command" }, "Copy"));
  }
  document.addEventListener("click", async (event) => {
    const button = event.target.closest(".command button");
    if (!button) return;
    const code = button.parentNode.querySelector("code");
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(code);
      button.textContent = "Selected";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });

  // Paper cannot be opened: what a card folds is printed open, and folded again. Whole cards
  // that are folded are left to the screen: the first page names the critical ones.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll(".cause > .cards details:not([open], .do)")];
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
  });
  document.body.dataset.ready = "true";
}
