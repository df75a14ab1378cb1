"""What a change to the contact list would leave behind: seats that would then have nobody any more (R99, R101)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from contacten.models import Aanbieder, Bezetting, Gemeente
from contacten.rollen import EXTERN, PER_AANBIEDER, PER_GEMEENTE
from contacten.rolnamen import rolnaam

EEN_DAG = timedelta(days=1)


@dataclass(frozen=True)
class Gat:
    """A seat without anyone, from `datum` (local day) on."""

    rol: str
    gemeente: Gemeente | None
    aanbieder: Aanbieder | None
    datum: date

    @property
    def plek(self) -> str:
        """The seat in words: "gemeentelijke toegang Zwolle"."""
        return " ".join(str(deel) for deel in (rolnaam(self.rol), self.gemeente or self.aanbieder) if deel)


@dataclass
class LaatPlekLeeg(Exception):
    """A change would leave these seats empty, and nobody said that this is meant."""

    gaten: list[Gat]


def vind_gaten(voor: Iterable[Bezetting], na: Iterable[Bezetting], vanaf: date) -> list[Gat]:
    """Return the seats that lose their last present holder on or after `vanaf` (local day) when `voor` becomes `na`.

    A seat that was empty on that day already is no consequence of the change, and outsiders are never written to.
    """
    oud, nieuw = list(voor), list(na)
    zetels = {_zetel(rij): rij for rij in oud if rij.rol not in EXTERN}
    gaten = []
    for zetel, rij in zetels.items():
        dag = eerste_lege_dag(
            [r for r in oud if _zetel(r) == zetel], [r for r in nieuw if _zetel(r) == zetel], vanaf=vanaf
        )
        if dag:
            gaten.append(Gat(rij.rol, *_plaats(rij), dag))
    return sorted(gaten, key=lambda gat: (gat.datum, gat.plek))


def eerste_lege_dag(voor: list[Bezetting], na: list[Bezetting], *, vanaf: date) -> date | None:
    """Return the first local day, from `vanaf` on, with someone in `voor` and nobody in `na`; None without one."""
    dagen = {vanaf, *chain.from_iterable(_wisseldagen(rij) for rij in (*voor, *na))}
    te_zien = sorted(dag for dag in dagen if dag >= vanaf)
    return next((dag for dag in te_zien if _is_gevuld(voor, dag) and not _is_gevuld(na, dag)), None)


def _zetel(rij: Bezetting) -> tuple[str, int | None, int | None]:
    gemeente, aanbieder = _plaats(rij)
    return rij.rol, gemeente.pk if gemeente else None, aanbieder.pk if aanbieder else None


def _plaats(rij: Bezetting) -> tuple[Gemeente | None, Aanbieder | None]:
    """Only the place that the role uses counts."""
    return rij.gemeente if rij.rol in PER_GEMEENTE else None, rij.aanbieder if rij.rol in PER_AANBIEDER else None


def _wisseldagen(rij: Bezetting) -> Iterable[date]:
    """The days on which this holder comes or goes."""
    komt = (rij.van_datum, rij.afwezig_van_datum)
    gaat = (dag + EEN_DAG for dag in (rij.tot_datum, rij.afwezig_tot_datum) if dag and dag < date.max)
    return (dag for dag in (*komt, *gaat) if dag)


def _is_gevuld(rijen: list[Bezetting], dag: date) -> bool:
    return any(
        rij.van_datum <= dag and (rij.tot_datum is None or rij.tot_datum >= dag) and not rij.is_afwezig(dag)
        for rij in rijen
    )
