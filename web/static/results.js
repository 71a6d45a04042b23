// j and k walk the results, Enter on the focused title opens one.
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
