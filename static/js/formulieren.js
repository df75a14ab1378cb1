/* Extras on forms. Everything works without this file; the server checks the same things itself. */
"use strict";

const OPSOMMING = new Intl.ListFormat("nl", { type: "conjunction" });

/* A second click sends nothing: the button is busy until the answer comes, or the page is shown again. */
function bewaakVerzenden(formulier) {
  if (formulier.method !== "post") return;
  formulier.addEventListener("submit", (gebeurtenis) => {
    if (formulier.dataset.onderweg) {
      gebeurtenis.preventDefault();
      return;
    }
    formulier.dataset.onderweg = "ja";
    if (gebeurtenis.submitter) gebeurtenis.submitter.setAttribute("aria-busy", "true");
  });
}

function geefVrij() {
  for (const formulier of document.querySelectorAll("form[data-onderweg]")) {
    delete formulier.dataset.onderweg;
    for (const knop of formulier.querySelectorAll("[aria-busy]")) knop.removeAttribute("aria-busy");
  }
}

/* The number of characters left, said aloud only when it is nearly used up. */
function telTekens(vak) {
  const regel = document.querySelector(`[data-teller-voor="${vak.id}"]`);
  const maximum = Number(vak.dataset.maximum);
  const toon = () => {
    const over = maximum - vak.value.length;
    regel.classList.toggle("cal-teller--vol", over < 0);
    regel.textContent = over < 0 ? `${-over} tekens te veel.` : `Nog ${over} van ${maximum} tekens.`;
    regel.setAttribute("aria-live", over < 100 ? "polite" : "off");
  };
  vak.addEventListener("input", toon);
  if (vak.value) toon();
}

function isBsn(cijfers) {
  if (cijfers.length < 8 || cijfers.length > 9 || /^0+$/.test(cijfers)) return false;
  const rij = cijfers.padStart(9, "0");
  let som = 0;
  for (let plaats = 0; plaats < 9; plaats += 1) som += Number(rij[plaats]) * (plaats === 8 ? -1 : 9 - plaats);
  return som % 11 === 0;
}

function vindPersoonsgegevens(tekst) {
  const gevonden = new Set();
  for (const treffer of tekst.matchAll(/(?<!\d)\d(?:[ .-]?\d){7,8}(?!\d)/g)) {
    if (isBsn(treffer[0].replace(/\D/g, ""))) gevonden.add("een burgerservicenummer");
  }
  if (/[^\s@]+@[^\s@]+\.[a-z]{2,}/i.test(tekst)) gevonden.add("een e-mailadres");
  if (/(?<!\d)(?:\+31|0031|0)[ -]?(?:\(0\))?[1-9](?:[ -]?\d){8}(?!\d)/.test(tekst)) gevonden.add("een telefoonnummer");
  if (/(?<!\d)(?:0?[1-9]|[12]\d|3[01])[-/. ](?:0?[1-9]|1[0-2])[-/. ](?:19[3-9]\d|20[0-2]\d)(?!\d)/.test(tekst)) {
    gevonden.add("een datum die een geboortedatum kan zijn");
  }
  return [...gevonden];
}

/* Warn while someone types; saving stays possible, the server asks once more. */
function waarschuw(vak) {
  const regel = document.querySelector(`[data-waarschuwing-voor="${vak.id}"]`);
  if (!regel) return;
  let wacht = 0;
  const kijk = () => {
    const gevonden = vindPersoonsgegevens(vak.value);
    const zin = `Hier lijkt ${OPSOMMING.format(gevonden)} te staan. Haal persoonsgegevens weg als ze niet nodig zijn.`;
    regel.hidden = gevonden.length === 0;
    if (gevonden.length && regel.textContent !== zin) regel.textContent = zin;
  };
  vak.addEventListener("input", () => {
    clearTimeout(wacht);
    wacht = setTimeout(kijk, 500);
  });
  kijk();
}

/* The menu closes with Escape and gives the focus back. */
function sluitMenu(menu) {
  menu.addEventListener("keydown", (gebeurtenis) => {
    if (gebeurtenis.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

document.querySelectorAll("form").forEach(bewaakVerzenden);
document.querySelectorAll("textarea[data-maximum]").forEach(telTekens);
document.querySelectorAll("textarea[data-persoonsgegevens]").forEach(waarschuw);
document.querySelectorAll("details.cal-menu").forEach(sluitMenu);
window.addEventListener("pageshow", geefVrij);
document.querySelector("[data-focus]")?.focus();
