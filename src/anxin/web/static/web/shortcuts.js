// Keys: dialogs, rows of a list, sending a form. Single keys can be switched off and never fire while typing.
(() => {
  "use strict";
  const ROW = "main tbody tr, main .inbox-row";
  const SECOND_KEY_WITHIN = 1200;
  const page = document.documentElement;
  const help = document.getElementById("page-help");
  const shortcuts = document.getElementById("shortcuts");
  let afterG = 0;

  const rows = () => [...document.querySelectorAll(ROW)].filter((row) => row.querySelector("a[href]"));
  const typing = (target) => target instanceof Element && Boolean(target.closest(
    "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, canvas, [contenteditable]"));

  // ---- Dialogs ----

  const open = (id) => {
    const dialog = document.getElementById(id);
    if (!dialog || dialog.open || document.querySelector("dialog[open]")) return;
    document.querySelector(":popover-open")?.hidePopover();
    dialog.showModal();
    dialog.dispatchEvent(new Event("opened"));
  };
  const showShortcuts = () => {
    for (const section of shortcuts.querySelectorAll("[data-when]")) {
      section.hidden = section.dataset.when === "rows" ? !rows().length : !document.querySelector("main form[method=post]");
    }
  };
  shortcuts.addEventListener("opened", showShortcuts);
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) open(opener.dataset.opens);
    if (event.target.closest("[data-closes]")) event.target.closest("dialog").close();
    // Outside its box a click lands on the dialog itself.
    if (event.target.matches("dialog[open]")) event.target.close();
  });

  // ---- Rows ----

  const step = (by) => {
    const all = rows();
    if (!all.length) return;
    const now = all.indexOf(document.activeElement.closest?.(ROW));
    const next = now < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + by, 0), all.length - 1);
    all[next].querySelector("a[href]").focus();
  };
  const onRow = () => document.activeElement.matches?.("a") && Boolean(document.activeElement.closest(ROW));

  // ---- Keys ----

  const single = {
    "/": () => document.querySelector("[data-find-text]")?.focus(),
    "?": () => open("shortcuts"),
    j: () => step(1),
    k: () => step(-1),
    g: () => { afterG = Date.now(); },
    h: () => { if (Date.now() - afterG < SECOND_KEY_WITHIN) document.querySelector("[data-home]").click(); },
  };
  // Where the focus is nowhere yet, the one form of the page is meant, unless it can't be undone.
  const onlyForm = (target) => {
    const nowhere = target === document.body || target === document.getElementById("content");
    const forms = nowhere ? document.querySelectorAll("main form.act-form") : [];
    return forms.length === 1 && !forms[0].querySelector(".btn-danger") ? forms[0] : null;
  };
  const held = (event) => event.ctrlKey || event.metaKey;

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    if (held(event) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open("palette");
    } else if (event.key === "F1" && help) {
      event.preventDefault();
      help.togglePopover?.();
    } else if (held(event) && event.key === "Enter") {
      const form = event.target.closest?.("main form") ?? onlyForm(event.target);
      // With its button, as Enter does: the button says whether the answers are checked first.
      if (form) { event.preventDefault(); form.requestSubmit(form.querySelector("button[type=submit]")); }
    } else if (!document.querySelector("dialog[open]") && !held(event) && !event.altKey) {
      plain(event);
    }
  });
  const plain = (event) => {
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && onRow()) {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (page.dataset.keys !== "off" && !typing(event.target) && Object.hasOwn(single, event.key)) {
      event.preventDefault();
      single[event.key]();
    }
  };
})();
