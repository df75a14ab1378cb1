"""The read model of the texts that the advice of a melding and its press questions share: who changed them, when, and
where (docs/besluiten/0026)."""

from dataclasses import dataclass
from datetime import datetime

from calamiteiten.models import Melding
from calamiteiten.statussen import MELDING
from calamiteiten.toegang import zichtbaar_voor
from communicatie.advies import gedeeld
from communicatie.models import Adviestekst, Persvraag
from communicatie.persvragen.toegang import zichtbare_persvragen
from contacten.models import Gebruiker
from escalatie.protocol.lezen import haal_communicatieregels

CALAMITEIT, ANDERE_VRAAG = "de calamiteit", "een andere persvraag"


@dataclass(frozen=True)
class Tekstregel:
    """One time that a text changed: what it became, by whom, when, and with which zaak as its reader may know it."""

    tekst: str
    door: str
    op: datetime
    bij: str


@dataclass(frozen=True)
class Tekstverloop:
    """One shared text: its part of the advice, what that is called, and each time that it changed, the newest first."""

    deel: str
    naam: str
    regels: list[Tekstregel]

    @property
    def nu(self) -> Tekstregel | None:
        """The text that holds."""
        return next(iter(self.regels), None)


@dataclass(frozen=True)
class Gedeeld:
    """Every shared text of a melding, in the order of the file; the press questions that say them too."""

    teksten: list[Tekstverloop]
    vragen: list[Persvraag]

    @property
    def geschreven(self) -> list[Tekstverloop]:
        """Those that somebody ever wrote."""
        return [tekst for tekst in self.teksten if tekst.regels]

    def per_deel(self) -> dict[str, Tekstverloop]:
        """Part -> text."""
        return {tekst.deel: tekst for tekst in self.teksten}


def gedeelde_teksten(melding: Melding, gebruiker: Gebruiker) -> Gedeeld:
    """The shared texts of this melding for this user."""
    rijen = gedeeld.geschiedenis(melding)
    regels = haal_communicatieregels(melding.protocol_versie)
    vragen = list(zichtbare_persvragen(gebruiker).filter(melding=melding).order_by("pk"))
    open_ = {vraag.pk for vraag in zichtbare_persvragen(gebruiker).filter(pk__in=[rij.bij_id for rij in rijen])}
    if zichtbaar_voor(gebruiker).filter(pk=melding.pk).exists():
        open_.add(melding.pk)
    return Gedeeld(
        teksten=[
            Tekstverloop(
                deel.code,
                deel.naam,
                [Tekstregel(r.tekst, r.door.naam, r.op, _waar(r, open_)) for r in rijen if r.deel == deel.code],
            )
            for deel in regels.adviesdelen
            if deel.in_persvraag
        ],
        vragen=[vraag for vraag in vragen if vraag.is_open()],
    )


def _waar(rij: Adviestekst, open_: set[int]) -> str:
    if rij.bij_id in open_:
        return rij.bij.kenmerk
    return CALAMITEIT if rij.bij.zaaksoort == MELDING else ANDERE_VRAAG
