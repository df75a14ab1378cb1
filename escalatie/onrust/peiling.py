"""Each day while there is unrest every involved gemeente is asked how it goes (R50, A14).

The question is a task of that day. A day without an answer stays readable as such: its task lapses when the next one
comes. What an answer proposes stands in the protocol file. The sweep may run twice, late or from two machines.
"""

from datetime import datetime, time, timedelta
from functools import partial

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from basis import achterstand
from basis.geweigerd import Geweigerd
from basis.kalender import ZONE, lokaal, lokale_datum
from basis.toekomst import onmogelijk, tot_nu
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Betrokkenheid, Melding, Zaak
from communicatie.regels import Peiling
from contacten.models import Gebruiker
from escalatie.draaiboek import informatie, taken
from escalatie.draaiboek.stand import Stand
from escalatie.draaiboek.voorwaarden import ontbreekt
from escalatie.meldingen.taken.vervulling import Keuze, Vervulling
from escalatie.models import Stap, Taak, TaakStatus
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol, versies
from escalatie.protocol.model import Protocol

MEESTE = 200
ONRUST = "onrust"
GEEN_ANTWOORD = "Die dag kwam er geen antwoord."


def bewaak(nu: datetime, limiet: int = MEESTE) -> int:
    """Ask every gemeente that must be asked today and was not yet; returns how many were asked. Idempotent."""
    gevraagd = 0
    for versie in versies():
        for peiling in haal_communicatieregels(versie).peilingen:
            if lokaal(nu).hour >= peiling.vanaf_uur:
                nummers = list(te_vragen(versie, peiling, nu).values_list("pk", flat=True))
                doe = partial(_vraag_om_beurt, peiling=peiling, nu=nu)
                gevraagd += achterstand.elk_apart(nummers, doe, "no question about unrest in", limiet)
    return gevraagd


def te_vragen(versie: str, peiling: Peiling, nu: datetime) -> QuerySet[Melding]:
    """The open meldingen with unrest that began before today, of which a gemeente was not asked today and did not say
    that it is over since they were last judged."""
    protocol, vandaag = haal_protocol(versie), begin_van(nu)
    onrustig = [scenario.code for scenario in protocol.scenarios if scenario.onrust]
    statussen = [status.code for status in protocol.statussen if status.onrust]
    keuzes = [overgang.code for overgang in protocol.overgangen if protocol.geeft_onrust(overgang)]
    gekozen = Stap.objects.filter(zaak=OuterRef("pk"), code__in=keuzes).order_by("-volgnummer")
    eigen = Taak.objects.filter(zaak=OuterRef("melding"), code=peiling.taak, gemeente=OuterRef("gemeente"))
    heeft_onrust = Q(scenario__in=onrustig) | Q(status__in=statussen)
    meldingen = Melding.objects.filter(
        heeft_onrust, protocol_versie=versie, afgerond_op__isnull=True, status__in=peiling.bij
    ).annotate(
        gekozen_op=Subquery(gekozen.values("op")[:1], output_field=DateTimeField()),
        geoordeeld_op=Coalesce(Subquery(_oordelen(protocol, OuterRef("pk")).values("op")[:1]), F("vastgelegd_op")),
    )
    klaar = eigen.filter(_zei_voorbij(peiling), gemaakt_op__gt=OuterRef(OuterRef("geoordeeld_op")))
    nog = Betrokkenheid.objects.filter(melding=OuterRef("pk"))
    nog = nog.exclude(Exists(eigen.filter(tot_nu("gemaakt_op", vandaag, nu)))).exclude(Exists(klaar))
    voor_vandaag = Q(gekozen_op__lt=vandaag) | onmogelijk("gekozen_op", nu)
    return meldingen.filter(voor_vandaag, Exists(nog)).order_by("pk")


