// Where am I in the outline; and a permalink without a fragment still scrolls to its passage.
"use strict";

const links = new Map();
for (const link of document.querySelectorAll("[data-outline] a")) {
  const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (heading) links.set(heading, link);
}

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

if (links.size) {
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

if (!location.hash) document.querySelector(".addressed")?.scrollIntoView({ block: "center", behavior: "instant" });
