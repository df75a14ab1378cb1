"""The debrief of a drill: per step how long it took, and against the protocol what was missed (R153, R175).

Computed from the rows of the drill, as every timeline is. Times are those of the clock of the drill.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from basis.kalender import lokaal
from basis.taal import duur, moment
from basis.wereld import Wereld, binnen
from calamiteiten.models import Melding, Oefening, Zaak
from communicatie.models import Bericht, BerichtStatus, Persvraag
from communicatie.post.deelnemers import DOET_NIET_MEE
from contacten.models import Gebruiker, met_dader
from contacten.rolnamen import rolnaam
from escalatie.draaiboek import correcties
from escalatie.draaiboek.procedure import van_soort
from escalatie.draaiboek.verloop import termijnnaam
from escalatie.meldingen.bewijs.pagina import bewijs
from escalatie.models import Inspel, Stap, Taak, TaakStatus, Termijn, TermijnStatus

from .register import deelnemers_in_woorden


@dataclass(frozen=True)
class Stapregel:
    """One step: what, who by function, when, and how long after the one before."""

    naam: str
    rol: str
    op: str
    na: str
    afwijkingen: int


@dataclass(frozen=True)
class Termijnregel:
    """One term against the protocol. `is_gemist`: it passed before what it guards was done."""

    naam: str
    uiterlijk: str
    stand: str
    is_gemist: bool


@dataclass(frozen=True)
class Taakregel:
    """One duty: how long it took, or that it was left."""

    titel: str
    rol: str
    stand: str
    is_gemist: bool


@dataclass(frozen=True)
class Zaakblad:
    """What was done in one zaak. `open`: who had to be told and was not, and what was left, as the proof says it."""

    kenmerk: str
    onderwerp: str
    stappen: list[Stapregel]
    termijnen: list[Termijnregel]
    taken: list[Taakregel]
    open: list[tuple[str, str, list[str]]]
    bericht: dict[str, int]

    @property
    def gemist(self) -> int:
        """How much was missed or late."""
        termijnen, taken = sum(t.is_gemist for t in self.termijnen), sum(t.is_gemist for t in self.taken)
        return termijnen + taken + len(self.open)


@dataclass(frozen=True)
class Nabespreking:
    """The debrief as a page and as a document."""

    oefening: Oefening
    wie: str
    duur: str
    zaken: list[Zaakblad]
    inspelen: list[Taakregel]
    gemist: int
    op: datetime

    @property
    def bestandsnaam(self) -> str:
        """The name of the PDF, with the local day."""
        return f"nabespreking-oefening-{self.oefening.pk}-{lokaal(self.op):%Y-%m-%d}.pdf"


def nabespreking(oefening: Oefening, lezer: Gebruiker, nu: datetime) -> Nabespreking | None:
    """The debrief at `nu` (aware, real time); None for a drill that has not begun."""
    wereld = oefening.wereld
    if wereld is None:
        return None
    with binnen(wereld):
        op = wereld.tijd(nu)
        zaken: list[Zaak] = [*Melding.objects.order_by("pk"), *Persvraag.objects.order_by("pk")]
        bladen = [_blad(zaak, lezer, op) for zaak in zaken]
        inspelen = list(_inspelen(oefening))
        versie = zaken[0].protocol_versie if zaken else ""
    gemist = sum(regel.is_gemist for regel in inspelen) + sum(blad.gemist for blad in bladen)
    return Nabespreking(
        oefening, deelnemers_in_woorden(oefening, versie), _duur(wereld, nu), bladen, inspelen, gemist, nu
    )


def _duur(wereld: Wereld, nu: datetime) -> str:
    echt = (wereld.gestopt_op or nu) - wereld.begonnen_op
    return f"{duur(echt)}; op de oefenklok {duur(echt * wereld.snelheid)}"


def _blad(zaak: Zaak, lezer: Gebruiker, op: datetime) -> Zaakblad:
    return Zaakblad(
        zaak.kenmerk,
        zaak.onderwerp,
        list(_stappen(zaak)),
        list(_termijnen(zaak, op)),
        list(_taken(zaak)),
        bewijs(zaak, lezer, op).open if isinstance(zaak, Melding) else [],
        _berichten(zaak),
    )


def _stappen(zaak: Zaak) -> Iterator[Stapregel]:
    per_code, vorige = van_soort(zaak.zaaksoort).wet(zaak.protocol_versie).stap_per_code, None
    for stap in Stap.objects.filter(zaak=zaak.pk).select_related(*met_dader("door")).order_by("volgnummer"):
        regel = per_code.get(stap.code)
        naam = correcties.in_woorden(stap) if correcties.is_correctie(stap) else regel.naam if regel else stap.code
        na = duur(stap.op - vorige) if vorige else "begin"
        rol = rolnaam(stap.rol, zaak.protocol_versie)
        yield Stapregel(naam, rol, moment(stap.op), na, len(stap.afwijkingen))
        vorige = stap.op


def _termijnen(zaak: Zaak, op: datetime) -> Iterator[Termijnregel]:
    wet = van_soort(zaak.zaaksoort).wet(zaak.protocol_versie)
    for termijn in Termijn.objects.filter(zaak=zaak.pk):
        gemist = termijn.status in {TermijnStatus.VERSTREKEN, TermijnStatus.TE_LAAT}
        tot = termijn.geeindigd_op or op
        over = tot - termijn.vervalt_op
        stand = f"{duur(over)} te laat" if gemist and over > timedelta(0) else termijn.get_status_display()
        yield Termijnregel(termijnnaam(termijn, wet), moment(termijn.vervalt_op), stand, gemist)


def _taken(zaak: Zaak) -> Iterator[Taakregel]:
    ingespeeld = Inspel.objects.filter(taak__isnull=False).values("taak")
    rijen = Taak.objects.filter(zaak=zaak.pk).exclude(pk__in=ingespeeld).exclude(status=TaakStatus.VERVALLEN)
    rijen = rijen.select_related("gemeente").order_by("gemaakt_op", "pk")
    yield from (_taak(taak, zaak.protocol_versie) for taak in rijen)


def _taak(taak: Taak, versie: str) -> Taakregel:
    rol = f"{rolnaam(taak.rol, versie)} {taak.gemeente or ''}".strip()
    if taak.afgerond_op is None:
        return Taakregel(taak.titel, rol, "niet gedaan", True)
    te_laat = taak.uiterlijk_op is not None and taak.afgerond_op > taak.uiterlijk_op
    stand = f"gedaan na {duur(taak.afgerond_op - taak.gemaakt_op)}{', te laat' if te_laat else ''}"
    return Taakregel(taak.titel, rol, stand, te_laat)


def _inspelen(oefening: Oefening) -> Iterator[Taakregel]:
    """What was thrown in, and how long it waited for an answer."""
    for inspel in Inspel.objects.filter(oefening=oefening).select_related("taak__zaak", "taak__gemeente"):
        if inspel.taak:
            yield _taak(inspel.taak, inspel.taak.zaak.protocol_versie)
        else:
            stand = "kwam niet meer: de melding was gesloten" if inspel.gekomen_op else "kwam nog niet aan de beurt"
            yield Taakregel(f"Gebeurtenis {inspel.volgnummer + 1}", "", stand, False)


def _berichten(zaak: Zaak) -> dict[str, int]:
    """How many messages the protocol asked for, and how far they came."""
    rijen = list(Bericht.objects.filter(zaak=zaak.pk))
    niet_mee = [rij for rij in rijen if rij.status == BerichtStatus.INGETROKKEN and rij.reden == DOET_NIET_MEE]
    return {
        "gevraagd door het protocol": len(rijen),
        "verstuurd aan wie meedeed": sum(rij.is_aangenomen for rij in rijen),
        "voor wie niet meedeed (er ging niets weg)": len(niet_mee),
        "niemand op deze plek, of alleen te bellen": sum(rij.is_rood for rij in rijen),
        "bevestigd": sum(rij.bevestigd_op is not None for rij in rijen),
    }
