"""How soon the aanbieder reported, per recipient: counted, never judged (R28, A15). Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Protocol

from basis import kalender
from basis.kalender import ZONE
from basis.taal import aantal, moment
from calamiteiten.models import DE_AANBIEDER, Betrokkenheid
from contacten.rollen import Rol
from contacten.rolnamen import rolnaam

_MIDDEN_VAN_DE_DAG = time(12, 0)


class Gemeld(Protocol):
    """The facts this module reads: a Melding, or the `Gegevens` of a form."""

    gebeurd_datum: date
    gebeurd_tijd: time | None
    melder: str
    gemeld_zelf_op: datetime | None
    gemeld_igj_op: datetime | None
    ontvangen_op: datetime


@dataclass(frozen=True)
class Meldtijd:
    """One recipient: when it was told (aware; None: not known yet), how many working days after the event, in words."""

    ontvanger: str
    gemeld_op: datetime | None
    werkdagen: int | None
    zin: str


def meldtijden(melding: Gemeld, toegangen: Mapping[str, datetime | None], versie: str) -> list[Meldtijd]:
    """The reports of R28: IGJ, the gemeentelijke toegang of each gemeente, contractmanager, as this version calls them.
    `toegangen`: per gemeente, by name, when it was told. Says no more than the calendar does.

    What another body told the contractmanager is no report of the aanbieder: then only its own counts (R43).
    """
    zelf = melding.ontvangen_op if melding.melder == DE_AANBIEDER else melding.gemeld_zelf_op
    dag = datetime.combine(melding.gebeurd_datum, melding.gebeurd_tijd or _MIDDEN_VAN_DE_DAG, tzinfo=ZONE)
    toegang = rolnaam(Rol.TOEGANG, versie)
    return [
        _meldtijd("IGJ", dag, melding.gemeld_igj_op),
        *(_meldtijd(f"{toegang} van {gemeente}", dag, op) for gemeente, op in toegangen.items()),
        _meldtijd(rolnaam(Rol.CONTRACTMANAGER, versie), dag, zelf),
    ]


def per_gemeente(betrokkenheden: Iterable[Betrokkenheid]) -> dict[str, datetime | None]:
    """When each of these gemeenten was told, by name."""
    return {str(rij.gemeente): rij.gemeld_op for rij in betrokkenheden}


def _meldtijd(ontvanger: str, gebeurd_op: datetime, gemeld_op: datetime | None) -> Meldtijd:
    if gemeld_op is None:
        return Meldtijd(ontvanger, None, None, "Nog geen moment bekend.")
    dagen = kalender.werkdagen_tussen(gebeurd_op, gemeld_op)
    zelfde_dag = kalender.lokale_datum(gemeld_op) <= kalender.lokale_datum(gebeurd_op)
    na = "op de dag zelf" if zelfde_dag else f"{aantal(dagen, 'werkdag', 'werkdagen')} na de gebeurtenis"
    return Meldtijd(ontvanger, gemeld_op, dagen, f"{moment(gemeld_op)}: {na}.")
