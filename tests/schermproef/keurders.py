"""Who judges a page: the checker of the W3C, HTML_CodeSniffer, axe, Lighthouse. Each says what is wrong, or nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page

from tests.browser.venster import REGELS

from .wandeling import Bladzijde

HIER = Path(__file__).parent
BREEDTES = {1440: 900, 390: 844, 320: 640}
LICHT = ("light", "dark")
VOLLEDIG = 100


class NietTeKrijgen(Exception):
    """The tools of package.json are not here and cannot be had: no npm, or no network."""


def gereedschap() -> Path:
    """The folder with the tools of package.json, installed when they are not. Raises NietTeKrijgen."""
    map_ = Path(os.environ.get("SCHERMPROEF_MAP", Path(tempfile.gettempdir()) / "schermproef-gereedschap"))
    if not (map_ / "node_modules").is_dir():
        if not (npm := shutil.which("npm")):
            raise NietTeKrijgen("npm ontbreekt")
        map_.mkdir(parents=True, exist_ok=True)
        for naam in ("package.json", "package-lock.json"):
            shutil.copy(HIER / naam, map_ / naam)
        uitslag = subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=map_, check=False)
        if uitslag.returncode:
            raise NietTeKrijgen("npm haalt het gereedschap niet op")
    return map_ / "node_modules"


def ontbreekt(proef: str) -> str:
    """Why this proof cannot be done here; empty when it can."""
    if proef == "html" and not shutil.which("java"):
        return "Java ontbreekt"
    try:
        if proef != "axe":
            gereedschap()
    except NietTeKrijgen as fout:
        return str(fout)
    return ""


def html(bladzijden: Sequence[Bladzijde]) -> Iterator[str]:
    """What the checker of the W3C has against these pages, the same complaint once for each kind of address."""
    java = shutil.which("java") or "java"
    jar = gereedschap() / "vnu-jar" / "build" / "dist" / "vnu.jar"
    with tempfile.TemporaryDirectory() as map_:
        van = {}
        for nummer, blad in enumerate(bladzijden):
            van[f"{nummer}.html"] = blad
            (Path(map_) / f"{nummer}.html").write_text(blad.html, encoding="utf-8")
        opdracht = [java, "-Xmx768m", "-jar", str(jar), "--format", "json", "--exit-zero-always", map_]
        verslag = json.loads(subprocess.run(opdracht, capture_output=True, check=True, text=True).stderr)
    klachten: dict[tuple[str, str], str] = {}
    for vondst in verslag["messages"]:
        blad = van[vondst["url"].rpartition("/")[2]]
        stuk = " ".join(vondst.get("extract", "").split())
        zin = f"html: {blad.naam} ({blad.wie}, {blad.pad}): {vondst['type']}: {vondst['message']} | {stuk}"
        klachten.setdefault((blad.naam, vondst["message"]), zin)
    yield from klachten.values()


def axe(page: Page, blad: Bladzijde) -> Iterator[str]:
    """What axe has against the page that is open, at each width, light and dark; and what does not fit."""
    page.evaluate(AXE_SCRIPT)
    for breedte, hoogte in BREEDTES.items():
        page.set_viewport_size({"width": breedte, "height": hoogte})
        for licht in LICHT:
            page.emulate_media(color_scheme=licht, reduced_motion="reduce")  # type: ignore[arg-type]
            waar = f"{blad.naam} ({blad.wie}, {blad.pad}, {breedte}, {licht})"
            yield from (f"axe: {waar}: {klacht}" for klacht in _axe(page, alleen_kleur=licht == "dark"))
        nodig = int(page.evaluate("document.documentElement.scrollWidth"))
        if nodig > breedte:
            yield f"breed: {blad.naam} ({blad.wie}, {blad.pad}): {nodig} past niet op {breedte}"


def _axe(page: Page, *, alleen_kleur: bool) -> Iterator[str]:
    """In the dark only what has a colour can differ."""
    keuze: dict[str, Any] = {"type": "tag", "values": list(REGELS)}
    if alleen_kleur:
        keuze = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
    opties = {"runOnly": keuze, "resultTypes": ["violations"]}
    for schending in page.evaluate("opties => axe.run(document, opties)", opties)["violations"]:
        plekken = " | ".join(f"{plek['target']} {plek['html'][:160]}" for plek in schending["nodes"][:3])
        yield f"{schending['id']}: {plekken}"


def codesniffer(page: Page, blad: Bladzijde) -> Iterator[str]:
    """The errors of HTML_CodeSniffer (WCAG 2 AA) on the page that is open; its warnings ask a person."""
    script = (gereedschap() / "html_codesniffer" / "build" / "HTMLCS.js").read_text(encoding="utf-8")
    page.evaluate(script)
    vondsten = page.evaluate(
        """() => new Promise(klaar => HTMLCS.process('WCAG2AA', document, () => klaar(
            HTMLCS.getMessages().filter(m => m.type === HTMLCS.ERROR)
              .map(m => [m.code, m.msg, m.element.outerHTML.slice(0, 160)]))))"""
    )
    for code, zin, stuk in vondsten:
        yield f"codesniffer: {blad.naam} ({blad.wie}, {blad.pad}): {code}: {zin} | {stuk}"


def lighthouse(context: BrowserContext, adres: str, wie: str, pad: str) -> Iterator[str]:
    """What keeps this page below 100 for accessibility or best practices, read with the session of this context."""
    koekje = "; ".join(f"{deel['name']}={deel['value']}" for deel in context.cookies())
    with tempfile.NamedTemporaryFile(suffix=".json") as uit:
        opdracht = [str(gereedschap() / ".bin" / "lighthouse"), f"{adres}{pad}", "--quiet", "--output=json"]
        opdracht += [f"--output-path={uit.name}", "--only-categories=accessibility,best-practices"]
        opdracht += ["--chrome-flags=--headless=new --no-sandbox --disable-gpu"]
        opdracht += [f"--extra-headers={json.dumps({'Cookie': koekje})}"]
        omgeving = {**os.environ, "CHROME_PATH": os.environ["CHROMIUM"]}
        subprocess.run(opdracht, env=omgeving, check=True, capture_output=True)
        verslag = json.loads(Path(uit.name).read_text(encoding="utf-8"))
    for soort in verslag["categories"].values():
        punten = round(VOLLEDIG * (soort["score"] or 0))
        if punten == VOLLEDIG:
            continue
        namen = [deel["id"] for deel in soort["auditRefs"] if deel["weight"]]
        slecht = [verslag["audits"][naam] for naam in namen if (verslag["audits"][naam]["score"] or 0) < 1]
        redenen = [f"{a['id']} {json.dumps(a.get('details', {}).get('items', []))[:300]}" for a in slecht]
        redenen = [reden for reden, a in zip(redenen, slecht, strict=True) if a["scoreDisplayMode"] != "notApplicable"]
        yield f"lighthouse: {pad} ({wie}): {soort['id']} {punten}: {'; '.join(redenen)}"
