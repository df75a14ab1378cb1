"""``python -m tests.browser.beelden MAP``: the pictures of the documentation, from a demo with fresh data.

``--op http://127.0.0.1:8000`` photographs a demo that runs already; names of pictures behind it make only those.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from calamiteiten.demo.accounts import WACHTWOORD
from tests.diensten import vrije_poort

from .chromium import HOOGTES, OPTIES

STARTTIJD = 180.0
GROOTSTE = 300_000  # bytes


@contextmanager
def demo() -> Iterator[str]:
    """Run the demo on a free port with data of its own; give its address."""
    with tempfile.TemporaryDirectory() as map_:
        adres = f"http://127.0.0.1:{(poort := vrije_poort())}"
        omgeving = {**os.environ, "POORT": str(poort), "CALAMITEITEN_DATA": map_}
        opdracht = [sys.executable, "-m", "calamiteiten.demo"]
        with subprocess.Popen(opdracht, env=omgeving, stdout=subprocess.DEVNULL) as proces:
            try:
                _wacht_op(f"{adres}/gezond", proces)
                yield adres
            finally:
                proces.send_signal(signal.SIGINT)
                proces.wait(30)


def _wacht_op(adres: str, proces: subprocess.Popen[bytes]) -> None:
    """Return when the page answers; the mails of the seed are out by then. Raises TimeoutError."""
    einde = time.monotonic() + STARTTIJD
    while time.monotonic() < einde and proces.poll() is None:
        try:
            with urllib.request.urlopen(adres, timeout=5):  # noqa: S310 - our own loopback address
                return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(f"De demo antwoordde niet op {adres}")


def dashboard(page: Page) -> None:
    """What the regiomanager sees first."""
    page.goto("/dashboard/")


def dossier(page: Page) -> None:
    """A dossier in Fase 1."""
    _open_eerste(page, "fase_1")


def beoordeling(page: Page) -> None:
    """Both analyses side by side, with the advice."""
    _open_eerste(page, "beoordeling")
    page.goto(f"{page.url}beoordeling/")


def registreren(page: Page) -> None:
    """The form of a new melding, with the first answers."""
    page.goto("/meldingen/nieuw/")
    page.get_by_role("radio", name=re.compile("^Calamiteit")).check()
    vragen = page.get_by_role("group", name="Is het een calamiteit?")
    for ja in vragen.get_by_role("radio", name="Ja", exact=True).all():
        ja.check()
    vragen.evaluate("groep => groep.scrollIntoView()")
    top = page.locator(".cal-top").bounding_box()
    if not top or top["y"] != 0:
        raise ValueError(f"De kop staat niet bovenaan: {top}")


def protocol(page: Page) -> None:
    """The states and steps as data."""
    page.goto("/protocol/")


def _open_eerste(page: Page, status: str) -> None:
    page.goto(f"/meldingen/?status={status}")
    page.get_by_role("main").get_by_role("link", name="CAL-").first.click()
    page.wait_for_url("**/meldingen/CAL-*/")


def verloop(page: Page) -> None:
    """What happened and which terms run, drawn in time."""
    _open_eerste(page, "fase_1")
    page.goto(f"{page.url}verloop/")


def communicatie(page: Page) -> None:
    """Who knows, what may go outside, and who directs."""
    _open_eerste(page, "fase_1")
    page.goto(f"{page.url}communicatie/")


def papier(page: Page) -> None:
    """Which documents there are of a melding."""
    _open_eerste(page, "fase_1")
    page.goto(f"{page.url}papier/")


def op_adres(pad: str) -> Callable[[Page], None]:
    """A page that has an address of its own."""

    def ga(page: Page) -> None:
        page.goto(pad)

    return ga


# Name of the picture -> who looks, how wide the screen is, and at what.
BEELDEN: dict[str, tuple[str, int, Callable[[Page], None]]] = {
    "dashboard": ("regiomanager", 1440, dashboard),
    "dashboard-telefoon": ("regiomanager", 390, dashboard),
    "werkvoorraad": ("regiomanager", 1440, op_adres("/")),
    "werkvoorraad-telefoon": ("regiomanager", 390, op_adres("/")),
    "dossier": ("regiomanager", 1440, dossier),
    "telefoon": ("regiomanager", 390, dossier),
    "verloop": ("regiomanager", 1440, verloop),
    "verloop-telefoon": ("regiomanager", 390, verloop),
    "communicatie": ("communicatieadviseur", 1440, communicatie),
    "communicatie-telefoon": ("communicatieadviseur", 390, communicatie),
    "papier": ("regiomanager", 1440, papier),
    "registreren": ("contractmanager", 390, registreren),
    "registreren-bureau": ("contractmanager", 1440, registreren),
    "beoordeling": ("contractmanager", 1440, beoordeling),
    "beoordeling-telefoon": ("contractmanager", 390, beoordeling),
    "persvragen": ("communicatieadviseur", 1440, op_adres("/persvragen/")),
    "klaar": ("beheerder", 1440, op_adres("/klaar-voor-gebruik/")),
    "inzage": ("privacyfunctionaris", 1440, op_adres("/inzage/")),
    "protocol": ("contractmanager", 1440, protocol),
}


def maak(browser: Browser, adres: str, map_: Path, naam: str) -> None:
    """Make one picture of what fits on the screen; a phone at the two pixels per point that it has."""
    wie, breedte, ga = BEELDEN[naam]
    mobiel = breedte == min(HOOGTES)
    context = browser.new_context(
        base_url=adres,
        viewport={"width": breedte, "height": HOOGTES[breedte]},
        device_scale_factor=2 if mobiel else 1,
        is_mobile=mobiel,
        has_touch=mobiel,
        locale="nl-NL",
        timezone_id="Europe/Amsterdam",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto("/inloggen/")
    page.get_by_label("Gebruikersnaam").fill(wie)
    page.get_by_label("Wachtwoord", exact=True).fill(WACHTWOORD)
    page.get_by_role("main").get_by_role("button", name="Inloggen", exact=True).click()
    page.wait_for_url(lambda url: "/inloggen/" not in url)
    ga(page)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=map_ / f"{naam}.png")
    context.close()
    _verklein(map_ / f"{naam}.png")


def _verklein(pad: Path) -> None:
    """Save with a palette: a screen has few colours, and a repository keeps every version."""
    with Image.open(pad) as beeld:
        beeld.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(pad, optimize=True)
    if pad.stat().st_size > GROOTSTE:
        raise ValueError(f"{pad.name} is {pad.stat().st_size} bytes; hoogstens {GROOTSTE}")


def main() -> None:
    """Make all pictures in the folder that the command names."""
    lezer = argparse.ArgumentParser(prog="python -m tests.browser.beelden")
    lezer.add_argument("map", type=Path)
    lezer.add_argument("namen", nargs="*", help="alleen deze beelden")
    lezer.add_argument("--op", help="het adres van een demo die al draait")
    vraag = lezer.parse_args()
    map_: Path = vraag.map
    map_.mkdir(parents=True, exist_ok=True)
    with nullcontext(vraag.op) if vraag.op else demo() as adres, sync_playwright() as spel:
        browser = spel.chromium.launch(executable_path=os.environ["CHROMIUM"], args=list(OPTIES))
        for naam in vraag.namen or BEELDEN:
            maak(browser, adres, map_, naam)
            sys.stdout.write(f"{map_ / naam}.png\n")
        browser.close()


if __name__ == "__main__":
    main()
