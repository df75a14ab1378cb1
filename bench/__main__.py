"""`bin/bench` (10.000, 100.000 and 1.000.000 meldingen) and `bin/bench --snel` (the first two): measure, judge, write.

`--deel` measures a part only and writes nothing; `--duurloop` is the run of ten minutes in which nothing may grow.
Runs on the throw-away servers of `tests.diensten`, with the server that is measured on a free loopback port. Only
ratios within one run count: a machine is as busy as it is.
"""

import argparse
import json
import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

WORTEL = Path(__file__).parents[1]
DUURLOOP = Path(__file__).with_name("duurloop.json")
UITSLAG, BLAD = Path(__file__).with_name("resultaat.json"), WORTEL / "docs" / "snelheid.md"
BEGIN, EIND = "<!-- bench: begin -->", "<!-- bench: eind -->"
KOLOMMEN = ("x_me", "web_ms", "sql_ms", "p50_ms", "p99_ms", "kB")
MATEN = (10_000, 100_000, 1_000_000)


# What is measured at every size, and what once: neither grows with what is recorded.
DELEN, EENMAAL = ("bladen", "werk", "mail"), ("papier", "inlezen", "demo")


def main() -> None:
    """Prepare, measure at every size, say, and write."""
    opties = argparse.ArgumentParser(prog="bin/bench", description=__doc__.splitlines()[0])
    opties.add_argument("--snel", action="store_true", help="alleen 10.000 en 100.000 meldingen, drie ronden")
    opties.add_argument("--maten", type=lambda tekst: tuple(map(int, tekst.split(","))), help="bijvoorbeeld 2000,5000")
    opties.add_argument("--rondes", type=int, default=0)
    opties.add_argument("--deel", choices=(*DELEN, *EENMAAL), action="append", help="alleen dit; schrijft niets op")
    opties.add_argument("--duurloop", type=float, nargs="?", const=10.0, metavar="MINUTEN", help="een lange ronde")
    opties.add_argument("--zonder-blad", action="store_true", help="schrijf niets op")
    keuze = opties.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calamiteiten.config.settings")
    import django

    django.setup()
    if keuze.duurloop:
        _op_eigen_database(partial(_duurloop, keuze.duurloop))
        return
    maten = keuze.maten or (MATEN[:2] if keuze.snel else MATEN)
    hoe = Hoe(
        maten, keuze.rondes or (3 if keuze.snel else 5), 15 if keuze.snel else 60, keuze.deel or [*DELEN, *EENMAAL]
    )
    uitslag = _op_eigen_database(partial(_meet, hoe))
    _zeg(uitslag)
    if not keuze.zonder_blad and not keuze.deel:
        UITSLAG.write_text(json.dumps(uitslag, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        _schrijf(uitslag)


@dataclass(frozen=True)
class Hoe:
    """At which sizes, in how many rounds, how long the two hundred ask, and which parts."""

    maten: tuple[int, ...]
    rondes: int
    seconden: float
    delen: list[str]


def _op_eigen_database(doe: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    from django.conf import settings
    from django.test.utils import get_runner

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    loper: Any = get_runner(settings)(verbosity=0, interactive=False)
    oud = loper.setup_databases()
    try:
        return doe()
    finally:
        loper.teardown_databases(oud)


def _duurloop(minuten: float) -> dict[str, Any]:
    from basis import klok

    from . import werk, zaad
    from .duurloop import duurloop

    kloner = zaad.maak(klok.nu())
    kloner.tot(zaad.OPEN)
    werk.ronde(klok.nu())
    with TemporaryDirectory() as map_:
        uitslag = duurloop(Path(map_), minuten, kloner.dossier)
    DUURLOOP.write_text(json.dumps(uitslag, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(uitslag, indent=1, ensure_ascii=False))
    print("✗ gegroeid: " + ", ".join(uitslag["gegroeid"]) if uitslag["gegroeid"] else "✓ niets groeide")
    return uitslag


def _meet(hoe: Hoe) -> dict[str, Any]:
    from basis import klok

    from . import bladzijden, doelen, werk, zaad

    nu = klok.nu()
    uitslag: dict[str, Any] = {
        "op": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": _machine(),
        "maten": {},
        "eenmaal": {},
    }
    with TemporaryDirectory() as map_:
        uitslag["eenmaal"] = _eenmaal(Path(map_), nu, hoe)
        kloner = zaad.maak(nu)
        bladen = bladzijden.bladen(kloner.dossier)
        for aantal in hoe.maten:
            duurde = werk.duur(partial(kloner.tot, aantal))
            print(f"{aantal} meldingen staan er na {duurde:.0f} s", flush=True)
            uitslag["maten"][str(aantal)] = {"klaar_s": duurde, "omvang": zaad.omvang()} | _op_een_maat(
                Path(map_), nu, hoe, bladen
            )
    uitslag["oordelen"] = [vars(oordeel) for oordeel in doelen.oordelen(uitslag, bladen)]
    return uitslag


def _eenmaal(map_: Path, nu: datetime, hoe: Hoe) -> dict[str, Any]:
    from . import werk
    from .demo import demo
    from .inlezen import inlezen

    delen = {
        "papier": lambda: werk.papier(nu, 1 if hoe.rondes < 5 else 3),
        "inlezen": lambda: inlezen(nu),
        "demo": lambda: demo(map_),
    }
    return {naam: _gemeld(naam, doe) for naam, doe in delen.items() if naam in hoe.delen}


def _op_een_maat(map_: Path, nu: datetime, hoe: Hoe, bladen: list[Any]) -> dict[str, Any]:
    from . import bladzijden, mail, werk
    from .drukte import drukte
    from .overgang import overgang
    from .server import server

    cijfers: dict[str, Any] = {}
    if "bladen" in hoe.delen:
        with server(map_) as web:
            cijfers["bladen"] = _gemeld(
                "bladen", lambda: bladzijden.meet(web, bladen, hoe.rondes, 6 if hoe.rondes < 5 else 15)
            )
            me = cijfers["bladen"]["me"]
            cijfers["overgang"] = _gemeld("overgang", lambda: overgang(web, me["web_ms"] + me["sql_ms"]))
            cijfers["drukte"] = _gemeld("drukte", lambda: drukte(web, hoe.seconden))
    if "werk" in hoe.delen:
        for naam in ("controle", "ronde", "wekkers"):
            cijfers[naam] = _gemeld(naam, partial(getattr(werk, naam), nu))
    if "mail" in hoe.delen:
        zaad_weg()
        for naam in ("mail", "traag", "bezorgtijd"):
            cijfers[naam] = _gemeld(naam, partial(getattr(mail, naam), map_))
    return cijfers


def zaad_weg() -> None:
    """Nothing is due but what the measuring plans."""
    from .zaad import stuur_alles_weg

    stuur_alles_weg()


def _gemeld(wat: str, doe: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    begin = time.monotonic()
    uitslag = doe()
    print(f"  {wat}: {time.monotonic() - begin:.0f} s", flush=True)
    return uitslag


def _machine() -> str:
    return f"{os.cpu_count()} kernen, belasting {os.getloadavg()[0]:.0f}, Python {platform.python_version()}"


def _zeg(uitslag: dict[str, Any]) -> None:
    for aantal, cijfers in uitslag["maten"].items():
        print(f"\n{aantal} meldingen")
        for naam, rij in cijfers.get("bladen", {}).items():
            print(
                f"  {naam:<42} {rij['x_me']:>6} × me  web {rij['web_ms']:>7}  sql {rij['sql_ms']:>7} ms  {rij['kB']} kB"
            )
        for naam in cijfers.keys() - {"bladen", "klaar_s"}:
            _zeg_deel(naam, cijfers[naam])
    for naam, cijfers in uitslag["eenmaal"].items():
        _zeg_deel(naam, cijfers)
    print()
    for oordeel in uitslag["oordelen"]:
        print(f"{'✓' if oordeel['gehaald'] else '✗'} {oordeel['wat']:<50} {oordeel['gemeten']:>12}   {oordeel['doel']}")


def _zeg_deel(naam: str, cijfers: dict[str, Any]) -> None:
    print(f"  {naam:<42}", {sleutel: round(waarde, 3) for sleutel, waarde in cijfers.items()})


def _schrijf(uitslag: dict[str, Any]) -> None:
    """The tables between the two marks of `docs/snelheid.md`; what people wrote around them stays."""
    kop = f"Gemeten op {uitslag['op'][:10]}: {uitslag['machine']}. Getallen gelden alleen binnen deze ene meting."
    regels = ["", kop, "", "| doel | gemeten | gevraagd | |", "|---|---|---|---|"]
    regels += [
        f"| {rij['wat']} | {rij['gemeten']} | {rij['doel']} | {'✓' if rij['gehaald'] else '✗'} |"
        for rij in uitslag["oordelen"]
    ]
    for aantal, cijfers in uitslag["maten"].items():
        regels += ["", f"**{int(aantal):,} meldingen**".replace(",", "."), ""]
        regels += [
            "| bladzijde | × me | web (ms) | database (ms) | p50 (ms) | p99 (ms) | kB |",
            "|---|---|---|---|---|---|---|",
        ]
        regels += [
            "| " + " | ".join(map(str, (naam, *(rij[kolom] for kolom in KOLOMMEN)))) + " |"
            for naam, rij in cijfers["bladen"].items()
        ]
    oud = BLAD.read_text(encoding="utf-8")
    voor, na = oud.split(BEGIN)[0], oud.split(EIND)[1]
    BLAD.write_text(voor + BEGIN + "\n".join(regels) + "\n\n" + EIND + na, encoding="utf-8")


if __name__ == "__main__":
    main()
