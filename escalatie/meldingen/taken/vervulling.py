"""How a task was done: one frozen class per form of record that has fields of its own, made by its form.

A task that is only ticked off or told in words has none. The names of the fields are the keys under which the task row
keeps them.
"""

from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime
from typing import Any

from communicatie.familie.informeringen import Partij
from communicatie.familie.naar_buiten import Toestemming
from contacten.models import Gemeente


@dataclass(frozen=True)
class Actie:
    """What the parties agreed (R81): what, which role owns it, who does it, before when (aware), and of or for which
    gemeente. A role per gemeente without a gemeente: each that is involved."""

    titel: str
    rol: str
    eigenaar: str
    uiterlijk_op: datetime
    gemeente: Gemeente | None = None


@dataclass(frozen=True)
class Overlegverslag:
    """A meeting, or a contact with the inspection (R66, R88). `aanwezig`: keys of the invited seats that took part;
    None when nobody was asked. `acties`: what was agreed with an owner and a moment."""

    gehouden_op: datetime
    deelnemers: str
    uitkomst: str
    vorm: str = ""
    afspraken: str = ""
    aanwezig: tuple[int, ...] | None = None
    acties: tuple[Actie, ...] = ()


@dataclass(frozen=True)
class Rapportontvangst:
    """Which road the inspection chose and, where there is a report, when it came in (R64, R87, A18)."""

    route: str
    ontvangen_datum: date | None = None
    verbeterpunten: str = ""


@dataclass(frozen=True)
class Evaluatieverslag:
    """The answers by question code of the protocol file, and who took part (R89–R96)."""

    antwoorden: Mapping[str, str]
    deelnemers: str


@dataclass(frozen=True)
class Partijenlijst:
    """The parties that were chosen (R80)."""

    partijen: tuple[Partij, ...]


@dataclass(frozen=True)
class Informeerverslag:
    """A party was told by a person. What is left empty follows from the task: whom, by whom, and now."""

    partij: str = ""
    geinformeerd_op: datetime | None = None
    door_wie: str = ""
    wijze: str = ""


@dataclass(frozen=True)
class Familiegesprek:
    """Which of the list of those directly involved know (`betrokkenen`: their keys), and whether victim support was
    offered ("ja" or "nee"; R125, R126)."""

    betrokkenen: tuple[int, ...]
    geinformeerd_op: datetime
    wijze: str
    door_wie: str
    slachtofferhulp: str
    aangeboden_op: datetime | None = None
    aangeboden_door: str = ""
    slachtofferhulp_toelichting: str = ""


@dataclass(frozen=True)
class Keuze:
    """A decision: the code of an option of the duty, such as "ja" or "nee" (R60, R72)."""

    keuze: str


@dataclass(frozen=True)
class Regeling:
    """It is arranged: since when, and by whom; how is the report (R47, R84)."""

    geregeld_op: datetime
    door_wie: str


@dataclass(frozen=True)
class Terugkoppeling:
    """In which overleg the outcome was told, and on which day; `tekst`: what all its members may read (R97)."""

    forum: str
    datum: date
    tekst: str = ""


Taakgegevens = (
    Overlegverslag
    | Rapportontvangst
    | Evaluatieverslag
    | Partijenlijst
    | Informeerverslag
    | Familiegesprek
    | Keuze
    | Regeling
    | Terugkoppeling
)
# `vorm` of the protocol -> what a task of that form carries. A form that is not here carries nothing.
GEGEVENS: dict[str, type[Taakgegevens]] = {
    "overleg": Overlegverslag,
    "contact_inspectie": Overlegverslag,
    "inspectierapport": Rapportontvangst,
    "evaluatie": Evaluatieverslag,
    "partijen": Partijenlijst,
    "informering": Informeerverslag,
    "familie": Familiegesprek,
    "keuze": Keuze,
    "geregeld": Regeling,
    "terugkoppeling": Terugkoppeling,
}


# The key under which a task keeps the number of the row that its record left (an Informeermoment), for when it is put
# right. No field of a form is called so.
RIJ = "_rij"


def van_de_rij(vorm: str, gegevens: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in by the form of this `vorm`, as the task row keeps it: field name -> value, with moments aware
    and days as days. What the row does not keep (a list, answers to many questions) is left out."""
    soort = GEGEVENS.get(vorm)
    velden = [veld for veld in fields(soort) if veld.name in gegevens] if soort else []
    return {veld.name: _gelezen(veld.type, gegevens[veld.name]) for veld in velden}


def _gelezen(soort: Any, waarde: Any) -> Any:
    """JSON keeps a moment and a day as text; which it was, the class says."""
    if soort in {datetime, datetime | None}:
        return datetime.fromisoformat(waarde) if isinstance(waarde, str) else waarde
    if soort in {date, date | None}:
        return date.fromisoformat(waarde) if isinstance(waarde, str) else waarde
    return waarde


@dataclass(frozen=True)
class Vervulling:
    """How a task was done: a report, in whose name when that is someone else, the fields of its form, and leave to go
    outside while a lock is on."""

    verslag: str = ""
    namens: str = ""
    gegevens: Taakgegevens | None = None
    toestemming: Toestemming | None = None

    def past_bij(self, vorm: str) -> bool:
        """Whether the fields are those that a task of this form carries, or none for a form that carries none."""
        soort = GEGEVENS.get(vorm)
        return self.gegevens is None if soort is None else type(self.gegevens) is soort

    @property
    def gedaan_op(self) -> datetime | None:
        """When a party was told; None when the record does not say so: then it is now."""
        return self.gegevens.geinformeerd_op if isinstance(self.gegevens, Informeerverslag | Familiegesprek) else None

    @property
    def acties(self) -> tuple[Actie, ...]:
        """What was agreed with an owner and a moment."""
        return self.gegevens.acties if isinstance(self.gegevens, Overlegverslag) else ()

    def op_de_rij(self) -> dict[str, Any]:
        """The plain values that were filled in, as the task row keeps them."""
        if self.gegevens is None:
            return {}
        if isinstance(self.gegevens, Partijenlijst):
            return {"partijen": [list(astuple(partij)) for partij in self.gegevens.partijen]}
        paren = [(veld.name, getattr(self.gegevens, veld.name)) for veld in fields(self.gegevens)]
        return {naam: waarde for naam, waarde in paren if isinstance(waarde, str | bool | int | date) and waarde != ""}
