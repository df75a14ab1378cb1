"""Read model of the page of one contact: how to reach it, which seats it fills, what changed."""

from dataclasses import dataclass
from datetime import date, datetime

from basis.telefoon import telefoon_uri
from contacten.bezetting import lokale_dag
from contacten.models import Bezetting, Contactpersoon
from contacten.rollen import PER_AANBIEDER, PER_GEMEENTE

from .geschiedenis import Wijziging, geschiedenis_van_contact


@dataclass(frozen=True)
class Plek:
    """A seat of this contact. `woord`, `icoon` and `kleur` say how it stands today; `protocol_url`: what its
    gemeente or aanbieder itself has agreed."""

    rij: Bezetting
    plaats: str
    woord: str
    icoon: str
    kleur: str
    is_voorbij: bool
    protocol_url: str = ""


@dataclass(frozen=True)
class Contactpagina:
    """The whole page. `nummers` holds each number with its link."""

    contact: Contactpersoon
    nummers: list[tuple[str, str, str]]
    plekken: list[Plek]
    geschiedenis: list[Wijziging]
    is_vervallen: bool


def maak_contactpagina(contact: Contactpersoon, nu: datetime) -> Contactpagina:
    """Return the page of this contact at `nu` (aware); a fixed number of queries, whatever it holds."""
    dag = lokale_dag(nu)
    kanalen = (("Mobiel", contact.mobiel), ("Telefoon", contact.telefoon))
    rijen = contact.bezettingen.select_related("gemeente", "aanbieder")
    plekken = [_plek(rij, dag) for rij in rijen]
    return Contactpagina(
        contact=contact,
        nummers=[(naam, nummer, telefoon_uri(nummer)) for naam, nummer in kanalen if nummer],
        plekken=sorted(plekken, key=lambda plek: (plek.is_voorbij, plek.rij.van_datum)),
        geschiedenis=geschiedenis_van_contact(contact),
        is_vervallen=contact.vervallen_op is not None and contact.vervallen_op <= nu,
    )


def _plek(rij: Bezetting, dag: date) -> Plek:
    is_voorbij = rij.tot_datum is not None and rij.tot_datum < dag
    woord, icoon, kleur = ("gevuld", "circle-check", "klaar")
    if is_voorbij:
        woord, icoon, kleur = (f"geëindigd op {rij.tot_datum:%d-%m-%Y}", "history", "nvt")
    elif rij.van_datum > dag:
        woord, icoon, kleur = (f"begint op {rij.van_datum:%d-%m-%Y}", "clock", "nvt")
    elif rij.is_afwezig(dag):
        woord, icoon, kleur = (_afwezig(rij), "user-off", "open")
    organisatie = rij.gemeente if rij.rol in PER_GEMEENTE else rij.aanbieder if rij.rol in PER_AANBIEDER else None
    eigen = organisatie.protocol_url if organisatie else ""
    return Plek(rij, _plaats(rij), woord, icoon, kleur, is_voorbij, eigen)


def _plaats(rij: Bezetting) -> str:
    """Only the place that the role uses counts."""
    if rij.rol in PER_GEMEENTE:
        return str(rij.gemeente)
    return str(rij.aanbieder) if rij.rol in PER_AANBIEDER else "de hele regio"


def _afwezig(rij: Bezetting) -> str:
    return f"afwezig tot en met {rij.afwezig_tot_datum:%d-%m-%Y}" if rij.afwezig_tot_datum else "afwezig"
