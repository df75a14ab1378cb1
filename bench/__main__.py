"""`bin/bench` (10.000, 100.000 and 1.000.000 meldingen) and `bin/bench --snel` (the first two): measure, judge, write.

Runs on the throw-away servers of `tests.diensten`, with the server that is measured on a free loopback port. Only
ratios within one run count: a machine is as busy as it is.
"""

import argparse
import json
import os
import platform
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

WORTEL = Path(__file__).parents[1]
UITSLAG, BLAD = Path(__file__).with_name("resultaat.json"), WORTEL / "docs" / "snelheid.md"
BEGIN, EIND = "<!-- bench: begin -->", "<!-- bench: eind -->"
KOLOMMEN = ("x_me", "web_ms", "sql_ms", "p50_ms", "p99_ms", "kB")
MATEN = (10_000, 100_000, 1_000_000)


def main() -> None:
    """Prepare, measure at every size, say, and write."""
    opties = argparse.ArgumentParser(prog="bin/bench", description=__doc__.splitlines()[0])
    opties.add_argument("--snel", action="store_true", help="alleen 10.000 en 100.000 meldingen, drie ronden")
    opties.add_argument("--maten", type=lambda tekst: tuple(map(int, tekst.split(","))), help="bijvoorbeeld 2000,5000")
    opties.add_argument("--rondes", type=int, default=0)
    opties.add_argument("--zonder-blad", action="store_true", help="schrijf niets op")
    keuze = opties.parse_args()
    maten = keuze.maten or (MATEN[:2] if keuze.snel else MATEN)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calamiteiten.config.settings")
    import django

    django.setup()
    uitslag = _op_eigen_database(maten, keuze.rondes or (3 if keuze.snel else 5), 15 if keuze.snel else 60)
    _zeg(uitslag)
    if not keuze.zonder_blad:
        UITSLAG.write_text(json.dumps(uitslag, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        _schrijf(uitslag)


def _op_eigen_database(maten: tuple[int, ...], rondes: int, seconden: float) -> dict[str, Any]:
    from django.conf import settings
    from django.test.utils import get_runner

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    loper: Any = get_runner(settings)(verbosity=0, interactive=False)
    oud = loper.setup_databases()
    try:
        return _meet(maten, rondes, seconden)
    finally:
        loper.teardown_databases(oud)


def _meet(maten: tuple[int, ...], rondes: int, seconden: float) -> dict[str, Any]:
    from basis import klok

    from . import bladzijden, doelen, werk, zaad
    from .drukte import drukte
    from .server import server

    nu = klok.nu()
    kloner = zaad.maak(nu)
    bladen = bladzijden.bladen(kloner.dossier)
    uitslag: dict[str, Any] = {
        "op": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": _machine(),
        "maten": {},
    }
    with TemporaryDirectory() as map_:
        for aantal in maten:
            duurde = werk.duur(partial(kloner.tot, aantal))
            print(f"{aantal} meldingen staan er na {duurde:.0f} s", flush=True)
            with server(Path(map_)) as web:
                cijfers: dict[str, Any] = {"bladen": bladzijden.meet(web, bladen, rondes)}
                cijfers["drukte"] = drukte(web, seconden)
            cijfers |= {"controle": werk.controle(nu), "wekkers": werk.wekkers(nu)}
            cijfers |= {"mail": werk.mail(Path(map_), nu), "papier": werk.papier(nu)}
            uitslag["maten"][str(aantal)] = cijfers
    uitslag["oordelen"] = [vars(oordeel) for oordeel in doelen.oordelen(uitslag, bladen)]
    return uitslag


def _machine() -> str:
    return f"{os.cpu_count()} kernen, Python {platform.python_version()}"


def _zeg(uitslag: dict[str, Any]) -> None:
    for aantal, cijfers in uitslag["maten"].items():
        print(f"\n{aantal} meldingen")
        for naam, rij in cijfers["bladen"].items():
            print(
                f"  {naam:<42} {rij['x_me']:>6} × me  web {rij['web_ms']:>7}  sql {rij['sql_ms']:>7} ms  {rij['kB']} kB"
            )
        for naam in ("drukte", "controle", "wekkers", "mail", "papier"):
            print(f"  {naam:<42}", {sleutel: round(waarde, 3) for sleutel, waarde in cijfers[naam].items()})
    print()
    for oordeel in uitslag["oordelen"]:
        print(f"{'✓' if oordeel['gehaald'] else '✗'} {oordeel['wat']:<50} {oordeel['gemeten']:>12}   {oordeel['doel']}")


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
