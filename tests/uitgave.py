"""Makes a release: ``python -m tests.uitgave 0.2.0`` (bin/uitgave). Version, changelog, docs/uitgave.txt, commit, tag.

Nothing is sent anywhere: who makes it, pushes it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

WORTEL = Path(__file__).resolve().parents[1]
NUMMER = re.compile(r"(\d+)\.(\d+)\.(\d+)")
OPEN = "## [Unreleased]\n"


class KanNiet(Exception):
    """There is no release; the message says why, and nothing was changed."""


def git(*woorden: str) -> str:
    """What git says. Raises CalledProcessError."""
    return subprocess.run(["git", *woorden], cwd=WORTEL, capture_output=True, text=True, check=True).stdout.strip()


def maak(nieuw: str, dag: str) -> str:
    """Make release `nieuw` of `dag` (2026-11-30); returns its tag. Raises KanNiet."""
    _weiger(nieuw)
    for pad, verander in (
        ("pyproject.toml", lambda tekst: re.sub(r'(?m)^version = ".*"', f'version = "{nieuw}"', tekst, count=1)),
        ("publiccode.yml", lambda tekst: _publiccode(tekst, nieuw, dag)),
        ("CHANGELOG.md", lambda tekst: tekst.replace(OPEN, f"{OPEN}\n## [{nieuw}] - {dag}\n", 1)),
        ("docs/uitgave.txt", _uitgave),
    ):
        _herschrijf(WORTEL / pad, verander)
    git("commit", "--quiet", "--all", "-m", f"Release {nieuw}", "-m", "What changed stands in CHANGELOG.md.")
    git("tag", "--annotate", f"v{nieuw}", "-m", f"Release {nieuw}")
    return f"v{nieuw}"


def nu_is() -> str:
    """The version that stands here."""
    return str(tomllib.loads((WORTEL / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


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


def _getallen(versie: str) -> tuple[int, ...]:
    gevonden = NUMMER.search(versie)
    return tuple(int(getal) for getal in gevonden.groups()) if gevonden else ()


def _publiccode(tekst: str, nieuw: str, dag: str) -> str:
    met_versie = re.sub(r"(?m)^softwareVersion: .*", f"softwareVersion: {nieuw}", tekst)
    return re.sub(r"(?m)^releaseDate: .*", f'releaseDate: "{dag}"', met_versie)


def _uitgave(tekst: str) -> str:
    """The last migration of each app, as it is in this release."""
    import django

    django.setup()
    from django.db.migrations.loader import MigrationLoader

    grafiek = MigrationLoader(None).graph
    kop = [regel for regel in tekst.splitlines() if regel.startswith("#")]
    apps = [regel.split()[0] for regel in tekst.splitlines() if regel and not regel.startswith("#")]
    return "\n".join([*kop, *(f"{app} {naam}" for een in apps for app, naam in grafiek.leaf_nodes(een))]) + "\n"


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
