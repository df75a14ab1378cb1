/* What a word means, beside the word: while the pointer or the focus is on it, until it leaves or Escape is pressed
   (WCAG 1.4.13). Without this file the word is a link to the word list. */
"use strict";

let getoond = null;

function verberg() {
  if (!getoond) return;
  /* A page that refreshes itself may have taken the explanation away, or the word. */
  getoond.querySelector("a")?.removeAttribute("aria-describedby");
  getoond.querySelector("[role=tooltip]")?.remove();
  getoond = null;
}

function toon(woord) {
  if (woord === getoond && woord.querySelector("[role=tooltip]")) return;
  verberg();
  const link = woord.querySelector("a");
  const vak = document.createElement("span");
  vak.id = "uitleg-bij-woord";
  vak.className = "cal-woord__uitleg";
  vak.setAttribute("role", "tooltip");
  vak.textContent = link.dataset.uitleg;
  woord.append(vak);
  link.setAttribute("aria-describedby", vak.id);
  getoond = woord;
  if (vak.getBoundingClientRect().right > document.documentElement.clientWidth) vak.classList.add("cal-woord__uitleg--links");
}

const bij = (doel) => (doel instanceof Element ? doel.closest(".cal-woord") : null);

for (const soort of ["mouseover", "focusin"]) {
  document.addEventListener(soort, (gebeurtenis) => {
    const woord = bij(gebeurtenis.target);
    if (woord) toon(woord);
  });
}

/* It stays while the pointer is on the explanation itself, and while the word has the focus. */
for (const soort of ["mouseout", "focusout"]) {
  document.addEventListener(soort, (gebeurtenis) => {
    if (!getoond || bij(gebeurtenis.target) !== getoond || bij(gebeurtenis.relatedTarget) === getoond) return;
    if (soort === "focusout" || !getoond.contains(document.activeElement)) verberg();
  });
}

document.addEventListener("keydown", (gebeurtenis) => {
  if (gebeurtenis.key === "Escape") verberg();
});

/* A link to a place in what is folded unfolds it; not every browser does that by itself. */
function vouwOpen() {
  const plek = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!plek) return;
  for (let vak = plek.closest("details:not([open])"); vak; vak = vak.parentElement.closest("details:not([open])")) vak.open = true;
  plek.scrollIntoView();
}
window.addEventListener("hashchange", vouwOpen);
vouwOpen();

/* Not every browser begins a row that slides (the rooms of a dossier on a phone) at the room that is open. */
const kamer = document.querySelector(".cal-tabs [aria-current=page]");
const rij = kamer?.closest("ul");
if (rij && rij.scrollWidth > rij.clientWidth) rij.scrollLeft = kamer.offsetLeft - rij.offsetLeft - (rij.clientWidth - kamer.offsetWidth) / 2;
