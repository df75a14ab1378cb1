"""The read model of the kernboodschap that a melding and its press questions share: who changed it, when, and where
(docs/besluiten/0026)."""

from dataclasses import dataclass
from datetime import datetime

from calamiteiten.models import Melding
from calamiteiten.statussen import MELDING
from calamiteiten.toegang import zichtbaar_voor
from communicatie.advies import kern
from communicatie.models import Kernboodschap, Persvraag
from communicatie.persvragen.toegang import zichtbare_persvragen
from contacten.models import Gebruiker

CALAMITEIT, ANDERE_VRAAG = "de calamiteit", "een andere persvraag"


@dataclass(frozen=True)
class Kernregel:
    """One time that the text changed: what it became, by whom, when, and with which zaak as its reader may know it."""

    tekst: str
    door: str
    op: datetime
    bij: str


@dataclass(frozen=True)
class Kerntekst:
    """The shared text: each time that it changed, the newest first; the press questions that say it too."""

    regels: list[Kernregel]
    vragen: list[Persvraag]

    @property
    def nu(self) -> Kernregel | None:
        """The text that holds."""
        return next(iter(self.regels), None)


def kerntekst(melding: Melding, gebruiker: Gebruiker) -> Kerntekst:
    """The shared text of this melding for this user."""
    rijen = kern.geschiedenis(melding)
    vragen = list(zichtbare_persvragen(gebruiker).filter(melding=melding).order_by("pk"))
    open_ = {vraag.pk for vraag in zichtbare_persvragen(gebruiker).filter(pk__in=[rij.bij_id for rij in rijen])}
    if zichtbaar_voor(gebruiker).filter(pk=melding.pk).exists():
        open_.add(melding.pk)
    return Kerntekst(
        regels=[Kernregel(rij.tekst, rij.door.naam, rij.op, _waar(rij, open_)) for rij in rijen],
        vragen=[vraag for vraag in vragen if vraag.is_open()],
    )


def _waar(rij: Kernboodschap, open_: set[int]) -> str:
    if rij.bij_id in open_:
        return rij.bij.kenmerk
    return CALAMITEIT if rij.bij.zaaksoort == MELDING else ANDERE_VRAAG
