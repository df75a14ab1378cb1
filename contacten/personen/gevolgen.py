"""What a change to the list or to an account would leave behind: seats without anyone, and the other half of a person,
an account or a seat that would live on (R99, R101, R102)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from django.core.exceptions import ValidationError

from contacten.models import Aanbieder, Bezetting, Contactpersoon, Gebruiker, Gemeente, Piket
from contacten.rollen import EXTERN, PER_AANBIEDER, PER_GEMEENTE
from contacten.rolnamen import rolnaam

EEN_DAG = timedelta(days=1)
EINDIGT, BLIJFT = "eindigt", "blijft"
WAAROM_BLIJFT = "Schrijf op waarom dit zo blijft."


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


@dataclass(frozen=True)
class Keuze:
    """What was decided about what a change leaves behind; empty is no decision yet.

    `mag_leeg`: it is meant that nobody fills the seat, or signs in for it. `helft`: whether the other half ends too
    (EINDIGT), or stays (BLIJFT) for this `reden`. `opvolger`: who takes the seats over.
    """

    mag_leeg: bool = False
    helft: str = ""
    reden: str = ""
    opvolger: Contactpersoon | None = None


@dataclass
class VraagtBesluit(Exception):
    """A change leaves something behind, and nobody said what is to become of it.

    `gaten`: seats that would have nobody. `account` or `plekken`: the other half of this person. `zonder_account`: the
    seats, in words, for which nobody would sign in any more. `piketten`: turns on call that end with it.
    """

    gaten: list[Gat]
    account: Gebruiker | None = None
    plekken: tuple[Bezetting, ...] = ()
    zonder_account: tuple[str, ...] = ()
    piketten: tuple[Piket, ...] = ()

    @property
    def heeft_helft(self) -> bool:
        """Whether there is another half that would live on."""
        return bool(self.account or self.plekken)


def eis_besluit(vraag: VraagtBesluit, keuze: Keuze) -> None:
    """Raise `vraag` when `keuze` leaves part of it open, and ValidationError when what stays has no reason."""
    is_leeg = bool(vraag.gaten or vraag.zonder_account or vraag.piketten)
    if (is_leeg and not keuze.mag_leeg) or (vraag.heeft_helft and keuze.helft not in {EINDIGT, BLIJFT}):
        raise vraag
    if vraag.heeft_helft and keuze.helft == BLIJFT and not keuze.reden.strip():
        raise ValidationError(WAAROM_BLIJFT)


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
