// The page of results: j and k walk the hits, Enter on the focused title opens one.
"use strict";

const hits = [...document.querySelectorAll("[data-hits] [data-open]")];
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { j: 1, k: -1 }[event.key];
  if (!step || !hits.length) return;
  const here = hits.indexOf(document.activeElement);
  const next = here < 0 ? 0 : Math.min(Math.max(here + step, 0), hits.length - 1);
  hits[next].focus({ preventScroll: true });
  hits[next].closest("li").scrollIntoView({ block: "nearest" });
});

// On wide screens a hit is shown in its surroundings beside the list.
const columns = document.querySelector(".searching .search-columns");
const wide = matchMedia("(min-width: 88rem)");
if (columns && hits.length) {
  const side = document.createElement("aside");
  side.className = "preview";
  side.tabIndex = -1;
  side.setAttribute("aria-label", columns.querySelector("[data-hits]").dataset.previewName);
  const kept = new Map();
  let shown = null;

  const show = async (link) => {
    if (!wide.matches || link === shown) return;
    shown = link;
    const address = link.dataset.preview;
    try {
      if (!kept.has(address)) {
        const answer = await fetch(address);
        if (!answer.ok) return;
        kept.set(address, await answer.text());
      }
    } catch {
      return;
    }
    if (shown !== link) return; // another hit was chosen meanwhile
    side.innerHTML = kept.get(address);
    if (!side.isConnected) {
      columns.append(side);
      columns.classList.add("with-preview");
    }
    for (const one of hits) one.closest("li").classList.toggle("previewed", one === link);
    const here = side.querySelector(".here");
    side.scrollTop = here ? here.offsetTop - side.clientHeight / 4 : 0;
  };
  for (const link of hits) {
    link.addEventListener("focus", () => show(link));
    link.closest("li").addEventListener("mouseenter", () => {
      clearTimeout(side.pause);
      side.pause = setTimeout(show, 150, link);
    });
  }
  show(hits[0]);
}

// While typing, the box offers what the query may go on to be (a combobox with a list).
const box = document.querySelector("[data-complete]");
if (box) {
  const list = document.createElement("ul");
  list.id = "completions";
  list.className = "completions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.placeholder);
  list.hidden = true;
  const said = document.createElement("p");
  said.className = "hidden";
  said.setAttribute("role", "status");
  box.form.append(list, said);
  for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", list.id], ["aria-autocomplete", "list"]]) {
    box.setAttribute(name, value);
  }
  let asked = 0;
  let waiting = 0;
  let chosen = -1;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const mark = (next) => {
    chosen = next;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === chosen)));
    if (chosen < 0) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", list.children[chosen].id);
  };
  const take = (item) => {
    box.value = item.textContent;
    close();
    box.form.requestSubmit();
  };
  const show = (found) => {
    list.replaceChildren(
      ...found.map((one, at) => {
        const item = document.createElement("li");
        item.id = `completion-${at}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.lang = "vi";
        item.textContent = one.text;
        item.addEventListener("mousedown", (event) => {
          event.preventDefault();
          take(item);
        });
        return item;
      }),
    );
    chosen = -1;
    list.hidden = !found.length;
    box.setAttribute("aria-expanded", String(found.length > 0));
    said.textContent = found.length ? box.dataset.completeSaid.replace("{count}", found.length) : "";
  };

  box.addEventListener("input", () => {
    clearTimeout(waiting);
    const typed = box.value;
    if (typed.trim().length < 2) return close();
    waiting = setTimeout(async () => {
      const mine = ++asked;
      try {
        const answer = await fetch(`${box.dataset.complete}?q=${encodeURIComponent(typed)}`);
        const found = answer.ok ? await answer.json() : [];
        if (mine === asked && box.value === typed && document.activeElement === box) show(found);
      } catch {
        close();
      }
    }, 120);
  });
  box.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const last = list.children.length - 1;
    if (event.key === "ArrowDown") mark(chosen < last ? chosen + 1 : -1);
    else if (event.key === "ArrowUp") mark(chosen < 0 ? last : chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) take(list.children[chosen]);
    else return;
    event.preventDefault();
  });
  box.addEventListener("blur", close);
}
