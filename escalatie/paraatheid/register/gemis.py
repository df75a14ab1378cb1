"""What was not arranged beforehand, said on the melding where it hurts (R163, R173)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from calamiteiten.models import Melding, Paraatheid
from calamiteiten.paraatheid import zichtbare_paraatheid
from contacten.models import Gebruiker, Gemeente
from escalatie.protocol.lezen import haal_protocol

from .stand import actie_van, is_geregeld


@dataclass(frozen=True)
class Gemis:
    """What is missing, and where it is arranged; `url` "" for who does not see that page."""

    zin: str
    url: str


def gemis_bij(melding: Melding, gemeenten: Iterable[Gemeente], gebruiker: Gebruiker) -> list[Gemis]:
    """What the aanbieder and the gemeenten of this melding owe and did not arrange; two queries. Everybody who reads
    the melding reads it: it is no secret, and it says what to ask for by telephone."""
    codes = [regel.code for regel in haal_protocol(melding.protocol_versie).paraatheid_acties if regel.gemist]
    van = Q(aanbieder=melding.aanbieder_id) | Q(gemeente__in=[gemeente.pk for gemeente in gemeenten])
    rijen = Paraatheid.objects.filter(van, actie__in=codes, afgerond_op__isnull=True)
    open_ = [zaak for zaak in rijen.select_related("gemeente", "aanbieder").order_by("pk") if not is_geregeld(zaak)]
    if not open_:
        return []
    ziet = set(zichtbare_paraatheid(gebruiker).filter(pk__in=[z.pk for z in open_]).values_list("pk", flat=True))
    return [Gemis(_zin(zaak), zaak.get_absolute_url() if zaak.pk in ziet else "") for zaak in open_]


def _zin(zaak: Paraatheid) -> str:
    return actie_van(zaak).gemist.format(plaats=zaak.plaats)
