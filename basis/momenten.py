"""One thing that happened, as every timeline shows it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Wijziging:
    """One thing that reads otherwise than before: its name on screen, how it read and how it reads ("" for nothing)."""

    naam: str
    oud: str
    nieuw: str


@dataclass(frozen=True)
class Moment:
    """One thing that happened: when (aware), what, by whom, the reason when one was given, and what reads otherwise
    since."""

    op: datetime
    tekst: str
    icoon: str = "circle"
    kleur: str = ""
    door: str = ""
    toelichting: str = ""
    velden: tuple[Wijziging, ...] = ()
    # For whom those are, and for whom the reason is: a part of a dossier; "" for who reads the moment. `van`: the seats
    # that it is of, as (role, key of the gemeente).
    deel: str = ""
    deel_toelichting: str = ""
    van: tuple[tuple[str, int | None], ...] = ()


@dataclass(frozen=True)
class Halte:
    """A place in the bar above a zaak: its name, a date or the time left, and klaar | nu | straks."""

    naam: str
    sub: str
    toestand: str
