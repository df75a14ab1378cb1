"""A window of one user: it presses buttons by their words, looks at every page critically, and keeps all complaints.

Every page that a story shows goes through `bekijk`: axe without a violation, nothing wider than the screen, one h1, and
no code of ours or of Python where a person reads. Set FOTOS to a folder to get a picture of each of those pages.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response, expect

from tests.bouw import WACHTWOORD

from .chromium import HOOGTES

REGELS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
LOOPBACK = {"127.0.0.1", "localhost", ""}
# What a person must never read: Python's words, a template left open, a code of ours.
TAAL_VAN_MACHINES = re.compile(r"\bNone\b|\bTrue\b|\bFalse\b|\{\{|\{%|\{#|&[a-z]+;|\b[a-z]{3,}(?:_[a-z\d]+)+\b")
# Under another date (bin/test --op) the page gets the clock of the run, and nothing else: Playwright's own clock also
# takes the page's word on how it was reached.
VERSCHUIF_DE_KLOK = """(() => {
  const Echt = Date, verschil = 1000 * %f;
  globalThis.Date = class extends Echt {
    constructor(...delen) { if (delen.length) super(...delen); else super(Echt.now() + verschil); }
    static now() { return Echt.now() + verschil; }
  };
})()"""
SMAL = 800  # narrower is a phone
WACHTTIJD = 10_000
# What axe looks at: elements, what they are and where there is text; not which words, numbers or addresses. Of what
# repeats itself (the rows of a list) two. Per element, in the order of the page: a print of it, of what is in it and of
# what it is in, and how many elements that is.
GERAAMTE = """() => {
  const telt = /^(class|id|for|role|type|lang|tabindex|style|scope|aria-.*)$/;
  const afdruk = (tekst) => {
    let a = 0xdeadbeef, b = 0x41c6ce57;
    for (let i = 0; i < tekst.length; i++) {
      const letter = tekst.charCodeAt(i);
      a = Math.imul(a ^ letter, 2654435761);
      b = Math.imul(b ^ letter, 1597334677);
    }
    a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
    b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
    return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
  };
  const uit = [];
  const bouw = (knoop, pad) => {
    if (knoop.nodeType === Node.TEXT_NODE) return knoop.data.trim() ? '.' : '';
    if (knoop.nodeType !== Node.ELEMENT_NODE) return '';
    const eigen = knoop.localName + ' ' + [...knoop.attributes].map(a => !a.value || !telt.test(a.name)
      ? a.name + !a.value : a.name + '=' + a.value.replace(/[0-9]+/g, '0')).join(' ');
    const plek = uit.push('') - 1, hier = afdruk(pad + '<' + eigen), delen = [];
    for (const kind of knoop.childNodes) {
      const deel = bouw(kind, hier);
      if (deel && !(delen.at(-1) === deel && delen.at(-2) === deel)) delen.push(deel);
    }
    const inhoud = afdruk(eigen + '>' + delen.join(' '));
    uit[plek] = afdruk(hier + '|' + inhoud) + ':' + (uit.length - plek);
    return inhoud;
  };
  bouw(document.documentElement, '');
  return uit.join(' ');
}"""
# Axe with these options, on the page without the elements at these places. Rules about the page as a whole still see
# all of it.
KEUR = """([opties, weg]) => {
  const alles = [document.documentElement, ...document.documentElement.querySelectorAll('*')];
  const niet = weg.map(plek => alles[plek]).filter(deel => document.body.contains(deel));
  return axe.run(niet.length ? { exclude: niet } : document, opties);
}"""
# Width and print of what axe found nothing in, in this process.
_in_orde: set[tuple[int, str]] = set()


class Venster:
    """One window with its own session. `page` is Playwright's; stories use the verbs below where they can."""

    def __init__(self, browser: Browser, adres: str, breedte: int, *, scripts: bool = True) -> None:
        """`breedte` in CSS pixels; at 390 it is a phone: touch, no mouse."""
        mobiel = breedte < SMAL
        self.breedte, self.adres, self.scripts = breedte, adres, scripts
        self.klachten: list[str] = []
        self.mag_mislukken: int | None = None
        self._meet = False
        self._context = browser.new_context(
            viewport={"width": breedte, "height": HOOGTES[breedte]},
            is_mobile=mobiel,
            has_touch=mobiel,
            java_script_enabled=scripts,
            locale="nl-NL",
            timezone_id="Europe/Amsterdam",
            reduced_motion="reduce",
        )
        if "FAKETIME" in os.environ:
            self._context.add_init_script(VERSCHUIF_DE_KLOK % float(os.environ["FAKETIME"]))
        self.page: Page = self._context.new_page()
        self.page.set_default_timeout(WACHTTIJD)
        self.page.on("console", self._hoor)
        self.page.on("pageerror", lambda fout: self.klachten.append(f"Fout in een script: {fout}"))
        self.page.on("response", self._zie_antwoord)
        self._context.on("request", self._zie_vraag)

    # -- going somewhere -----------------------------------------------------------------------------------------------

    def ga(self, pad: str, naam: str = "") -> None:
        """Open an address of the website (or a whole link) and look at the page."""
        self.page.goto(pad if pad.startswith("http") else f"{self.adres}{pad}")
        self.bekijk(naam or pad)

    def log_in(self, naam: str, wachtwoord: str = WACHTWOORD) -> None:
        """Sign in on the page that asks for it; go there first when no page is open."""
        if "/inloggen/" not in self.page.url:
            self.ga("/inloggen/", "inloggen")
        self.page.get_by_label("Gebruikersnaam of e-mailadres").fill(naam)
        self.page.get_by_label("Wachtwoord", exact=True).fill(wachtwoord)
        self.druk("Inloggen")
        expect(self.page.get_by_label("Wachtwoord", exact=True)).to_have_count(0)
        self.bekijk(f"na-inloggen-{naam}")

    def volg(self, woorden: str, *, in_: Locator | None = None) -> None:
        """Follow the first link with these words, and look at the page."""
        with self.page.expect_navigation():
            (in_ or self.inhoud).get_by_role("link", name=woorden).first.click()
        self.bekijk(woorden)

    def druk(self, woorden: str, *, in_: Locator | None = None) -> None:
        """Press the button with exactly these words."""
        with self.page.expect_navigation():
            (in_ or self.inhoud).get_by_role("button", name=woorden, exact=True).first.click()

    def druk_enter(self) -> None:
        """Send the form in which the focus is, with the keyboard."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    @contextmanager
    def verwacht(self, status: int) -> Iterator[None]:
        """Within this block a page may answer with `status`; the browser reports that as an error."""
        self.mag_mislukken = status
        yield
        self.mag_mislukken = None

    # -- filling in ----------------------------------------------------------------------------------------------------

    @property
    def inhoud(self) -> Locator:
        """The main part of the page."""
        return self.page.get_by_role("main")

    def groep(self, legenda: str) -> Locator:
        """The innermost group of fields that is called so."""
        return self.inhoud.get_by_role("group", name=re.compile(rf"^{re.escape(legenda)}")).last

    def kies(self, vraag: str, antwoord: str) -> None:
        """Choose a radio button or checkbox by the first words of its label."""
        keuze = re.compile(rf"^{re.escape(antwoord)}")
        groep = self.groep(vraag)
        groep.get_by_role("radio", name=keuze).or_(groep.get_by_role("checkbox", name=keuze)).first.check()

    def vul(self, label: str, waarde: str) -> None:
        """Type in the first field with a label that starts so."""
        self.inhoud.get_by_label(re.compile(rf"^{re.escape(label)}")).first.fill(waarde)

    def vouw_open(self, kop: str) -> None:
        """Open a part of a form that begins folded."""
        self.inhoud.locator("summary", has_text=kop).first.click()

    def selecteer(self, label: str, keuze: str) -> None:
        """Choose an option of a list by its words."""
        self.inhoud.get_by_label(re.compile(rf"^{re.escape(label)}")).first.select_option(label=keuze)

    def vul_moment(self, vraag: str, datum: str, tijd: str) -> None:
        """Fill in a day and a time (uu:mm), in one field."""
        self.vul(vraag, f"{datum} {tijd}")

    # -- looking -------------------------------------------------------------------------------------------------------

    def ziet(self, tekst: str | re.Pattern[str]) -> None:
        """Fail unless the page shows this text."""
        expect(self.inhoud.get_by_text(tekst).first).to_be_visible()

    def bekijk(self, naam: str) -> None:
        """Judge the page as it is now: accessible, fits the screen, speaks Dutch. Fails with all that is wrong."""
        waar = f"{naam} ({urlsplit(self.page.url).path}, {self.breedte} px)"
        self._fotografeer(naam)
        fouten = [*self._vorm(), *self._taal(), *(self._axe() if self.scripts else [])]
        assert not fouten, "\n".join([waar, *fouten])

    def sluit(self) -> list[str]:
        """Close the window; give every complaint that was heard."""
        self._context.close()
        return self.klachten

    def _vorm(self) -> Iterator[str]:
        if (aantal := self.page.locator("h1").count()) != 1:
            yield f"De pagina heeft {aantal} koppen van niveau 1"
        if self.scripts:
            breedte = int(self.page.evaluate("document.documentElement.scrollWidth"))
            if breedte > self.breedte:
                yield f"De pagina is {breedte} pixels breed en past niet op het scherm: {self._te_breed()}"

    def _te_breed(self) -> str:
        zoek = """breed => [...document.querySelectorAll('body *')]
            .filter(e => e.getBoundingClientRect().right > breed + 1)
            .slice(0, 5).map(e => e.tagName + '.' + e.className).join(' | ')"""
        return str(self.page.evaluate(zoek, self.breedte))

    def _taal(self) -> Iterator[str]:
        # Who words a mail writes places in braces, and a place names a code.
        tekst = re.sub(r"\{(rol|status):\w+\}", "", self.page.locator("body").inner_text())
        for vondst in TAAL_VAN_MACHINES.finditer(tekst):
            yield f"Dit hoort niet op het scherm: {vondst[0]}"

    def _axe(self) -> Iterator[str]:
        """What axe says; at full size of every page as a whole, else once in a process of each part of a page, in the
        same place and at the same width."""
        delen = [deel.split(":") for deel in str(self.page.evaluate(GERAAMTE)).split(" ")]
        prenten = [((self.breedte, prent), int(aantal)) for prent, aantal in delen]
        weg = [] if os.environ.get("STORING") == "alles" else list(_al_gekeurd(prenten))
        if 0 in weg:
            return
        opties = {
            "runOnly": {"type": "tag", "values": list(REGELS)},
            "resultTypes": ["violations"],
            # No rule of these tags reads the style sheets, which are large.
            "preload": {"assets": ["media"]},
        }
        self._meet = True  # what axe says in the console is not said by the page
        self.page.evaluate(AXE_SCRIPT)
        uitslag = self.page.evaluate(KEUR, [opties, weg])
        self._meet = False
        if not uitslag["violations"]:
            _in_orde.update(prent for prent, _ in prenten)
        for schending in uitslag["violations"]:
            yield f"axe: {schending['id']} ({schending['impact']}): {schending['help']}"
            yield from (f"    {plek['target']} {plek['html'][:200]}" for plek in schending["nodes"][:5])

    def _fotografeer(self, naam: str) -> None:
        map_ = os.environ.get("FOTOS")
        if not map_ or not self.scripts:  # a picture waits for scripts
            return
        Path(map_).mkdir(parents=True, exist_ok=True)
        nummer = len(list(Path(map_).glob(f"{self.breedte}-*.png"))) + 1
        schoon = re.sub(r"[^a-z0-9]+", "-", naam.lower()).strip("-")
        self.page.screenshot(path=f"{map_}/{self.breedte}-{nummer:03}-{schoon}.png", full_page=True)

    # -- listening -----------------------------------------------------------------------------------------------------

    def _hoor(self, bericht: ConsoleMessage) -> None:
        is_verwacht = self.mag_mislukken is not None and f"status of {self.mag_mislukken}" in bericht.text
        if bericht.type in {"error", "warning"} and not is_verwacht and not self._meet:
            self.klachten.append(f"Console op {self.page.url}: {bericht.text}")

    def _zie_antwoord(self, antwoord: Response) -> None:
        if antwoord.status >= 400 and antwoord.status != self.mag_mislukken:
            self.klachten.append(f"{antwoord.request.method} {antwoord.url} gaf {antwoord.status}")

    def _zie_vraag(self, vraag: Request) -> None:
        adres = urlsplit(vraag.url)
        if adres.scheme in {"http", "https", "ws", "wss"} and adres.hostname not in LOOPBACK:
            self.klachten.append(f"Het internet op: {vraag.url}")


def _al_gekeurd(prenten: Sequence[tuple[tuple[int, str], int]]) -> Iterator[int]:
    """The places of the outermost parts of a page that axe saw before; `prenten`: of each element its print, and how
    many elements it is."""
    plek = 0
    while plek < len(prenten):
        prent, aantal = prenten[plek]
        if prent in _in_orde:
            yield plek
        plek += aantal if prent in _in_orde else 1
