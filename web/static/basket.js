// Putting words into the basket leaves the reader where they are; the count in the head follows.
"use strict";

document.addEventListener("submit", async (event) => {
  const form = event.target.closest(".to-basket");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { Accept: "application/json" },
  }).catch(() => null);
  button.disabled = false;
  if (!answer?.ok) {
    form.submit();
    return;
  }
  const { count } = await answer.json();
  const shown = document.querySelector("[data-basket-count]");
  shown.textContent = count;
  const words = button.querySelector("span");
  words.textContent = button.dataset.done;
  button.classList.add("done");
});
