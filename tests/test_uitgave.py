"""A release: refused when it cannot be one, and else a version, a heading, the migrations and a tag."""

import json
import shutil
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
    for naam in (
        *(".gitignore", "pyproject.toml", "publiccode.yml", "docs/uitgave.txt", "tests/uitgave.py"),
        *("bin/sbom", "bin/_omgeving", "requirements/productie.txt", "package-lock.json"),
    ):
        (tmp_path / naam).parent.mkdir(exist_ok=True)
        shutil.copy(WORTEL / naam, tmp_path / naam)
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
    # What it is made of is in the release itself, under its own version; and without that list there is none.
    lijst = json.loads(git(kopie, "show", "v7.1.0:docs/sbom.cdx.json"))
    assert (lijst["bomFormat"], lijst["metadata"]["component"]["version"]) == ("CycloneDX", "7.1.0")
    assert {"Django", "django"} & {deel["name"] for deel in lijst["components"]}
    (kopie / "bin" / "sbom").write_text("#!/bin/sh\nexit 1\n")
    (kopie / "CHANGELOG.md").write_text(tekst.replace("[Unreleased]\n", "[Unreleased]\n\n### Added\n- Meer.\n"))
    leg_vast(kopie)
    assert "De lijst van onderdelen lukt niet." in uitgave(kopie, "7.2.0")
    assert git(kopie, "status", "--porcelain") == ""
    (kopie / "CHANGELOG.md").write_text(tekst)
    leg_vast(kopie)

    assert all(regel.split()[2].startswith("sha256:") for regel in regels if regel[0] != "#")
    assert "niets onder [Unreleased]" in uitgave(kopie, "7.2.0")
    assert "niet nieuwer" in uitgave(kopie, "7.1.0")

    # A migration of it that is not what it was: there is no next release.
    (kopie / "docs" / "uitgave.txt").write_text("\n".join(regels).replace("sha256:", "sha256:0"))
    (kopie / "CHANGELOG.md").write_text(tekst.replace("## [7.1.0]", "### Added\n- Meer.\n\n## [7.1.0]"))
    leg_vast(kopie)
    assert "is veranderd na de uitgave" in uitgave(kopie, "7.2.0")
    assert git(kopie, "tag") == "v7.1.0"


def test_wie_git_niet_kent_maakt_geen_halve_uitgave(kopie: Path) -> None:
    git(kopie, "config", "user.name", "")
    begin = git(kopie, "rev-parse", "HEAD")

    gezegd = uitgave(kopie, "7.1.0")

    assert "git commit lukt niet." in gezegd
    assert "Traceback" not in gezegd
    assert (git(kopie, "rev-parse", "HEAD"), git(kopie, "tag"), git(kopie, "status", "--porcelain")) == (begin, "", "")


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
