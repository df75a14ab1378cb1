"""import-linter is wired so that an upward import really fails, and so that wiring and demo may import all."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .bron import LAGEN, WORTEL


@pytest.fixture
def kopie(tmp_path: Path) -> Path:
    """A copy of the source of basis and the four apps with the same contracts."""
    for app in LAGEN:
        shutil.copytree(WORTEL / app, tmp_path / app, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(WORTEL / "pyproject.toml", tmp_path)
    return tmp_path


def controleer(map_: Path) -> subprocess.CompletedProcess[str]:
    programma = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([programma, "--no-cache"], cwd=map_, capture_output=True, text=True, check=False)


def test_de_lagen_kloppen(kopie: Path) -> None:
    uitslag = controleer(kopie)

    assert uitslag.returncode == 0, uitslag.stdout


@pytest.mark.parametrize(
    ("bestand", "regel"),
    [
        ("basis/omhoog.py", "import contacten.rollen"),
        ("basis/templatetags/omhoog.py", "from calamiteiten import statussen"),
        ("contacten/omhoog.py", "import calamiteiten.models"),
        ("contacten/omhoog.py", "from escalatie import models"),
        ("calamiteiten/omhoog.py", "from communicatie import models"),
        ("calamiteiten/templatetags/omhoog.py", "import escalatie.models"),
        ("communicatie/omhoog.py", "import escalatie.models"),
        ("escalatie/omhoog.py", "from calamiteiten.config import settings"),
    ],
)
def test_een_import_omhoog_faalt(kopie: Path, bestand: str, regel: str) -> None:
    (kopie / bestand).write_text(f"{regel}\n")

    uitslag = controleer(kopie)

    assert uitslag.returncode != 0, uitslag.stdout
    assert bestand.removesuffix(".py").replace("/", ".") in uitslag.stdout


@pytest.mark.parametrize("bestand", ["calamiteiten/config/extra.py", "calamiteiten/demo/extra.py"])
def test_bedrading_en_demo_mogen_alles(kopie: Path, bestand: str) -> None:
    (kopie / bestand).write_text("import escalatie.models\n")

    uitslag = controleer(kopie)

    assert uitslag.returncode == 0, uitslag.stdout
