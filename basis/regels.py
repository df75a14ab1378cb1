"""What every rule of an adopted protocol has, whichever half of the paper it comes from. Data only."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Regel:
    """What every rule has: a code, our sentence, the paragraph and the requirement numbers."""

    code: str
    zin: str
    bron: str
    eisen: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class StatusRegel(Regel):
    """A status of a zaak: its name on screen, its place (1-based) in the bar, and what to do now in it (`zin`). icoon,
    kleur: the badge."""

    naam: str
    stap: int
    eind: bool = False
    icoon: str = "arrow-right"
    kleur: str = "neutral"


@dataclass(frozen=True, kw_only=True)
class StapRegel(Regel):
    """A step of a zaak. `van` is empty for the step that creates; `naar` is empty for a record that moves no status.

    vereist: conditions that cannot be skipped; verwacht: conditions that may, with a written reason (R2).
    motivering: "verplicht" | "optioneel" | "geen" | "bij_afwijking" (only when it differs from the advice).
    door_per_van: narrows `door` for a status the step leaves ({"fase_2": ("regiomanager",)}); ask `mag_door(van)`.
    vervangt: who may take it for another role that cannot be reached ({"regiomanager": "contractmanager"}); ask
    `namens`.
    kan_niet: what has to be done first while `vereist` does not hold; gedaan: what is true once it was taken, ask
    `als_gedaan`. What it does stands in `zin`.
    """

    naam: str
    van: tuple[str, ...]
    door: tuple[str, ...]
    naar: str = ""
    vereist: tuple[str, ...] = ()
    verwacht: tuple[str, ...] = ()
    motivering: str = "optioneel"
    door_per_van: dict[str, tuple[str, ...]] = field(default_factory=dict)
    vervangt: dict[str, str] = field(default_factory=dict)
    kan_niet: str = ""
    gedaan: str = ""

    @property
    def als_gedaan(self) -> str:
        """What whoever took it reads; of a step whose file says nothing of it, its name."""
        return self.gedaan or f"Gedaan: {self.naam}."

    def namens(self, rol: str, van: str) -> str:
        """For which role this one may take the step out of `van`, when nobody of that role can be reached; empty when
        it may take it itself, or not at all."""
        mag, ander = self.mag_door(van), self.vervangt.get(rol, "")
        return ander if rol not in mag and ander in mag else ""

    def mag_door(self, van: str) -> tuple[str, ...]:
        """The roles that may take this step out of status `van` (A13)."""
        return self.door_per_van.get(van, self.door)


@dataclass(frozen=True, kw_only=True)
class TermijnRegel(Regel):
    """A term. Exactly one of uren, dagen, maanden, werkdagen is above zero; dagen are calendar days. With `gekozen`
    none is: whoever takes the step chooses the last day, and the term is over when that day is.

    bij: the steps that start it; stopt_bij: the steps that end it; stopt_bij_taak: a task code whose last open row,
    when done, ends it. soort: "protocol" (the paper names it) or "regioafspraak" (A8). vanaf: "stap" (it runs from the
    step) or "ontvangst" (from the moment the zaak came in). eerder: what can make it end earlier than its length says:
    "deadline" (that of who asks), or "" for nothing.
    """

    naam: str
    bij: tuple[str, ...]
    soort: str
    uren: int = 0
    dagen: int = 0
    maanden: int = 0
    werkdagen: int = 0
    gekozen: bool = False
    vanaf: str = "stap"
    stopt_bij: tuple[str, ...] = ()
    stopt_bij_taak: str = ""
    lezing: str = ""
    eerder: str = ""
    rol: str = "contractmanager"
    wekkers: tuple["WekkerRegel", ...] = ()


@dataclass(frozen=True, kw_only=True)
class InformatieRegel(Regel):
    """A duty to inform: when, by whom, to whom, how.

    bij: what sets it off, e.g. "stap:<code>" or "termijn:<code>:<voor|op|na>". door: the role that informs; "app" when
    the software itself does. aan: roles. gemeenten: of which gemeenten a seat per gemeente is meant; each kind of zaak
    has its own words for that. ook: whom it tells beside `aan`, e.g. who holds the action ("houder"). uren_vooraf: of
    "actie:nadert", how many clock hours before it is due.
    """

    bij: tuple[str, ...]
    door: str
    aan: tuple[str, ...]
    sjabloon: str = ""
    gemeenten: str = ""
    ook: str = ""
    uren_vooraf: int = 0


@dataclass(frozen=True)
class Antwoord:
    """One answer of a question: `weegt` is what it says to the adviser, e.g. "voldoende", "onrust", "onbekend".

    gevolg: what it sets off (the code of a rule of the protocol file), or "geen" when nobody has to do or hear a thing.
    """

    code: str
    naam: str
    weegt: str = ""
    gevolg: str = ""


@dataclass(frozen=True)
class WekkerRegel:
    """A moment of a term at which something is said: `soort` is voor | op | na, `uren` the distance (0 for op).

    voor_vrije_dagen: the distance is not to the end of the term, but to the end of the last working day before the free
    days in which it ends or directly after which it does; without such days it never rings.
    """

    soort: str
    uren: int = 0
    voor_vrije_dagen: bool = False


@dataclass(frozen=True)
class Versie:
    """The version of the protocol that a zaak falls under: its name, its digest, and the status it begins in."""

    versie: str
    digest: str
    begin: str


@dataclass(frozen=True)
class Partij:
    """A party that makes an impactanalyse: one per involved gemeente or one; `feiten` are prefilled for it."""

    code: str
    per_gemeente: bool
    feiten: dict[str, Any] = field(default_factory=dict)