def _oordelen(protocol: Protocol, zaak: OuterRef | int) -> QuerySet[Stap]:
    """Each time that this zaak came to be judged, the newest first: what was over then, was over of what was before."""
    hier = protocol.oordeel
    return Stap.objects.filter(zaak=zaak, naar=hier.code if hier else "").order_by("-volgnummer")


def _zei_voorbij(peiling: Peiling) -> Q:
    """A task of which the answer was that the unrest is over."""
    return Q(status=TaakStatus.AFGEROND, gegevens__keuze=peiling.klaar)


def begin_van(nu: datetime) -> datetime:
    """Midnight of this (local) day."""
    return datetime.combine(lokale_datum(nu), time.min, tzinfo=ZONE)


def peiling_van(melding: Melding) -> Peiling | None:
    """What is asked about this melding while there is unrest; None when its version asks nothing."""
    return next(iter(haal_communicatieregels(melding.protocol_versie).peilingen), None)


def loopt(melding: Melding) -> bool:
    """Whether there is unrest about which is asked."""
    peiling = peiling_van(melding)
    return bool(peiling and melding.status in peiling.bij and not ontbreekt(ONRUST, Stand(melding)))


def antwoord(taak_id: int, stand: str, door: Gebruiker, nu: datetime) -> Taak:
    """Record the answer of one tap, for the own gemeente. Raises Geweigerd as `taken.voltooi`, and for what is no
    answer."""
    taak = Taak.objects.select_related("zaak__als_melding").get(pk=taak_id)
    regel = haal_protocol(taak.melding.protocol_versie).taak_per_code[taak.code]
    if stand not in {optie.code for optie in regel.antwoorden}:
        raise Geweigerd("Kies een van de antwoorden.")
    return taken.voltooi(taak_id, door, Vervulling(gegevens=Keuze(stand)), nu)


def _vraag_om_beurt(nummer: int, peiling: Peiling, nu: datetime) -> int:
    """One that is held is for the next round."""
    if not list(vergrendeld(Zaak.objects.filter(pk=nummer), sla_over=True)):
        return 0
    return _vraag(Melding.objects.get(pk=nummer), peiling, nu)


def _vraag(melding: Melding, peiling: Peiling, nu: datetime) -> int:
    if not melding.is_open() or not loopt(melding):
        return 0
    protocol, vandaag = haal_protocol(melding.protocol_versie), begin_van(nu)
    eerder = Taak.objects.filter(zaak=melding, code=peiling.taak)
    oud = Q(gemaakt_op__lt=vandaag) | onmogelijk("gemaakt_op", nu)
    eerder.filter(oud, status=TaakStatus.OPEN).update(
        status=TaakStatus.VERVALLEN, afgerond_op=nu, verslag=GEEN_ANTWOORD
    )
    oordeel = _oordelen(protocol, melding.pk).first()
    klaar = eerder.filter(_zei_voorbij(peiling), gemaakt_op__gt=oordeel.op if oordeel else melding.vastgelegd_op)
    overslaan = {*klaar.values_list("gemeente", flat=True)}
    overslaan |= {*eerder.filter(tot_nu("gemaakt_op", vandaag, nu)).values_list("gemeente", flat=True)}
    gemeenten = [gemeente for gemeente in Stand(melding).gemeenten if gemeente.pk not in overslaan]
    nieuw = taken.voor_gemeenten(melding, [protocol.taak_per_code[peiling.taak]], gemeenten, nu)
    uiterlijk = vandaag + timedelta(hours=peiling.tot_uur)
    # Asked late, as after a standstill: then the answer is due in an hour.
    for taak in nieuw:
        taak.uiterlijk_op = max(uiterlijk, nu + timedelta(hours=1))
    Taak.objects.bulk_update(nieuw, ["uiterlijk_op"])
    sleutel = f"onrust:{melding.pk}:{lokale_datum(nu).isoformat()}"
    informatie.meld_taken(melding, nieuw, sleutel=sleutel, nu=nu)
    return len(nieuw)
