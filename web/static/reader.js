// Where am I in the outline; and a permalink without a fragment still scrolls to its passage.
"use strict";

const links = new Map();

// The headings on the page, in the order of the outline; a link to one needs no other page.
function findHeadings() {
  links.clear();
  for (const link of document.querySelectorAll("[data-outline] a")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!heading) continue;
    links.set(heading, link);
    link.setAttribute("href", link.hash);
  }
}
findHeadings();

let current = null;
function mark() {
  // At the very end the last headings can no longer reach the top of the window.
  const end = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
  const line = end ? innerHeight : 140;
  let found = null;
  for (const heading of links.keys()) {
    if (heading.getBoundingClientRect().top > line) break;
    found = heading;
  }
  const link = found && links.get(found);
  if (link === current) return;
  current?.removeAttribute("aria-current");
  link?.setAttribute("aria-current", "location");
  current = link;
  const list = link?.closest("aside");
  if (list && list.scrollHeight > list.clientHeight) {
    list.scrollTop = link.offsetTop - list.clientHeight / 2;
  }
}

if (document.querySelector("[data-outline]")) {
  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      mark();
    });
  };
  addEventListener("scroll", soon, { passive: true });
  mark();
}

// A long document comes in parts: the next one, or the one before, when its link is near;
// all of them when somebody is about to search the page.
async function bring(nav) {
  if (nav.dataset.busy) return null;
  nav.dataset.busy = "yes";
  const side = nav.dataset.part;
  const answer = await fetch(nav.querySelector("a[rel]").href).catch(() => null);
  if (!answer?.ok) return null; // the link still leads there
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const blocks = page.querySelector(".text[data-cite]").childNodes;
  const here = document.querySelector(".text[data-cite]");
  const next = page.querySelector(`[data-part=${side}]`);
  const height = document.documentElement.scrollHeight;
  const top = scrollY;
  if (side === "after") here.append(...blocks);
  else {
    document.querySelector(".above")?.replaceWith(page.querySelector(".above") ?? "");
    here.prepend(...blocks);
  }
  if (next) nav.replaceWith(next);
  else nav.remove();
  if (side === "before") {
    scrollTo({ top: top + document.documentElement.scrollHeight - height, behavior: "instant" });
  }
  findHeadings();
  mark();
  if (next) watch(next);
  return next;
}

const near = new IntersectionObserver(
  (seen) => {
    for (const one of seen) if (one.isIntersecting) bring(one.target);
  },
  { rootMargin: "600px" },
);
const watch = (nav) => near.observe(nav);

document.addEventListener("keydown", async (event) => {
  if (event.key !== "f" || !(event.ctrlKey || event.metaKey)) return;
  for (const side of ["after", "before"]) {
    let nav = document.querySelector(`[data-part=${side}]`);
    while (nav) nav = await bring(nav);
  }
});

// A fragment may point into a folded part.
function unfold() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = target && target.closest("details:not([open])");
  if (fold) {
    fold.open = true;
    target.scrollIntoView();
  }
}
addEventListener("hashchange", unfold);
unfold();

// To the addressed words; where the margin is not beside them, a warning about them comes first.
if (!location.hash) {
  const warning = matchMedia("(max-width: 60rem)").matches && document.querySelector("#citation .notice");
  const target = warning || document.querySelector(".addressed");
  target?.scrollIntoView({ block: "center", behavior: "instant" });
}

addEventListener("load", () => document.querySelectorAll("[data-part]").forEach(watch));

// Words chosen in the text can be cited: the stretch between the first and the last chosen
// character, in code points of the document's text, is what the server is asked about.
const text = document.querySelector(".text[data-cite]");
const bar = document.getElementById("selection-bar")?.content.firstElementChild;

// The text of a block is the document's, but for what the page adds to it.
function* lettersOf(block) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  const cells = block.classList.contains("row");
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const added = node.parentElement.closest(".pilcrow") || (cells && node.parentElement === block);
    if (!added) yield node;
  }
}

const codePoints = (string) => [...string].length;

function chosen() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(text)) return null;
  let start = Infinity;
  let end = -1;
  for (const block of text.querySelectorAll("[data-start]")) {
    if (!range.intersectsNode(block)) continue;
    let at = Number(block.dataset.start);
    for (const node of lettersOf(block)) {
      if (range.intersectsNode(node)) {
        const from = node === range.startContainer ? range.startOffset : 0;
        const to = node === range.endContainer ? range.endOffset : node.length;
        if (node.data.slice(from, to).trim()) {
          start = Math.min(start, at + codePoints(node.data.slice(0, from)));
          end = Math.max(end, at + codePoints(node.data.slice(0, to)));
        }
      }
      at += codePoints(node.data);
    }
  }
  return end > start ? { chars: `${start}-${end}`, range } : null;
}

if (text && bar) {
  const link = bar.querySelector("a");
  const sheet = text.closest(".sheet");
  sheet.append(bar);
  const address = (chars) => {
    const url = new URL(text.dataset.cite, location.href);
    url.searchParams.set("chars", chars);
    url.searchParams.set("t", text.dataset.text);
    return url;
  };
  const place = () => {
    const found = chosen();
    bar.hidden = !found;
    if (!found) return;
    link.href = address(found.chars);
    bar.querySelector("[name=chars]").value = found.chars;
    const rects = found.range.getClientRects();
    const last = rects[rects.length - 1] ?? found.range.getBoundingClientRect();
    const frame = sheet.getBoundingClientRect();
    const left = Math.min(Math.max(last.right - frame.left - bar.offsetWidth, 0), frame.width - bar.offsetWidth);
    bar.style.left = `${Math.max(left, 0)}px`;
    bar.style.top = `${last.bottom - frame.top + 6}px`;
  };
  let settling = 0;
  document.addEventListener("selectionchange", () => {
    if (bar.contains(document.activeElement)) return;
    clearTimeout(settling);
    settling = setTimeout(place, 150);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") bar.hidden = true;
  });

  // The margin shows the citation; without an answer the link opens it as a page.
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const url = new URL(link.href);
    url.searchParams.set("part", "panel");
    const answer = await fetch(url).catch(() => null);
    if (!answer?.ok) {
      location.href = link.href;
      return;
    }
    let panel = document.getElementById("citation");
    if (!panel) {
      panel = document.createElement("section");
      panel.id = "citation";
      panel.className = "panel citation";
      panel.tabIndex = -1;
      panel.setAttribute("aria-labelledby", "citation-title");
      document.querySelector(".margin").prepend(panel);
    }
    panel.innerHTML = await answer.text();
    document.dispatchEvent(new CustomEvent("page-grew", { detail: panel }));
    bar.hidden = true;
    panel.scrollIntoView({ block: "nearest" });
    panel.focus({ preventScroll: true });
  });
}
