// Files dropped on the page, and a run that shows how far it is without being reloaded.
"use strict";

const drop = document.querySelector("[data-drop]");
if (drop) {
  const input = drop.querySelector("input[type=file]");
  const chosen = drop.querySelector(".chosen");
  drop.querySelector(".drop-hint").hidden = false;

  const list = () => {
    chosen.replaceChildren(...Array.from(input.files, (file) => {
      const line = document.createElement("li");
      line.textContent = file.name;
      return line;
    }));
  };
  input.addEventListener("change", list);

  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  for (const kind of ["dragleave", "drop"]) {
    drop.addEventListener(kind, () => drop.classList.remove("over"));
  }
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      list();
    }
  });
  // A file that misses the zone would replace the page.
  for (const kind of ["dragover", "drop"]) {
    window.addEventListener(kind, (event) => event.preventDefault());
  }
}

const PAUSE = 1000;

async function look() {
  const here = document.querySelector("[data-run]");
  if (!here || here.dataset.run !== "busy") return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector("[data-run]");
      if (now) {
        here.replaceChildren(...now.childNodes);
        here.dataset.run = now.dataset.run;
      }
    }
  } catch {
    // The server may be starting again: asked once more below.
  }
  setTimeout(look, PAUSE);
}
setTimeout(look, PAUSE);
