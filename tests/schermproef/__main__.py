"""``python -m tests.schermproef``: every page of the demo, for every account, before those who judge pages.

    python -m tests.schermproef                   all of them
    python -m tests.schermproef html axe          only these: html, axe, codesniffer, lighthouse
    python -m tests.schermproef --op http://…     on a demo that runs already
    python -m tests.schermproef --wie regiomanager,niemand   as these accounts only

Prints what is wrong and ends with 1; with 77 when only a tool was missing (bin/test says so).
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext

import django
from playwright.sync_api import Browser, BrowserContext, sync_playwright

# The resolver names the addresses; nothing here touches a database.
os.environ["DEMO"] = "1"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
django.setup()

from calamiteiten.demo.accounts import accounts_van  # noqa: E402 - Django first
from tests.browser.beelden import demo  # noqa: E402
from tests.browser.chromium import OPTIES  # noqa: E402

from . import keurders  # noqa: E402
from .wandeling import Bladzijde, log_in, loop  # noqa: E402

PROEVEN = ("html", "axe", "codesniffer", "lighthouse")
# Who opens which page before Lighthouse: it takes a quarter of a minute for each.
GEWOGEN = {
    "": ("/inloggen/", "/wachtwoord/vergeten/"),
    "regiomanager": ("/", "/dashboard/", "/meldingen/", "/rapportages/"),
    "contractmanager": ("/meldingen/nieuw/",),
    "beheerder": ("/contacten/", "/gebruikers/"),
}
GEWOGEN_KAMERS = ("melding", "melding_gegevens", "melding_verloop", "communicatie_dossier", "bewijs", "overgang")
NIET_GEDAAN = 77
NIEMAND = "niemand"


def iedereen() -> list[str]:
    """Every account of the demo, and before them nobody."""
    return ["", *(account.gebruikersnaam for account in accounts_van("ijsselland"))]


def keur(browser: Browser, adres: str, proeven: set[str], bezoekers: list[str]) -> Iterator[str]:
    """Walk as each account, and give what is wrong. What is built the same is judged once by who needs a browser."""
    aantal = 0
    bekeken = set[tuple[str, frozenset[str]]]()
    for wie in bezoekers:
        context = browser.new_context(locale="nl-NL", timezone_id="Europe/Amsterdam", bypass_csp=False)
        log_in(context, adres, wie)
        eigen = list(loop(context, adres, wie))
        aantal += len(eigen)
        anders = [blad for blad in eigen if not (blad.bouw in bekeken or bekeken.add(blad.bouw))]  # type: ignore[func-returns-value]
        _zeg(f"{wie or NIEMAND}: {len(eigen)} pagina's, {len(anders)} anders gebouwd")
        yield from _in_de_browser(context, adres, anders, proeven)
        if "lighthouse" in proeven:
            yield from _gewogen(context, adres, wie, eigen)
        context.close()
        if "html" in proeven:
            yield from keurders.html(eigen)
    _zeg(f"{aantal} pagina's, {len({naam for naam, _ in bekeken})} soorten adressen")


def _in_de_browser(
    context: BrowserContext, adres: str, bladzijden: list[Bladzijde], proeven: set[str]
) -> Iterator[str]:
    if not proeven & {"axe", "codesniffer"}:
        return
    page = context.new_page()
    for blad in bladzijden:
        page.set_viewport_size({"width": 1440, "height": 900})
        page.emulate_media(color_scheme="light")
        page.goto(f"{adres}{blad.pad}")
        if "codesniffer" in proeven:
            yield from keurders.codesniffer(page, blad)
        if "axe" in proeven:
            yield from keurders.axe(page, blad)
    page.close()


def _gewogen(context: BrowserContext, adres: str, wie: str, eigen: list[Bladzijde]) -> Iterator[str]:
    paden = [*GEWOGEN.get(wie, ())]
    if wie == "regiomanager":
        paden += [next(blad.pad for blad in eigen if blad.naam == naam) for naam in GEWOGEN_KAMERS]
    for pad in paden:
        yield from keurders.lighthouse(context, adres, wie, pad)


def _zeg(zin: str) -> None:
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {zin}\n")
    sys.stdout.flush()


def main() -> int:
    """Do the proofs that are asked for; give the exit code."""
    lezer = argparse.ArgumentParser(prog="python -m tests.schermproef")
    lezer.add_argument("proeven", nargs="*", help=f"welke: {', '.join(PROEVEN)} (zonder: alle)")
    lezer.add_argument("--op", help="het adres van een demo die al draait")
    lezer.add_argument("--wie", help="als wie, met komma's ertussen (zonder: elk account, en niemand)")
    vraag = lezer.parse_args()
    bezoekers = [wie.replace(NIEMAND, "") for wie in vraag.wie.split(",")] if vraag.wie else iedereen()
    gevraagd, klachten = set(vraag.proeven or PROEVEN), 0
    niet = {proef: reden for proef in sorted(gevraagd) if (reden := keurders.ontbreekt(proef))}
    with nullcontext(vraag.op) if vraag.op else demo() as adres, sync_playwright() as spel:
        browser = spel.chromium.launch(executable_path=os.environ["CHROMIUM"], args=list(OPTIES))
        for klacht in keur(browser, adres, gevraagd - set(niet), bezoekers):
            klachten += 1
            _zeg(klacht)
        browser.close()
    _zeg(f"{klachten} klachten")
    for proef, reden in niet.items():
        _zeg(f"Niet gedaan: {proef}. {reden}.")
    return 1 if klachten else NIET_GEDAAN if niet else 0


if __name__ == "__main__":
    sys.exit(main())
