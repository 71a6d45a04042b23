// Deciding without losing the place: keys, and answers put into the page that is open.
// Everything here also works by plain forms.
"use strict";

const PAGE = "main";

// The form is sent behind the page; what comes back takes the place of the page's contents.
async function send(form, button) {
  const here = button.closest("[data-decide]");
  const { id } = here;
  const data = new FormData(form, button);
  here.setAttribute("aria-busy", "true");
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body: data, credentials: "same-origin" });
  } catch {
    form.dataset.plain = "yes";
    form.requestSubmit(button); // the browser says what is wrong with the connection
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const open = openDetails();
  const side = document.querySelector(".side-by-side")?.scrollLeft ?? 0;
  const contents = page.querySelector(PAGE);
  if (!contents) return void location.reload();
  document.querySelector(PAGE).replaceWith(document.adoptNode(contents));
  if (answer.ok && answer.redirected) {
    reopen(open);
    const scroller = document.querySelector(".side-by-side");
    if (scroller) scroller.scrollLeft = side;
    const all = places();
    // What was decided away is no longer there: go on where it stood.
    focus(document.getElementById(id) ?? all[Math.min(last, all.length - 1)]);
  } else {
    document.title = page.title;
    contents.focus();
    scrollTo(0, 0);
  }
}

const openDetails = () =>
  [...document.querySelectorAll(`${PAGE} details`)].map((one) => one.open);

function reopen(states) {
  const now = [...document.querySelectorAll(`${PAGE} details`)];
  if (now.length === states.length) now.forEach((one, at) => (one.open = states[at]));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("#deciding:not([data-plain])") || !event.submitter) return;
  event.preventDefault();
  send(form, event.submitter);
});

// j and k walk what can be decided; the other keys press the button of the one they are at.
const places = () => [...document.querySelectorAll("[data-decide]")].filter((p) => p.offsetParent);
let last = 0;

function focus(place) {
  if (!place) return;
  last = Math.max(0, places().indexOf(place));
  place.querySelector("button, a").focus();
}

document.addEventListener("focusin", (event) => {
  const place = event.target.closest?.("[data-decide]");
  if (place) last = Math.max(0, places().indexOf(place));
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const here = event.target.closest("[data-decide]");
  if (event.key === "j" || event.key === "k") {
    const all = places();
    const at = here ? all.indexOf(here) + (event.key === "j" ? 1 : -1) : last;
    if (all[at]) focus(all[at]);
  } else if (here) {
    const button = here.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    button.click();
  } else return;
  event.preventDefault();
});
