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

/* What looks like personal data. The patterns and what is done with them are those of basis/tekst.py, letter for letter:
   what the form asks about later, this says while somebody types. */
const PATRONEN = {
  "bsn": "(?=((?<![0-9])(?<![0-9][.\\-])[0-9](?:[ .\\-/()]{0,4}[0-9]){8}(?![0-9])(?![.\\-][0-9])))",
  "bsn_genoemd": "(?=(?:bsn|burgerservice|sofi)[^0-9]{0,30}([0-9](?:[ .\\-/()]{0,4}[0-9]){8}(?![0-9])(?![.\\-][0-9])))",
  "telefoon": "((?<![0-9])(?<![0-9][.\\-])(?:(?:\\+|00)[ .\\-/()]{0,4}3[ .\\-/()]{0,4}1[ .\\-/()]{0,4}(?:0[ .\\-/()]{0,4})?|0[ .\\-/()]{0,4})[1-9](?:[ .\\-/()]{0,4}[0-9]){8}(?![0-9]))",
  "email": "[a-z0-9_.+\\-]+@[a-z0-9_\\-]+(?:[.][a-z0-9_\\-]+)+",
  "datum": "(?<![0-9])(?:(?:0?[1-9]|[12][0-9]|3[01])[ .\\-/]{0,3}(?:jan|feb|maart|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec)[a-z]*[ .\\-/]{0,3}'?(?:(?:19|20)[0-9]{2}|[0-9]{2})|(?:0?[1-9]|[12][0-9]|3[01])[ .\\-/]{1,3}(?:0?[1-9]|1[0-2])[ .\\-/]{1,3}'?(?:(?:19|20)[0-9]{2}|[0-9]{2})|(?:19|20)[0-9]{2}[ .\\-/]{1,3}(?:0?[1-9]|1[0-2])[ .\\-/]{1,3}(?:0?[1-9]|[12][0-9]|3[01]))(?![0-9])",
  "geboorte_voor": "geb(?:oren|oorte|dat|[.]|(?![a-z0-9]))[^\\n]{0,30}$",
  "geboorte_na": "^[ ,(]{0,3}(?:is |was |werd )?geboren",
  "geen_nummer": "(?<![0-9])(?<![0-9][.\\-/])(?:(?:0?[1-9]|[12][0-9]|3[01])[.\\-/](?:0?[1-9]|1[0-2])[.\\-/](?:19|20)[0-9]{2}(?![0-9])(?![.\\-/][0-9])|(?:19|20)[0-9]{2}-(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12][0-9]|3[01])(?![0-9])(?![.\\-/][0-9])|[0-2]?[0-9][.][0-5][0-9] ?- ?[0-2]?[0-9][.][0-5][0-9](?![0-9])(?![.\\-/][0-9])|[0-2]?[0-9][.][0-5][0-9](?= ?u)|(?:19|20)[0-9]{2}-[0-9]{4,}(?![0-9])(?![.\\-/][0-9])|[0-9]{1,3}(?:[. ][0-9]{3})+(?=,[0-9]| ?euro))|(?:€|euro) ?[0-9]+(?:[., ][0-9]{2,3})*"
};

const zoek = (naam) => new RegExp(PATRONEN[naam], "gi");

function eenVorm(teken) {
  const kort = teken.normalize("NFKC");
  const vorm = [...kort].length === 1 ? kort : teken;
  if (/\s/.test(vorm)) return " ";
  if (/[\p{Cc}\p{Cf}\p{Cs}\u034f\u115f\u1160\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0]/u.test(vorm)) return "";
  return vorm.replace(/[\u2010-\u2015\u2043\u2212\u2e3a\u2e3b\u30fc\ufe58\ufe63\uff0d]/, "-");
}

function isBsn(cijfers) {
  if (/^0+$/.test(cijfers)) return false;
  let som = 0;
  for (let plaats = 0; plaats < 9; plaats += 1) som += Number(cijfers[plaats]) * (plaats === 8 ? -1 : 9 - plaats);
  return som % 11 === 0;
}

function gaatOverGeboorte(vorm, van, tot) {
  return zoek("geboorte_voor").test(vorm.slice(Math.max(0, van - 30), van)) || zoek("geboorte_na").test(vorm.slice(tot, tot + 30));
}

