"""The adopted protocol, per version: two files beside each other, one per half of the paper.

`<versie>.toml` is Hoofdstuk 2, the escalation model. `<versie>-communicatie.toml` is Hoofdstuk 1 with Bijlage 2 and
what the Kadernotitie says of informing. How a file is read: `bestand.py`.
"""

from functools import lru_cache
from pathlib import Path

from communicatie.regels import OPBOUW as COMMUNICATIE
from communicatie.regels import Communicatieregels

from .bestand import Opbouw, ProtocolFout, lees_velden
from .model import (
    Criterium,
    EvaluatieVraag,
    InformatieRegel,
    Keuze,
    Lezing,
    OvergangRegel,
    Principe,
    Protocol,
    ScenarioRegel,
    StatusRegel,
    TaakRegel,
    TermijnRegel,
    Vraag,
)

__all__ = ["MAP", "ProtocolFout", "haal_communicatieregels", "haal_protocol", "lees", "versies"]

MAP = Path(__file__).parent
ACHTERVOEGSEL = "-communicatie"
OPBOUW = Opbouw(
    tabellen={
        "status": ("statussen", StatusRegel),
        "overgang": ("overgangen", OvergangRegel),
        "termijn": ("termijnen", TermijnRegel),
        "taak": ("taken", TaakRegel),
        "informatieregel": ("informatieregels", InformatieRegel),
        "vraag": ("vragen", Vraag),
        "evaluatievraag": ("evaluatievragen", EvaluatieVraag),
        "criterium": ("criteria", Criterium),
        "keuze": ("keuzes", Keuze),
        "scenario": ("scenarios", ScenarioRegel),
        "lezing": ("lezingen", Lezing),
        "principe": ("principes", Principe),
    },
    namen={"rolnaam": "rolnamen", "voorwaardenaam": "voorwaardenamen"},
    # "anders" is an option of more than one list.
    binnen={"keuze": "lijst"},
)


def versies() -> tuple[str, ...]:
    """The versions that have a file here, in alphabetical order."""
    return tuple(sorted(pad.stem for pad in MAP.glob("*.toml") if not pad.stem.endswith(ACHTERVOEGSEL)))


@lru_cache(maxsize=8)
def haal_protocol(versie: str) -> Protocol:
    """The escalation model of one version ("ijsselland-2019-02-13"), read once per process.

    Raises ProtocolFout when there is no such file, when it is wrong, or when it says it is another version.
    """
    _weiger_vreemd(versie)
    protocol = lees(MAP / f"{versie}.toml")
    if protocol.versie != versie:
        raise ProtocolFout(f"{versie}.toml, [protocol], versie: hier staat {protocol.versie!r}, niet {versie!r}.")
    return protocol


@lru_cache(maxsize=8)
def haal_communicatieregels(versie: str) -> Communicatieregels:
    """The rules of communication of one version, read once per process. Raises ProtocolFout, as `haal_protocol`."""
    _weiger_vreemd(versie)
    naam = f"{versie}{ACHTERVOEGSEL}.toml"
    regels = Communicatieregels(**lees_velden(MAP / naam, Opbouw(**COMMUNICATIE)))
    if regels.versie != versie:
        raise ProtocolFout(f"{naam}, [protocol], versie: hier staat {regels.versie!r}, niet {versie!r}.")
    return regels


def lees(pad: Path) -> Protocol:
    """Read one file of Hoofdstuk 2. Raises ProtocolFout."""
    return Protocol(**lees_velden(pad, OPBOUW))


def _weiger_vreemd(versie: str) -> None:
    if versie not in versies():
        raise ProtocolFout(f"Er is geen protocol met versie {versie!r}. Wel: {', '.join(versies()) or 'geen'}.")
