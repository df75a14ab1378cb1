"""Signals: what must be seen first until somebody records that it is arranged, and how they end (R47, R84, A19).

A signal has no row of its own. It stands for as long as the duty is open whose record ends it (`Gevolg.tot`), so page,
list and worklist cannot tell another story than the duties do.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from calamiteiten.models import Melding
from communicatie.models import Bericht
from communicatie.post import ontvangst
from communicatie.post.berichten import trek_rijen_in
from contacten.models import Gemeente
from escalatie.models import Taak, TaakStatus
from escalatie.protocol.bereik import signaaltaken
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.model import Gevolg, Protocol

from . import informatie
from .stand import Stand
from .voorwaarden import ontbreekt

# What is urgent is seen first too.
SPOED, SPOEDNAAM = Q(spoed_sinds_op__isnull=False, afgerond_op__isnull=True), "Spoed"
GEREGELD = "Niet meer nodig: vastgelegd is dat het is geregeld."


def open_signalen() -> QuerySet[Taak]:
    """The open duties that keep a signal up, of whatever zaak; one of a closed zaak keeps none."""
    return Taak.objects.filter(code__in=signaaltaken(), status=TaakStatus.OPEN, zaak__afgerond_op__isnull=True)


def met_signaal() -> QuerySet[Any, Any]:
    """The keys of the zaken that have a signal or are urgent: few, whatever the number of zaken."""
    dringend = Melding.objects.order_by().filter(SPOED).values_list("pk")
    return open_signalen().order_by().values_list("zaak").union(dringend)


def heeft_signaal(veld: str) -> Case:
    """For rows that hang on a zaak, by `veld`: whether it has a signal, or is urgent."""
    signaal = Exists(open_signalen().order_by().filter(zaak=OuterRef(veld)))
    is_spoed = Exists(Melding.objects.order_by().filter(SPOED, pk=OuterRef(veld)))
    return Case(When(signaal | is_spoed, then=True), default=False, output_field=BooleanField())


@dataclass(frozen=True)
class OpenSignaal:
    """One signal that stands: in which zaak (`onderwerp`: what happened), what, where, and since when (aware)."""

    zaak_id: int
    kenmerk: str
    onderwerp: str
    naam: str
    gemeente: str
    sinds: datetime


def lees_signalen(zaken: Iterable[int] | QuerySet[Any]) -> list[OpenSignaal]:
    """The signals of these zaken (their keys), and which of them are urgent, the longest standing first. One query."""
    van_zaak = ("zaak__kenmerk", "zaak__protocol_versie", "zaak__onderwerp")
    velden = ("gemaakt_op", "zaak_id", "pk", *van_zaak, "code", "gemeente__naam")
    rijen = open_signalen().filter(zaak__in=zaken).order_by().values_list(*velden)
    dringend = Melding.objects.filter(SPOED, pk__in=zaken).order_by()
    geen, leeg = Value(0, output_field=BigIntegerField()), Value("", output_field=CharField())
    spoed = dringend.values_list("spoed_sinds_op", "pk", geen, "kenmerk", "protocol_versie", "onderwerp", leeg, leeg)
    # What is urgent has no duty that keeps it up, so no code; beside a signal of the same moment it stands last.
    gevonden = sorted(rijen.union(spoed, all=True), key=lambda rij: (rij[0], rij[1], not rij[6], rij[2]))
    return [
        OpenSignaal(zaak, kenmerk, wat, _naam(versie, code) if code else SPOEDNAAM, gemeente or "", op)
        for op, zaak, _, kenmerk, versie, wat, code, gemeente in gevonden
    ]


def signaalnamen(zaken: Iterable[int]) -> dict[int, str]:
    """Per zaak the names of its signals as text, each once. One query."""
    namen: dict[int, list[str]] = {}
    for signaal in lees_signalen(list(zaken)):
        namen.setdefault(signaal.zaak_id, []).append(signaal.naam)
    return {zaak: ", ".join(dict.fromkeys(lijst)) for zaak, lijst in namen.items()}


def _naam(versie: str, code: str) -> str:
    gevolg = haal_protocol(versie).signalen.get(code)
    return gevolg.naam if gevolg else code


def sleutel_van(gevolg: Gevolg, gemeente: Gemeente | None, bron: str = "", *, soort: str = "gevolg") -> str:
    """What names one occasion of this consequence for one gemeente; without `bron` the beginning that all share."""
    return f"{soort}:{gevolg.code}:{gemeente.pk if gemeente else 0}:{bron}"


def sluit_bij_taak(taak: Taak, protocol: Protocol, bron: str, nu: datetime) -> None:
    """End the signal that this duty kept up, when its record did so."""
    gevolg = protocol.signalen.get(taak.code)
    if gevolg and taak.status == TaakStatus.AFGEROND:
        _eindig(taak.melding, protocol, gevolg, taak.gemeente, GEREGELD, bron, nu)


def laat_vervallen(
    melding: Melding, protocol: Protocol, gevolg: Gevolg, gemeente: Gemeente | None, reden: str, bron: str, nu: datetime
) -> None:
    """The answer that set this off does not stand any more: its open duties lapse with the reason, what has not been
    sent stays in, and who was told hears it. Nothing happens when nothing is open."""
    if _open_van(melding, gevolg, gemeente).exists():
        _eindig(melding, protocol, gevolg, gemeente, reden, bron, nu)


def _open_van(melding: Melding, gevolg: Gevolg, gemeente: Gemeente | None) -> QuerySet[Taak]:
    """The open duties of this consequence: of this gemeente, and those that are of none and that no other asks for."""
    elders = nog_gevraagd(melding, gevolg.taken, gemeente)
    van = Q(gemeente=gemeente) | Q(gemeente__isnull=True)
    van &= Q(gemeente__isnull=False) | ~Q(code__in=elders)
    return Taak.objects.filter(van, zaak=melding, code__in=gevolg.taken, status=TaakStatus.OPEN)


def nog_gevraagd(melding: Melding, codes: Collection[str], behalve: Gemeente | None) -> set[str]:
    """Those of these duties that the last answer of another involved gemeente than `behalve` asks for: what one of them
    takes back or says otherwise does not end those."""
    protocol, stand = haal_protocol(melding.protocol_versie), Stand(melding)
    geldig = {code for code in codes if not ((als := protocol.taak_per_code[code].als) and ontbreekt(als, stand))}
    gevraagd: set[str] = set()
    for regel in protocol.taken if geldig else ():
        per_antwoord = {a.code: {c for g in protocol.gevolgen_van([a]) for c in g.taken} for a in regel.antwoorden}
        if not any(geldig & taken for taken in per_antwoord.values()):
            continue
        hier = [gemeente for gemeente in stand.gemeenten if gemeente != behalve]
        rijen = Taak.objects.filter(zaak=melding, code=regel.code, gemeente__in=hier, status=TaakStatus.AFGEROND)
        laatste = dict(rijen.order_by("gemaakt_op", "pk").values_list("gemeente", "gegevens__keuze"))
        gevraagd.update(*(per_antwoord.get(str(keuze), set()) for keuze in laatste.values()))
    return gevraagd & geldig


def _eindig(
    melding: Melding, protocol: Protocol, gevolg: Gevolg, gemeente: Gemeente | None, reden: str, bron: str, nu: datetime
) -> None:
    _open_van(melding, gevolg, gemeente).update(status=TaakStatus.VERVALLEN, afgerond_op=nu, verslag=reden)
    gezegd = Bericht.objects.filter(zaak=melding, aanleiding__startswith=sleutel_van(gevolg, gemeente))
    trek_rijen_in(gezegd, reden)
    ontvangst.laat_vraag_vervallen(gezegd, nu)
    informatie.kondig_aan(
        melding,
        protocol,
        aanleiding=f"voorbij:{gevolg.code}",
        sleutel=sleutel_van(gevolg, gemeente, bron, soort="einde"),
        nu=nu,
        eigen=gemeente,
    )
