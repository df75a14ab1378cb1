"""What a page costs: CPU of the server and of the database per request, as so many times `me` of the same rounds."""

from dataclasses import dataclass, field
from datetime import timedelta
from statistics import quantiles
from typing import Any

from basis import klok

from .server import Lezer, Server, erbij, lezer

# Between two reads of the kernel's clock, which ticks in hundredths of a second.
PER_BEURT = {"hello": 100, "me": 60}


@dataclass(frozen=True)
class Blad:
    """One page as one role: what it is called in the table, who asks, where, and how often `me` it may cost; `sql_ms`:
    of which so many milliseconds of the database."""

    naam: str
    wie: str
    pad: str
    hoogstens: float | None = None
    kilobytes: float | None = None
    ververst: bool = False
    sql_ms: float | None = None


@dataclass
class Meting:
    """The sums of all rounds of one page."""

    keren: int = 0
    web: float = 0.0
    sql: float = 0.0
    duren: list[float] = field(default_factory=list)
    bytes: int = 0

    def in_cijfers(self) -> dict[str, float]:
        """Milliseconds of CPU per request of the server and of the database, p50 and p99 by the clock, kB as sent."""
        delen = quantiles(self.duren, n=100, method="inclusive")
        return {
            "web_ms": round(1000 * self.web / self.keren, 2),
            "sql_ms": round(1000 * self.sql / self.keren, 2),
            "p50_ms": round(1000 * delen[49], 1),
            "p99_ms": round(1000 * delen[98], 1),
            "kB": round(self.bytes / 1000, 1),
        }


def bladen(dossier: str) -> list[Blad]:
    """Every page that is measured, with the goals of the issue. `dossier`: the path of one with many moments."""
    return [
        Blad("hello", "", "/bench/hello/"),
        Blad("me", "regiomanager", "/bench/me/"),
        Blad("dashboard", "regiomanager", "/dashboard/", 6, 60),
        Blad("lijst", "regiomanager", "/meldingen/", 5),
        Blad("lijst, alles", "regiomanager", "/meldingen/?stand=alle", 5),
        Blad("lijst, alles, tien jaar terug", "regiomanager", f"/meldingen/?stand=alle&na={_diep()}", 5),
        Blad("lijst van één gemeente", "toegang_zwolle", "/meldingen/?stand=alle", 5, sql_ms=5),
        Blad("lijst van een kleine gemeente", "toegang_raalte", "/meldingen/?stand=alle", 5, sql_ms=5),
        Blad("lijst, filter gemeente", "regiomanager", "/meldingen/?gemeente=raalte&stand=alle", 5, sql_ms=10),
        Blad("lijst, filter status", "regiomanager", "/meldingen/?status=afgerond&stand=alle", 5, sql_ms=10),
        Blad("lijst, filter twijfel", "regiomanager", "/meldingen/?status=twijfel&stand=alle", 5, sql_ms=10),
        Blad(
            "lijst, filter twijfel, één gemeente",
            "toegang_zwolle",
            "/meldingen/?status=twijfel&stand=alle",
            5,
            sql_ms=10,
        ),
        Blad("zoeken, gewoon woord", "regiomanager", "/zoeken/?q=zwaar+gewond", 5, sql_ms=50),
        Blad("zoeken, zeldzaam woord", "regiomanager", "/zoeken/?q=zonnewijzer", 5, sql_ms=50),
        Blad("zoeken, zeldzaam woord, één gemeente", "toegang_zwolle", "/zoeken/?q=zonnewijzer", 5, sql_ms=50),
        Blad("zoeken, zeldzaam woord, kleine gemeente", "toegang_raalte", "/zoeken/?q=zonnewijzer", 5, sql_ms=50),
        Blad("zoeken, gewoon woord, kleine gemeente", "toegang_raalte", "/zoeken/?q=zwaar+gewond", 5, sql_ms=50),
        Blad("zoeken, niets", "toegang_zwolle", "/zoeken/?q=xyzzy+plugh", 5, sql_ms=50),
        Blad(
            "zoeken in de lijst, zeldzaam woord", "regiomanager", "/meldingen/?q=zonnewijzer&stand=alle", 5, sql_ms=50
        ),
        Blad("dossier", "regiomanager", dossier, 8),
        Blad("dossier, verloop", "regiomanager", f"{dossier}verloop/", 8),
        Blad("dossier van één gemeente", "toegang_zwolle", dossier, 8),
        Blad("werkvoorraad", "regiomanager", "/", 6),
        Blad("werkvoorraad van de toegang", "toegang_zwolle", "/", 6),
        Blad("werkvoorraad van de contractmanager", "contractmanager", "/", 6),
        Blad("werkbank", "adviseur", "/communicatie/", 8),
        Blad("contacten van 342 gemeenten", "beheerder", "/contacten/", 8, 150),
        Blad("rapportages", "regiomanager", "/rapportages/"),
        Blad("dashboard, niets nieuws", "regiomanager", "/dashboard/", 1.7, ververst=True),
    ]


def _diep() -> str:
    """The place in the list of ten years ago."""
    toen = klok.nu() - timedelta(days=3650)
    return f"{int(toen.timestamp() * 1_000_000)}-1"


def meet(server: Server, lijst: list[Blad], rondes: int, keren: int) -> dict[str, dict[str, Any]]:
    """Ask every page by turns, `rondes` times, each time `keren` times, and return its figures. Raises AssertionError
    when a page does not answer."""
    lezers = {blad.wie: lezer(blad.wie, server.poort) if blad.wie else Lezer(server.poort) for blad in lijst}
    metingen = {blad.naam: Meting() for blad in lijst}
    for blad in lijst:
        _beurt(server, lezers[blad.wie], blad, Meting(), 2)
    for _ in range(rondes):
        for blad in lijst:
            _beurt(server, lezers[blad.wie], blad, metingen[blad.naam], PER_BEURT.get(blad.naam, keren))
    cijfers = {naam: meting.in_cijfers() for naam, meting in metingen.items()}
    vloer = cijfers["me"]["web_ms"] + cijfers["me"]["sql_ms"]
    for rij in cijfers.values():
        rij["x_me"] = round((rij["web_ms"] + rij["sql_ms"]) / vloer, 1)
    return cijfers


def _beurt(server: Server, wie: Lezer, blad: Blad, meting: Meting, keer: int) -> None:
    begin = server.cpu()
    for _ in range(keer):
        koppen = {"If-None-Match": wie.etags[blad.pad]} if blad.ververst and blad.pad in wie.etags else {}
        status, grootte, duur = wie.haal(blad.pad, **koppen)
        assert status in {200, 304}, (blad, status)
        meting.duren.append(duur)
        meting.bytes = grootte
    web, sql = erbij(begin, server.cpu())
    meting.keren += keer
    meting.web += web
    meting.sql += sql
