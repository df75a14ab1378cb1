"""A release: refused when it cannot be one, and else a version, a heading, the migrations and a tag."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.wetten.bron import WORTEL

CHANGELOG = "# Changelog\n\n## [Unreleased]\n\n### Added\n- Iets.\n"


@pytest.fixture
def kopie(tmp_path: Path) -> Path:
    """A small repository with the files that a release changes; the rest of the product is that of here."""
    for naam in ("pyproject.toml", "publiccode.yml", "docs/uitgave.txt", "tests/uitgave.py"):
        (tmp_path / naam).parent.mkdir(exist_ok=True)
        (tmp_path / naam).write_bytes((WORTEL / naam).read_bytes())
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    git(tmp_path, "init", "--quiet", "-b", "main")
    git(tmp_path, "config", "user.name", "Wie het maakt")
    git(tmp_path, "config", "user.email", "wie@calamiteitenregie.example")
    leg_vast(tmp_path)
    return tmp_path


def git(map_: Path, *woorden: str) -> str:
    return subprocess.run(["git", *woorden], cwd=map_, capture_output=True, text=True, check=True).stdout.strip()


def leg_vast(map_: Path) -> None:
    git(map_, "add", "--all")
    git(map_, "commit", "--quiet", "-m", "Stand")


def uitgave(map_: Path, versie: str) -> str:
    """Run it there, with the product of here; what it says."""
    code = f"import sys; sys.path.insert(1, {str(WORTEL)!r}); from runpy import run_path; sys.argv[1:] = [{versie!r}]; "
    code += "run_path('tests/uitgave.py', run_name='__main__')"
    gedaan = subprocess.run([sys.executable, "-c", code], cwd=map_, capture_output=True, text=True, check=False)
    return gedaan.stdout + gedaan.stderr


def test_een_uitgave_heeft_een_versie_een_kop_de_migraties_en_een_label(kopie: Path) -> None:
    assert "v7.1.0 is gemaakt" in uitgave(kopie, "7.1.0")

    assert git(kopie, "tag", "--points-at", "HEAD") == "v7.1.0"
    assert tomllib.loads((kopie / "pyproject.toml").read_text())["project"]["version"] == "7.1.0"
    assert "softwareVersion: 7.1.0" in (kopie / "publiccode.yml").read_text()
    tekst = (kopie / "CHANGELOG.md").read_text()
    assert tekst.index("## [Unreleased]") < tekst.index("## [7.1.0] - 20") < tekst.index("- Iets.")
    regels = (kopie / "docs" / "uitgave.txt").read_text().splitlines()
    assert [regel.split()[0] for regel in regels if regel[0] != "#"] == [
        *("contacten", "calamiteiten", "communicatie", "escalatie")
    ]
    assert regels[0].startswith("#")
    assert git(kopie, "status", "--porcelain") == ""

    assert "niets onder [Unreleased]" in uitgave(kopie, "7.2.0")
    assert "niet nieuwer" in uitgave(kopie, "7.1.0")
    assert git(kopie, "tag") == "v7.1.0"


@pytest.mark.parametrize("versie", ["7", "v7.1.0", "7.1.0-a", ""])
def test_wat_geen_versie_is_wordt_geweigerd(kopie: Path, versie: str) -> None:
    assert "is geen versie" in uitgave(kopie, versie)
    assert git(kopie, "tag") == ""


def test_wat_niet_is_vastgelegd_gaat_niet_mee(kopie: Path) -> None:
    (kopie / "CHANGELOG.md").write_text(f"{CHANGELOG}- Nog iets.\n")

    assert "niet zijn vastgelegd" in uitgave(kopie, "7.1.0")
    assert git(kopie, "tag") == ""


def test_de_versie_staat_op_een_plek() -> None:
    versie = tomllib.loads((WORTEL / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

    assert f"softwareVersion: {versie}\n" in (WORTEL / "publiccode.yml").read_text(encoding="utf-8")
