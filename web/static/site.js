// Small comforts on every page; nothing here is needed to use the site.
"use strict";

// "/" goes to the search box.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = document.querySelector("[data-focus-key]");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

// Light or dark: the choice is kept in a cookie, so that the page comes in the right one.
const toggle = document.querySelector("[data-theme-toggle]");
if (toggle) {
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
  });
}

// Copying: the button says so when it is done.
function offerCopies(part) {
  for (const button of part.querySelectorAll("[data-copy]")) button.hidden = false;
}
offerCopies(document);
document.addEventListener("page-grew", (event) => offerCopies(event.detail));
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  const words = button.querySelector("span");
  const before = words.textContent;
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent);
  } catch {
    // Without permission or on plain http: select it, so that Ctrl+C does it.
    if (source.select) source.select();
    else getSelection().selectAllChildren(source);
    return;
  }
  words.textContent = button.dataset.done;
  button.classList.add("done");
  setTimeout(() => {
    words.textContent = before;
    button.classList.remove("done");
  }, 2000);
});

// On a phone, filters and contents begin folded.
if (matchMedia("(max-width: 60rem)").matches) {
  for (const fold of document.querySelectorAll(".facets-fold, [data-fold-on-phone]")) {
    fold.open = false;
  }
}
