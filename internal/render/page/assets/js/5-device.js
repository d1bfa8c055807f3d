// The sheet of a device opens as a dialog, which Escape closes.

{
  const dialog = byId("dialog");
  let place; // where the sheet that is open belongs

  function putBack() {
    const sheet = dialog.querySelector(".device");
    if (sheet) place.replaceWith(sheet);
  }

  function open(id) {
    putBack();
    const sheet = byId(`device-${id}`);
    if (!sheet) return;
    place = document.createComment("");
    sheet.replaceWith(place);
    dialog.append(sheet);
    dialog.setAttribute("aria-labelledby", sheet.getAttribute("aria-labelledby"));
    if (!dialog.open) dialog.showModal();
    remember({ device: String(id) });
    dialog.scrollTop = 0;
    addEventListener("load", () => { dialog.scrollTop = 0; }, { once: true }); // the browser goes to what the address names
  }

  function openTarget() {
    const id = kept.get("device");
    if (id !== null) open(id);
    else if (dialog.open) dialog.close();
  }

  dialog.addEventListener("close", () => {
    putBack();
    remember({ device: "" });
  });
  dialog.querySelector(".close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-open]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link.dataset.open);
  });
  addEventListener("recall", openTarget);
  openTarget();
}
