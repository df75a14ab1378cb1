"""What was not arranged beforehand, said on the melding where it hurts (R163, R173)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from calamiteiten.models import Melding, Paraatheid
from calamiteiten.paraatheid import zichtbare_paraatheid
from calamiteiten.toegang import Gebied
from calamiteiten.toegang.kijker import van_wie_kijkt
from contacten.models import Gebruiker, Gemeente
from escalatie.protocol.lezen import haal_protocol

from .stand import actie_van, is_geregeld


@dataclass(frozen=True)
class Gemis:
    """What is missing, and where it is arranged; `url` "" for who does not see that page."""

    zin: str
    url: str


def gemis_bij(melding: Melding, gemeenten: Iterable[Gemeente], gebruiker: Gebruiker) -> list[Gemis]:
    """What the aanbieder and the gemeenten of this melding owe and did not arrange; one query. Everybody who reads
    the melding reads it: it is no secret, and it says what to ask for by telephone."""
    codes = tuple(regel.code for regel in haal_protocol(melding.protocol_versie).paraatheid_acties if regel.gemist)
    plaatsen = (melding.aanbieder_id, *(gemeente.pk for gemeente in gemeenten))
    rijen = _openstaand(gebruiker, *plaatsen, codes=codes, gebied=Gebied())
    open_ = [zaak for zaak in rijen if not is_geregeld(zaak)]
    return [Gemis(_zin(zaak), zaak.get_absolute_url() if zaak.is_zichtbaar else "") for zaak in open_]


@van_wie_kijkt
def _openstaand(
    gebruiker: Gebruiker, _: QuerySet[Melding], aanbieder: int, *plaatsen: int, codes: tuple[str, ...]
) -> QuerySet[Paraatheid]:
    ziet = Exists(zichtbare_paraatheid(gebruiker).filter(pk=OuterRef("pk")))
    van = Q(aanbieder=aanbieder) | Q(gemeente__in=plaatsen)
    rijen = Paraatheid.objects.filter(van, actie__in=codes, afgerond_op__isnull=True).annotate(is_zichtbaar=ziet)
    return rijen.select_related("gemeente", "aanbieder").order_by("pk")


def _zin(zaak: Paraatheid) -> str:
    return actie_van(zaak).gemist.format(plaats=zaak.plaats)
