// What every page does beyond HTML: show the errors first, send a form once, close menus.
(() => {
  "use strict";
  // "still": what stands above it has to be read first, so the page does not move.
  const first = document.querySelector("[data-focus]");
  first?.focus({ preventScroll: first.dataset.focus === "still" });
  // Past the navigation without "#content" in the address: a form sent from there would carry it on, and
  // the next page would begin at its head instead of where it wants the focus.
  const content = document.getElementById("content");
  document.querySelector(".skip-link")?.addEventListener("click", (event) => {
    event.preventDefault();
    content.focus();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
  });
  // Back to a page that the browser kept: its forms can be sent again; the request id makes that harmless.
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.who[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });
  document.addEventListener("click", (event) => {
    const open = document.querySelector("details.who[open]");
    if (open && !open.contains(event.target)) open.open = false;
  });
})();
