"""The marked blocks of docs/beheer: commands that somebody types, and that a test runs as they stand."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .samenstelling import WORTEL

MAP = WORTEL / "docs" / "beheer"
BLOK = re.compile(
    r"^(?P<in> *)<!-- proef: (?P<soort>[a-z, ]+) -->\n(?P=in)```sh\n(?P<tekst>.*?)^(?P=in)```", re.M | re.S
)
SOORTEN = {"leeg", "draait", "draait, eenmaal", "draait, mag klagen"}


@dataclass(frozen=True)
class Blok:
    """One block. `soort`: "leeg" runs in an empty folder, "draait" in a running installation; "eenmaal" begins one,
    and is what the test itself did; "mag klagen" ends with 1 when something is wrong, and that is an answer too."""

    bladzijde: str
    soort: str
    tekst: str

    @property
    def mag_eindigen_met(self) -> set[int]:
        """The exit codes that are no fault."""
        return {0, 1} if self.soort.endswith("mag klagen") else {0}

    def draai(self, waar: Path, omgeving: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Run it in this folder; the first command that fails ends it."""
        opdracht = ["bash", "-euo", "pipefail", "-c", self.tekst]
        return subprocess.run(
            opdracht, cwd=waar, env=dict(omgeving), capture_output=True, text=True, check=False, timeout=600
        )


def blokken() -> list[Blok]:
    """All of them, page after page in the order of the path."""
    volgorde = re.findall(r"^\d+\. \[[^]]+\]\(([a-z-]+\.md)\)", (MAP / "README.md").read_text(encoding="utf-8"), re.M)
    return [
        Blok(naam, blok["soort"], re.sub(rf"^{blok['in']}", "", blok["tekst"], flags=re.M))
        for naam in volgorde
        for blok in BLOK.finditer((MAP / naam).read_text(encoding="utf-8"))
    ]


def leg_klaar(map_: Path) -> None:
    """What somebody has who stands in the folder of the code."""
    for naam in ("bin", "calamiteiten", "deploy", "docker-compose.yml"):
        if not (map_ / naam).exists():
            (map_ / naam).symlink_to(WORTEL / naam)


def omgeving(*paden: Path) -> dict[str, str]:
    """A shell that knows these folders first, and no setting of ours."""
    paden_ = [*(str(pad) for pad in paden), "/usr/local/bin", "/usr/bin", "/bin"]
    thuis = {naam: os.environ[naam] for naam in ("HOME", "LANG") if naam in os.environ}
    return thuis | {"PATH": ":".join(paden_), "PYTHONPATH": str(WORTEL), "PYTHONDONTWRITEBYTECODE": "1"}
