"""The fenced blocks of the documents: what somebody types or pastes. Each bears a mark in the line above it:

<!-- proef: leeg -->               it runs as it stands, in an empty folder
<!-- proef: draait -->             in a running installation ("eenmaal": it begins one, and is what the test itself did;
                                   "mag klagen": it ends with a fault code when something is wrong, and that is an
                                   answer too)
<!-- proef: machine -->            on a machine without containers ("vraagt": it asks for a new password, twice)
<!-- toets: tests/…py::test_… -->  that test runs or reads it
<!-- niet uitgevoerd: reden -->    it cannot be run here
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .samenstelling import WORTEL

MAP = WORTEL / "docs" / "beheer"
# What somebody may paste from. The decisions say why, and docs/ontwerp.md shows a map of the house.
BLADZIJDEN = [
    *(WORTEL / naam for naam in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "GOVERNANCE.md")),
    *sorted(
        pad for pad in (WORTEL / "docs").rglob("*.md") if "besluiten" not in pad.parts and pad.name != "ontwerp.md"
    ),
]
HEK = re.compile(r"^(?P<in> *)```(?P<taal>[a-z]*)\n(?P<tekst>.*?)^(?P=in)```$", re.MULTILINE | re.DOTALL)
MERK = re.compile(r"^ *<!-- (?P<soort>proef|toets|niet uitgevoerd): (?P<wat>.+) -->$")
SOORTEN = {
    "leeg",
    *("draait", "draait, eenmaal", "draait, mag klagen"),
    *("machine", "machine, mag klagen", "machine, vraagt"),
}
# The exit codes of `manage.py bewaak` and of curl -f when the answer is that something is wrong.
KLAAGT = {0, 1, 22}


@dataclass(frozen=True)
class Blok:
    """One block: on which page, its mark (`merk`: the word, `soort`: what stands behind it), its language and text."""

    bladzijde: str
    merk: str
    soort: str
    taal: str
    tekst: str

    @property
    def mag_eindigen_met(self) -> set[int]:
        """The exit codes that are no fault."""
        return KLAAGT if self.soort.endswith("mag klagen") else {0}

    @property
    def woorden(self) -> list[str]:
        """The words of a shell, of a line that goes on over its end too."""
        return shlex.split(self.tekst.replace("\\\n", " "))

    def draai(
        self, waar: Path, omgeving: Mapping[str, str], plekken: Mapping[str, str] | None = None, invoer: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run it in this folder; the first command that fails ends it. `plekken`: what another place is called here.
        `invoer`: what is answered to a question; there is no terminal to ask it on."""
        tekst = "\n".join(opdracht for _, opdracht in cron(self.tekst)) if self.taal == "cron" else self.tekst
        for daar, hier in (plekken or {}).items():
            tekst = tekst.replace(daar, hier)
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", tekst],
            cwd=waar,
            env=dict(omgeving),
            input=invoer,
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
            start_new_session=True,
        )


def cron(tekst: str) -> list[tuple[str, str]]:
    """Who does what, of a file in /etc/cron.d."""
    regels = [regel.split(None, 6) for regel in tekst.splitlines() if re.match(r"[\d*]", regel)]
    return [(wie, opdracht) for *_, wie, opdracht in regels]


def alle(pad: Path) -> list[Blok]:
    """Every block of a page; one without a mark has empty words for it."""
    tekst, gevonden = pad.read_text(encoding="utf-8"), []
    for hek in HEK.finditer(tekst):
        erboven = tekst[: hek.start()].rstrip("\n").rpartition("\n")[2]
        merk = MERK.match(erboven) if tekst[: hek.start()].endswith(erboven + "\n") else None
        kaal = re.sub(rf"^{hek['in']}", "", hek["tekst"], flags=re.MULTILINE)
        soort, wat = (merk["soort"], merk["wat"]) if merk else ("", "")
        gevonden.append(Blok(pad.name, soort, wat, hek["taal"], kaal))
    return gevonden


def blokken() -> list[Blok]:
    """Those of docs/beheer that run as they stand, page after page in the order of the path."""
    volgorde = re.findall(r"^\d+\. \[[^]]+\]\(([a-z-]+\.md)\)", (MAP / "README.md").read_text(encoding="utf-8"), re.M)
    return [blok for naam in volgorde for blok in alle(MAP / naam) if blok.merk == "proef"]


def het_blok(bladzijde: str, deel: str) -> Blok:
    """The one block of a page of docs/beheer in which this stands."""
    (gevonden,) = (blok for blok in alle(MAP / bladzijde) if deel in blok.tekst)
    return gevonden


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
