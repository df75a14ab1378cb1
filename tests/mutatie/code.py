"""Changes of the code, one at a time, judged by the tests that ought to hold it (tests/mutatie/gebieden.py).

python -m tests.diensten python -m tests.mutatie code                     every area, a sample of each
python -m tests.diensten python -m tests.mutatie code deur --steekproef 0 every change of one area
python -m tests.diensten python -m tests.mutatie code deur --alleen "escalatie/draaiboek/deur.py:82 AddNot 3"
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from .gebieden import GEBIEDEN
from .proef import OPDRACHT


def main() -> int:
    """Run the areas one after another, print the score of each and who survived. 1 when tests are red by themselves."""
    vraag = argparse.ArgumentParser(prog="python -m tests.mutatie code")
    vraag.add_argument("gebied", nargs="*", choices=[*GEBIEDEN, []], default=[*GEBIEDEN])
    vraag.add_argument("--steekproef", type=int, default=50, help="hoeveel mutanten per gebied; 0 is alle")
    vraag.add_argument("--zaad", type=int, default=1, help="een ander zaad is een andere steekproef")
    vraag.add_argument("--alleen", nargs="*", default=[], help="alleen deze mutanten, bij hun naam")
    vraag.add_argument("--met", nargs="*", default=[], help="langs deze testbestanden in plaats van die van het gebied")
    vraag.add_argument("--grens", type=int, default=60, help="hoeveel seconden tests een mutant mag kosten")
    vraag.add_argument("--wacht", default="", help="zolang dit bestand er is, begint er geen mutant")
    vraag.add_argument("--uit", default="", help="waar elke uitslag bij komt, een per regel")
    keuze = vraag.parse_args()
    uit = Path(keuze.uit or tempfile.mkstemp(prefix="mutatie-", suffix=".jsonl")[1])
    vorige = len(_regels(uit))
    for gebied in keuze.gebied or [*GEBIEDEN]:
        opdracht = {
            "gebied": gebied,
            "uit": str(uit),
            **{naam: getattr(keuze, naam) for naam in ("steekproef", "zaad", "alleen", "wacht", "grens")},
        }
        pytest_ = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "tests.mutatie.proef", "--reuse-db"]
        subprocess.run(
            [*pytest_, *(keuze.met or GEBIEDEN[gebied].tests)],
            env={**os.environ, OPDRACHT: json.dumps(opdracht)},
            stdout=subprocess.DEVNULL,
            check=False,
        )
    return _verslag(_regels(uit)[vorige:])


def _regels(uit: Path) -> list[dict[str, object]]:
    return [json.loads(regel) for regel in uit.read_text(encoding="utf-8").splitlines()] if uit.exists() else []


def _verslag(regels: list[dict[str, object]]) -> int:
    for gebied in dict.fromkeys(str(regel["gebied"]) for regel in regels):
        hier = [regel for regel in regels if regel["gebied"] == gebied]
        if fout := [regel for regel in hier if "fout" in regel]:
            sys.stdout.write(f"{gebied:14} {fout[0]['fout']}: {fout[0]['tests']}\n")
            continue
        gedood = sum(bool(regel["door"]) for regel in hier)
        sys.stdout.write(f"{gebied:14} {gedood:4} van {len(hier):4} ({100 * gedood // len(hier)} %)\n")
        for regel in hier:
            if not regel["door"]:
                sys.stdout.write(f"    leeft: {regel['naam']}, langs {regel['tests']} tests\n")
    return int(any("fout" in regel for regel in regels))
