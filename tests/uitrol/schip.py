"""`docker` for the blocks of the docs: ``docker compose …`` on an installation of `samenstelling.py`. It knows what the
docs ask and refuses the rest, so that a block with an unknown service, option or word fails.

    python -m tests.uitrol.schip MAP compose run --rm web python manage.py check
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from .samenstelling import Samenstelling

STAAT = "staat.json"


class _Elders:
    """The database of the installation: another process holds it."""

    def __init__(self, poort: int) -> None:
        self.poort = poort


def bewaar(plan: Samenstelling) -> None:
    """Write down where everything of this installation listens, and put `docker` on the PATH of its blocks."""
    staat = {"databank": plan.databank.poort, "redis": plan.redispoort, "webs": plan.webs}
    staat |= {"webpoort": plan.webpoort, "beeld": plan.beeld}
    (plan.map / STAAT).write_text(json.dumps(staat), encoding="utf-8")
    docker = plan.map / "programmas" / "docker"
    docker.write_text(f'#!/bin/sh\nexec {sys.executable} -m tests.uitrol.schip {plan.map} "$@"\n')
    docker.chmod(0o755)


def haal(map_: Path) -> Samenstelling:
    """The installation in this folder."""
    staat = json.loads((map_ / STAAT).read_text(encoding="utf-8"))
    plan = Samenstelling.van(map_, map_ / ".env", _Elders(staat["databank"]))
    plan.redispoort, plan.webs = staat["redis"], staat["webs"]
    plan.webpoort, plan.beeld = staat["webpoort"], staat["beeld"]
    return plan


def main(map_: Path, woorden: list[str]) -> int:
    """Do it; returns the exit code. Raises SystemExit for what is not in the docs of Compose or of this product."""
    plan = haal(map_)
    _, daad, *rest = woorden
    opties = [woord for woord in rest[: _eerste(rest, plan)] if woord.startswith("-")]
    diensten = [woord for woord in rest if woord in plan.compose["services"]]
    match daad:
        case "run" | "exec":
            plek = _eerste(rest, plan)
            return _doe(plan, rest[plek], rest[plek + 1 :])
        case "up":
            schaal = [woord.partition("=")[0] for woord in rest if "=" in woord]
            if set(opties) - {"-d", "--build", "--scale"} or set(schaal) - set(plan.compose["services"]):
                raise SystemExit(f"up {rest}")
            return 0 if all(plan.is_gezond(naam) for naam in plan.webs) else 1
        case "ps":
            return 0
        case "logs" if diensten:
            return 0 if all(list(map_.glob(f"{naam}*.log")) for naam in diensten) else 1
    raise SystemExit(f"docker compose {daad}: dat staat niet in de docs")


def _eerste(rest: list[str], plan: Samenstelling) -> int:
    """Where the name of the service stands; the end when there is none."""
    return next((plek for plek, woord in enumerate(rest) if woord in plan.compose["services"]), len(rest))


def _doe(plan: Samenstelling, dienst: str, woorden: list[str]) -> int:
    if dienst == "web" and woorden[-1].endswith("leeft.py"):
        woorden = [*woorden, f"{next(iter(plan.webs.values()))}:{plan.webpoort}"]
    gedaan: subprocess.CompletedProcess[str] = plan.doe(dienst, *woorden)
    sys.stdout.write(gedaan.stdout)
    sys.stderr.write(gedaan.stderr)
    return gedaan.returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
