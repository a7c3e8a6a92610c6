// The command palette: pages by word, pinyin or initials; people through the one box's own search.
(() => {
  "use strict";
  const WAIT = 150, SHORTEST = 2, MOST_PAGES = 8;
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const input = dialog.querySelector(".palette-input");
  const list = dialog.querySelector(".palette-list");
  const status = dialog.querySelector(".palette-status");
  const token = dialog.querySelector("[name=csrfmiddlewaretoken]").value;
  let pages = null, chosen = -1, timer = 0, asked = null;

  // ---- Showing ----

  const options = () => [...list.querySelectorAll("[role=option]")];
  const choose = (index) => {
    const all = options();
    chosen = all.length ? (index + all.length) % all.length : -1;
    all.forEach((one, at) => one.setAttribute("aria-selected", String(at === chosen)));
    if (chosen < 0) { input.removeAttribute("aria-activedescendant"); return; }
    input.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  };
  const element = (tag, text, attributes) => {
    const made = document.createElement(tag);
    made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };
  const group = (key, title, found) => {
    list.querySelector(`[data-group=${key}]`)?.remove();
    if (!found.length) return;
    const box = element("div", "", { role: "group", "aria-label": title, class: "palette-group", "data-group": key });
    box.append(element("p", title, { "aria-hidden": "true" }));
    found.forEach((one, at) => {
      const option = element("div", "", { role: "option", id: `palette-${key}-${at}`, class: "palette-option", "aria-selected": "false", "data-url": one.url });
      option.append(element("span", one.title, {}), element("span", one.detail, {}));
      box.append(option);
    });
    if (key === "pages") list.prepend(box); else list.append(box);
  };
  const settle = (words = "") => {
    input.setAttribute("aria-expanded", String(options().length > 0));
    choose(0);
    status.textContent = words;
  };

  // ---- Finding ----

  const rank = (entry, typed) => {
    if (!typed) return 0;
    const starts = entry.typed.findIndex((way) => way.startsWith(typed));
    if (starts >= 0) return starts;
    return entry.typed.some((way) => way.includes(typed)) ? 10 : -1;
  };
  const showPages = (typed) => {
    const found = (pages ?? []).map((entry) => ({ ...entry, rank: rank(entry, typed) }))
      .filter((entry) => entry.rank >= 0).sort((one, other) => one.rank - other.rank);
    group("pages", dialog.dataset.pages, typed ? found.slice(0, MOST_PAGES) : found);
  };
  const searches = (text) => dialog.dataset.people && text.length >= SHORTEST;
  const askPeople = async (text) => {
    asked = new AbortController();
    const body = new FormData();
    body.set("text", text);
    try {
      const answer = await fetch(dialog.dataset.people, { method: "POST", body, headers: { "X-CSRFToken": token }, signal: asked.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const found = await answer.json();
      group("people", dialog.dataset.persons, found.results);
      settle(found.more ? dialog.dataset.more : "");
    } catch (error) {
      if (error.name === "AbortError") return;
      group("people", dialog.dataset.persons, []);
      settle(dialog.dataset.failed);
      return;
    }
    if (!options().length) status.textContent = dialog.dataset.none;
  };
  const search = () => {
    const text = input.value.trim();
    clearTimeout(timer);
    asked?.abort();
    showPages(text.toLowerCase().replaceAll(/\s/g, ""));
    if (searches(text)) timer = setTimeout(askPeople, WAIT, text);
    else group("people", dialog.dataset.persons, []);
    settle(options().length || searches(text) ? "" : dialog.dataset.none);
  };
  const load = async () => {
    try {
      const answer = await fetch(dialog.dataset.entries);
      pages = (await answer.json()).entries;
      search();
    } catch {
      status.textContent = dialog.dataset.failed;
    }
  };

  // ---- Opening ----

  const go = (option) => { if (option) window.location.assign(option.dataset.url); };
  dialog.addEventListener("opened", () => {
    input.value = "";
    input.focus();
    if (pages) search(); else load();
  });
  dialog.addEventListener("close", () => { clearTimeout(timer); asked?.abort(); });
  input.addEventListener("input", search);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const keys = {
      ArrowDown: () => choose(chosen + 1),
      ArrowUp: () => choose(chosen - 1),
      Enter: () => go(options()[chosen]),
    };
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
  list.addEventListener("click", (event) => go(event.target.closest("[role=option]")));
  list.addEventListener("pointermove", (event) => {
    const over = options().indexOf(event.target.closest("[role=option]"));
    if (over >= 0 && over !== chosen) choose(over);
  });
})();