function vindPersoonsgegevens(tekst) {
  const gevonden = new Set();
  const vorm = [...tekst].map(eenVorm).join("");
  const getallen = vorm.replace(zoek("geen_nummer"), (deel) => "x".repeat(deel.length));
  const vrij = [...getallen.matchAll(zoek("bsn"))].map((treffer) => treffer[1]);
  const gelijk = vrij.filter((deel) => new Set(deel.match(/[^0-9]+/g)).size <= 1);
  const genoemd = [...vorm.matchAll(zoek("bsn_genoemd"))].map((treffer) => treffer[1]);
  if ([...gelijk, ...genoemd].some((deel) => isBsn(deel.replace(/[^0-9]/g, "")))) gevonden.add("een burgerservicenummer");
  if (zoek("email").test(vorm)) gevonden.add("een e-mailadres");
  if (zoek("telefoon").test(getallen)) gevonden.add("een telefoonnummer");
  for (const treffer of vorm.matchAll(zoek("datum"))) {
    if (gaatOverGeboorte(vorm, treffer.index, treffer.index + treffer[0].length)) gevonden.add("een geboortedatum");
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

/* What the clock says: that of the server, and of the drill in which this is, when the one of this computer says
   otherwise. A page says to the minute when it was made. */
const GELADEN = Date.now();
const VERSCHIL = 120_000;

function klokVan(knop) {
  const gemaakt = Number(knop.dataset.op) * 1000;
  const snelheid = Number(knop.dataset.snelheid);
  const isGelijk = snelheid === 1 && Math.abs(GELADEN - gemaakt) < VERSCHIL;
  return new Date(isGelijk ? Date.now() : gemaakt + (Date.now() - GELADEN) * snelheid);
}

/* "Nu" and "Vandaag" beside a moment fill in what the clock says, as people write it. */
function vulNu(knop) {
  const vak = document.getElementById(knop.dataset.nu);
  if (!vak) return;
  const naam = document.querySelector(`label[for="${vak.id}"]`)?.textContent.trim();
  if (naam) knop.setAttribute("aria-label", `${knop.textContent.trim()}: ${naam}`);
  knop.hidden = false;
  knop.addEventListener("click", () => {
    const nu = klokVan(knop).toLocaleString("nl-NL", { timeZone: "Europe/Amsterdam", dateStyle: "short", timeStyle: "short", hour12: false });
    const [dag, tijd] = nu.split(/,? /);
    vak.value = vak.classList.contains("utrecht-textbox--dag") ? dag : `${dag} ${tijd}`;
    vak.dispatchEvent(new Event("input", { bubbles: true }));
    vak.dispatchEvent(new Event("change", { bubbles: true }));
    vak.focus();
  });
}

/* What was answered, kept up to date above the button that sends it: shown on a telephone, where the fields are far up. */
function antwoordVan(veld) {
  const keuzes = [...veld.querySelectorAll("input:checked")];
  if (keuzes.length) return OPSOMMING.format(keuzes.map((vak) => vak.closest("label")?.querySelector(".cal-opt__naam")?.textContent.trim() ?? ""));
  const lijst = veld.querySelector("select");
  if (lijst) return lijst.value ? lijst.selectedOptions[0].textContent.trim() : "";
  return veld.querySelector("textarea, input:not([type=radio], [type=checkbox])")?.value.trim() ?? "";
}

function houdControleBij(vak) {
  const formulier = vak.closest("form");
  const lijst = vak.querySelector("dl");
  const toon = () => {
    const rijen = [...formulier.querySelectorAll(".utrecht-form-field")].flatMap((veld) => {
      const kop = veld.querySelector(":scope > legend, :scope > label");
      const doel = veld.querySelector("input:not([type=hidden]), select, textarea");
      const antwoord = kop && doel ? antwoordVan(veld) : "";
      if (!antwoord || (!kop.checkVisibility() && !kop.closest("details"))) return [];
      const [naam, wat, link] = ["dt", "dd", "a"].map((soort) => document.createElement(soort));
      naam.textContent = kop.firstChild.textContent.trim();
      link.textContent = antwoord;
      link.href = `#${doel.id}`;
      link.className = "nl-link";
      wat.append(link);
      return [naam, wat];
    });
    lijst.replaceChildren(...rijen);
    vak.hidden = rijen.length === 0;
  };
  let wacht = 0;
  formulier.addEventListener("input", () => {
    clearTimeout(wacht);
    wacht = setTimeout(toon, 300);
  });
  toon();
}

/* The menu closes with Escape and gives the focus back. */
function sluitMenu(menu) {
  menu.addEventListener("keydown", (gebeurtenis) => {
    if (gebeurtenis.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

/* What somebody types stays in this tab until it has arrived, for forms with data-concept: a session that ended, a
   database that was away or a closed lid costs no text. Never passwords, hidden fields or files; for nobody else who
   signs in here. A draft is "onderweg" from sending until the answer: an answer after a redirect means it arrived. */
const CONCEPT = "concept:";
const WIE = document.body.dataset.wie || "";
const BEWAARBAAR = "input:not([type=hidden], [type=password], [type=file], [type=submit], [type=button]), textarea, select";

function leesConcept(sleutel) {
  try {
    return JSON.parse(sessionStorage.getItem(sleutel));
  } catch {
    return null;
  }
}

function bewaarConcept(sleutel, concept) {
  try {
    sessionStorage.setItem(sleutel, JSON.stringify(concept));
  } catch {
    /* No room, or not allowed: then there is no draft, and the form works as it always did. */
  }
}

function concepten() {
  return Object.keys(sessionStorage).filter((sleutel) => sleutel.startsWith(CONCEPT));
}

const sleutelVan = (formulier) => `${CONCEPT}${location.pathname}#${formulier.dataset.concept}`;
const vakkenVan = (formulier) => [...formulier.elements].filter((vak) => vak.name && vak.matches(BEWAARBAAR));
const isKeuze = (vak) => vak.type === "checkbox" || vak.type === "radio";

function waardenVan(formulier) {
  return vakkenVan(formulier).map((vak) => [vak.name, isKeuze(vak) ? vak.value : "", isKeuze(vak) ? vak.checked : vak.value]);
}

function zetTerug(formulier, waarden) {
  for (const vak of vakkenVan(formulier)) {
    const bewaard = waarden.find(([naam, keuze]) => naam === vak.name && (!isKeuze(vak) || keuze === vak.value));
    if (!bewaard) continue;
    if (isKeuze(vak)) vak.checked = bewaard[2];
    else vak.value = bewaard[2];
    vak.dispatchEvent(new Event("input", { bubbles: true }));
    vak.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/* Whether a draft holds something that its form on this page does not: a question that came with the answer of the
   server, or one that went away, is nothing that somebody typed. */
function mistIets(formulier, waarden) {
  const hier = waardenVan(formulier);
  return waarden.some(([naam, keuze, waarde]) => {
    const vak = hier.find(([ander, waarvan]) => ander === naam && waarvan === keuze);
    return vak !== undefined && vak[2] !== waarde;
  });
}

/* The words are those of templates/onderdelen/_concept.html. */
function biedAan(formulier, sleutel, concept) {
  const blad = document.getElementById("concept-aanbod");
  if (!blad) return;
  const vak = blad.content.firstElementChild.cloneNode(true);
  const tijd = new Date(concept.op).toLocaleTimeString("nl-NL", { hour: "2-digit", minute: "2-digit" });
  vak.querySelector("[data-concept-tijd]").textContent = tijd;
  vak.querySelector("[data-concept-terug]").addEventListener("click", () => {
    zetTerug(formulier, concept.waarden);
    vak.remove();
    vakkenVan(formulier)[0]?.focus();
  });
  vak.querySelector("[data-concept-weg]").addEventListener("click", () => {
    sessionStorage.removeItem(sleutel);
    vak.remove();
  });
  formulier.prepend(vak);
}

function houdConcept(formulier) {
  const sleutel = sleutelVan(formulier);
  const begin = JSON.stringify(waardenVan(formulier));
  const concept = leesConcept(sleutel);
  if (concept && mistIets(formulier, concept.waarden)) biedAan(formulier, sleutel, concept);
  let wacht = 0;
  const bewaar = (staat) => {
    clearTimeout(wacht);
    const waarden = waardenVan(formulier);
    if (staat || JSON.stringify(waarden) !== begin) bewaarConcept(sleutel, { wie: WIE, op: Date.now(), waarden, staat });
  };
  formulier.addEventListener("input", () => {
    clearTimeout(wacht);
    wacht = setTimeout(() => bewaar(""), 300);
  });
  formulier.addEventListener("change", () => bewaar(""));
  formulier.addEventListener("submit", () => bewaar("onderweg"));
}

/* Which drafts arrived, and which belong to somebody else. A page to sign in on or a fault says: not arrived. */
function ruimConceptenOp() {
  const isOmgeleid = performance.getEntriesByType("navigation")[0]?.redirectCount > 0;
  const isMislukt = !WIE || document.querySelector(".cal-fout") !== null;
  for (const sleutel of concepten()) {
    const concept = leesConcept(sleutel);
    const isVanAnder = WIE !== "" && concept?.wie !== WIE;
    if (!concept || isVanAnder || (concept.staat === "onderweg" && isOmgeleid && !isMislukt)) sessionStorage.removeItem(sleutel);
    else if (concept.staat === "onderweg") bewaarConcept(sleutel, { ...concept, staat: "" });
  }
}

/* The page "Niet opgeslagen" sends the same text again: its draft is on its way too. */
function stuurConceptOpnieuw(formulier) {
  const adres = new URL(formulier.getAttribute("action"), location.href).pathname;
  formulier.addEventListener("submit", () => {
    for (const sleutel of concepten().filter((naam) => naam.startsWith(`${CONCEPT}${adres}#`))) {
      bewaarConcept(sleutel, { ...leesConcept(sleutel), staat: "onderweg" });
    }
  });
}

/* The page "Niets bewaard" offers the way back to the form when this tab has its draft. */
function wijsVerder(vak) {
  vak.hidden = !concepten().some((naam) => naam.startsWith(`${CONCEPT}${location.pathname}#`));
}

function vergeetBijUitloggen(formulier) {
  formulier.addEventListener("submit", () => concepten().forEach((sleutel) => sessionStorage.removeItem(sleutel)));
}

/* What is asked beside a form (is this melding like another?) and fails, leaves the page as it is. The page that
   refreshes itself judges that itself (levend.js). */
document.addEventListener("htmx:after:request", (gebeurtenis) => {
  const { ctx } = gebeurtenis.detail;
  if (ctx.response.status >= 400 && !ctx.sourceElement.matches("[data-levend]")) gebeurtenis.preventDefault();
});

/* A page that is printed says on each sheet who printed it and when; without this file it says so on the first. */
function merkVellen() {
  const wie = document.querySelector(".cal-afdruk");
  if (!wie) return;
  const wanneer = new Date().toLocaleString("nl-NL", { dateStyle: "long", timeStyle: "short" });
  const zin = `${wie.textContent.trim().replace(/\.$/, "")}, ${wanneer} uur`;
  document.documentElement.style.setProperty("--afdruk", JSON.stringify(zin));
}

window.addEventListener("beforeprint", merkVellen);
document.querySelectorAll("form").forEach(bewaakVerzenden);
document.querySelectorAll("[data-nu]").forEach(vulNu);
document.querySelectorAll("[data-controle]").forEach(houdControleBij);
document.querySelectorAll("textarea[data-maximum]").forEach(telTekens);
document.querySelectorAll("textarea[data-persoonsgegevens]").forEach(waarschuw);
document.querySelectorAll("details.cal-menu").forEach(sluitMenu);
document.querySelectorAll("form[data-uitloggen]").forEach(vergeetBijUitloggen);
ruimConceptenOp();
document.querySelectorAll("[data-concept-verder]").forEach(wijsVerder);
document.querySelectorAll("form[data-concept]").forEach(houdConcept);
document.querySelectorAll("form[data-concept-opnieuw]").forEach(stuurConceptOpnieuw);
window.addEventListener("pageshow", geefVrij);
document.querySelector("[data-focus]")?.focus();
