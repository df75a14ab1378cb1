/* A page that refreshes itself says how old it is when the line is gone, and, for who asked, when something became late.
   Asking again and putting in place what changed is done by htmx; without this file the page is as old as it is. */
"use strict";

const POLS = 15000;
/* Two questions missed: then the page says how old it is. */
const TE_OUD = 75000;
const KEUZE = "seinen";
const pagina = document.querySelector("[data-levend]");
const ouderdom = document.querySelector("[data-ouderdom]");
const seinen = document.querySelector("[data-seinen]");
let laatst = Date.now();
let isWeg = false;
/* Answers that say that nothing changed, or that the page is to be loaded anew. */
const ZONDER_PAGINA = [204, 304];

function toonOuderdom() {
  const nu = Date.now();
  const oud = isWeg || !navigator.onLine || nu - laatst > TE_OUD;
  ouderdom.hidden = !oud;
  if (!oud) return;
  const minuten = Math.floor((nu - laatst) / 60000);
  const tijd = new Date(laatst).toLocaleTimeString("nl-NL", { hour: "2-digit", minute: "2-digit" });
  const geleden = minuten < 1 ? "minder dan een minuut" : minuten === 1 ? "1 minuut" : `${minuten} minuten`;
  const zin = `Geen verbinding. Wat u ziet is van ${tijd} uur, ${geleden} geleden.`;
  if (ouderdom.textContent !== zin) ouderdom.textContent = zin;
}

function aantalTeLaat() {
  const gevonden = document.title.match(/^\((\d+) te laat\)/);
  return gevonden ? Number(gevonden[1]) : 0;
}

/* Somebody types here, or chose something that is not sent: nothing is put over that. */
function isBezig() {
  const veld = document.activeElement;
  if (veld && pagina.contains(veld) && veld.matches("input, textarea, select")) return true;
  return [...pagina.querySelectorAll("textarea, input")].some((vak) => vak.value !== vak.defaultValue || vak.checked !== vak.defaultChecked);
}

let wasTeLaat = aantalTeLaat();

function sein() {
  const nu = aantalTeLaat();
  if (nu > wasTeLaat && localStorage.getItem(KEUZE) === "aan" && window.Notification && Notification.permission === "granted") {
    new Notification("Calamiteitenregie", { body: `Er is iets te laat: nu ${nu}. Open uw werkvoorraad.`, tag: "te-laat" });
  }
  wasTeLaat = nu;
}

document.addEventListener("htmx:config:request", (gebeurtenis) => {
  const { ctx } = gebeurtenis.detail;
  if (ctx.sourceElement !== pagina) return;
  if (isBezig()) gebeurtenis.preventDefault();
  else if (pagina.dataset.afdruk) ctx.request.headers["If-None-Match"] = `W/"${pagina.dataset.afdruk}"`;
});

/* Somebody else signed in here meanwhile: his buttons never stand under the name of another. */
const wieIn = (tekst) => tekst.match(/<body[^>]* data-wie="(\d+)"/)?.[1];

/* A fault of the server, of what stands before it or of a strange network is no news of this page: that stays as it is,
   and asks again. So does a text that somebody began meanwhile. Who may not read it any more does get that page. */
document.addEventListener("htmx:after:request", (gebeurtenis) => {
  const { ctx } = gebeurtenis.detail;
  if (ctx.sourceElement !== pagina || ZONDER_PAGINA.includes(ctx.response.status)) return;
  const { status } = ctx.response;
  ctx.isVanOns = status < 500 && status !== 429 && ctx.text.includes('id="inhoud"');
  const isAnder = ctx.isVanOns && wieIn(ctx.text) !== document.body.dataset.wie;
  if (!ctx.isVanOns || isAnder || isBezig()) gebeurtenis.preventDefault();
  if (isAnder) location.reload();
});

document.addEventListener("htmx:finally:request", (gebeurtenis) => {
  const { ctx } = gebeurtenis.detail;
  if (ctx.sourceElement !== pagina) return;
  const status = ctx.response ? ctx.response.status : 0;
  isWeg = !ZONDER_PAGINA.includes(status) && !ctx.isVanOns;
  if (!isWeg) {
    laatst = Date.now();
    sein();
  }
  toonOuderdom();
});

/* A notification is asked for by a button, never by the page. */
function toonSeinen() {
  const kan = window.isSecureContext && "Notification" in window && Notification.permission !== "denied";
  seinen.hidden = !kan;
  if (!kan) return;
  const aan = Notification.permission === "granted" && localStorage.getItem(KEUZE) === "aan";
  const knop = seinen.querySelector("button");
  knop.querySelector(".nl-button__label").textContent = aan ? "Geen seintje meer als er iets te laat wordt" : "Geef een seintje als er iets te laat wordt";
}

if (seinen) {
  seinen.querySelector("button").addEventListener("click", async () => {
    const aan = Notification.permission === "granted" && localStorage.getItem(KEUZE) === "aan";
    if (!aan) await Notification.requestPermission();
    localStorage.setItem(KEUZE, aan ? "uit" : "aan");
    toonSeinen();
  });
  toonSeinen();
}

window.addEventListener("offline", toonOuderdom);
window.addEventListener("online", toonOuderdom);
setInterval(toonOuderdom, POLS);
