"use strict";
// The address remembers the search, the filter and the device that is open, so that it can
// be sent to a colleague. A device alone is #device-3, which works without this script, too.

// read takes what an address says; null for one that points at a part of the page.
function read(hash) {
  const text = hash.slice(1);
  const [, device] = text.match(/^device-(\d+)$/) ?? [];
  if (device !== undefined) return new URLSearchParams({ device });
  return text === "" || text.includes("=") ? new URLSearchParams(text) : null;
}

let kept = read(location.hash) ?? new URLSearchParams();

addEventListener("hashchange", () => {
  const changed = read(location.hash);
  if (!changed) return;
  kept = changed;
  dispatchEvent(new Event("recall"));
});

// remember changes what the address says; an empty value is left out.
function remember(changes) {
  for (const [key, value] of Object.entries(changes)) {
    if (value) kept.set(key, value);
    else kept.delete(key);
  }
  const text = kept.toString().replace(/^device=(\d+)$/, "device-$1");
  history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
}
