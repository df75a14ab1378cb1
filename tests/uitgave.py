"""Makes a release: ``python -m tests.uitgave 0.2.0`` (bin/uitgave). Version, changelog, docs/uitgave.txt, the list of
what it is made of, commit, tag.

Nothing is sent anywhere: who makes it, pushes it. From the first release on its migrations are fixed
(docs/besluiten/0074).
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

WORTEL = Path(__file__).resolve().parents[1]
NUMMER = re.compile(r"(\d+)\.(\d+)\.(\d+)")
OPEN = "## [Unreleased]\n"
ONDERDELEN = "docs/sbom.cdx.json"


class KanNiet(Exception):
    """There is no release; the message says why, and nothing was changed."""


def git(*woorden: str) -> str:
    """What git says. Raises CalledProcessError."""
    return subprocess.run(["git", *woorden], cwd=WORTEL, capture_output=True, text=True, check=True).stdout.strip()


def maak(nieuw: str, dag: str) -> str:
    """Make release `nieuw` of `dag` (2026-11-30); returns its tag. Raises KanNiet, and then nothing was changed."""
    _weiger(nieuw)
    begin = git("rev-parse", "HEAD")
    try:
        _maak(nieuw, dag)
    except subprocess.CalledProcessError as fout:
        git("reset", "--hard", "--quiet", begin)
        wat = f"git {fout.cmd[1]}" if fout.cmd[0] == "git" else "De lijst van onderdelen"
        raise KanNiet(f"{wat} lukt niet. {(fout.stderr or '').strip()}") from fout
    return f"v{nieuw}"


def _maak(nieuw: str, dag: str) -> None:
    for pad, verander in (
        ("pyproject.toml", lambda tekst: re.sub(r'(?m)^version = ".*"', f'version = "{nieuw}"', tekst, count=1)),
        ("publiccode.yml", lambda tekst: _publiccode(tekst, nieuw, dag)),
        ("CHANGELOG.md", lambda tekst: tekst.replace(OPEN, f"{OPEN}\n## [{nieuw}] - {dag}\n", 1)),
        ("docs/uitgave.txt", _uitgave),
    ):
        _herschrijf(WORTEL / pad, verander)
    _leg_onderdelen_neer()
    git("commit", "--quiet", "--all", "-m", f"Release {nieuw}", "-m", "What changed stands in CHANGELOG.md.")
    git("tag", "--annotate", f"v{nieuw}", "-m", f"Release {nieuw}")


def regels(wortel: Path) -> list[str]:
    """The lines of docs/uitgave.txt that say something."""
    tekst = (wortel / "docs" / "uitgave.txt").read_text(encoding="utf-8")
    return [regel for regel in tekst.splitlines() if regel.strip() and not regel.startswith("#")]


def nu_is() -> str:
    """The version that stands here."""
    return str(tomllib.loads((WORTEL / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def uitgegeven(changelog: str) -> list[str]:
    """The versions that have a heading of their own in this changelog, the newest first."""
    return re.findall(rf"(?m)^## \[({NUMMER.pattern.replace('(', '(?:')})\]", changelog)


def afdruk(bronnen: Iterable[bytes]) -> str:
    """What stays the same as long as no byte of these migrations changes."""
    som = hashlib.sha256()
    for bron in bronnen:
        som.update(hashlib.sha256(bron).digest())
    return f"sha256:{som.hexdigest()}"


def bronnen(grafiek: Any, knoop: tuple[str, str]) -> list[bytes]:
    """The files of the migrations of this app up to and with this one, in their order."""
    eigen = [grafiek.nodes[deel] for deel in grafiek.forwards_plan(knoop) if deel[0] == knoop[0]]
    return [Path(str(sys.modules[migratie.__module__].__file__)).read_bytes() for migratie in eigen]


def bezwaren(regels: list[str], grafiek: Any, versies: list[str]) -> Iterator[str]:
    """What is wrong with the lines of docs/uitgave.txt: a migration of a release that is not as it was, and a release
    of which nobody wrote down how they were. `versies`: those that were released; before the first one nothing is
    fixed."""
    for regel in regels:
        app, naam, *afdrukken = regel.split()
        if versies and not afdrukken:
            yield f"{app}: van uitgave {versies[0]} staat de afdruk er niet; bin/uitgave zet haar er"
        elif (app, naam) not in grafiek.nodes:
            yield f"{app}: {naam} is weg, en staat in een uitgave"
        elif afdrukken and afdrukken != [afdruk(bronnen(grafiek, (app, naam)))]:
            yield f"{app}: een migratie tot en met {naam} is veranderd na de uitgave; maak er een bij"


def _weiger(nieuw: str) -> None:
    if not NUMMER.fullmatch(nieuw):
        raise KanNiet(f"{nieuw} is geen versie; geef drie getallen, bijvoorbeeld 0.2.0.")
    if git("status", "--porcelain"):
        raise KanNiet("Er staan veranderingen die niet zijn vastgelegd.")
    labels = git("tag", "--list", "v*").split()
    hoogste = max((_getallen(label) for label in labels if NUMMER.search(label)), default=(0, 0, 0))
    if _getallen(nieuw) <= hoogste:
        raise KanNiet(f"{nieuw} is niet nieuwer dan de laatste uitgave ({'.'.join(map(str, hoogste))}).")
    tekst = (WORTEL / "CHANGELOG.md").read_text(encoding="utf-8")
    if not re.match(r"\s*###", tekst.partition(OPEN)[2]):
        raise KanNiet("In CHANGELOG.md staat niets onder [Unreleased].")
    if klachten := list(bezwaren(regels(WORTEL), _grafiek(), uitgegeven(tekst))):
        raise KanNiet("Wat is uitgebracht, ligt vast:\n" + "\n".join(klachten))


def _getallen(versie: str) -> tuple[int, ...]:
    gevonden = NUMMER.search(versie)
    return tuple(int(getal) for getal in gevonden.groups()) if gevonden else ()


def _publiccode(tekst: str, nieuw: str, dag: str) -> str:
    met_versie = re.sub(r"(?m)^softwareVersion: .*", f"softwareVersion: {nieuw}", tekst)
    return re.sub(r"(?m)^releaseDate: .*", f'releaseDate: "{dag}"', met_versie)


def _grafiek() -> Any:
    """All migrations of the product, without a database."""
    import django

    django.setup()
    from django.db.migrations.loader import MigrationLoader

    return MigrationLoader(None).graph


def _uitgave(tekst: str) -> str:
    """The last migration of each app as it is in this release, with the print of all up to it."""
    grafiek = _grafiek()
    kop = [regel for regel in tekst.splitlines() if regel.startswith("#")]
    bladen = [blad for regel in regels(WORTEL) for blad in grafiek.leaf_nodes(regel.split()[0])]
    nieuw = [f"{app} {naam} {afdruk(bronnen(grafiek, (app, naam)))}" for app, naam in bladen]
    return "\n".join([*kop, *nieuw]) + "\n"


def _leg_onderdelen_neer() -> None:
    """What this release is made of (bin/sbom), in the release itself. Raises CalledProcessError."""
    omgeving = {**os.environ, "CALAMITEITEN_VENV": sys.prefix}
    opdracht = [str(WORTEL / "bin" / "sbom"), ONDERDELEN]
    subprocess.run(opdracht, cwd=WORTEL, env=omgeving, capture_output=True, text=True, check=True)
    git("add", ONDERDELEN)


def _herschrijf(pad: Path, verander: Callable[[str], str]) -> None:
    pad.write_text(verander(pad.read_text(encoding="utf-8")), encoding="utf-8")


def main() -> None:
    """Make the release of the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calamiteiten.config.settings")
    if len(sys.argv) != 2:
        sys.exit(f"Geef de versie: bin/uitgave 0.2.0 (hier staat {nu_is()}).")
    try:
        label = maak(sys.argv[1], f"{datetime.now(UTC):%Y-%m-%d}")
    except KanNiet as fout:
        sys.exit(str(fout))
    sys.stdout.write(f"{label} is gemaakt. Verstuur hem met: git push --follow-tags\n")


if __name__ == "__main__":
    main()
