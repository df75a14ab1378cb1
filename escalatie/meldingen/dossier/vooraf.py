"""What a room of a dossier asks before anything else, in one question: the counts of the menu, and which kinds of rows
this melding has. Of most kinds most meldingen have none, and what is not there is not asked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from calamiteiten.models import Evaluatie, Inspectiefeit, Inspectierapport, Melding, Persoonsgegevens, Samenhang
from calamiteiten.toegang.kijker import van_wie_kijkt
from communicatie.models import Informeermoment, Persvraag, Persvrager, Stuiter, Uitzondering
from communicatie.post.ontvangst import gevraagd_aan, ongelezen_door
from contacten.models import Gebruiker
from escalatie.models import Gebeurtenis, Overleg, Overlegantwoord, OverlegStatus, Wekker
from escalatie.protocol.lezen import Protocollen, protocollen
from escalatie.werk.context import navigatietellingen
from escalatie.werk.tellingen import Telling, alle, samen, tel_op


@dataclass(frozen=True)
class Vooraf:
    """`aantallen`: the counts beside the navigation; `soorten`: which kinds of rows there are (`_soorten`)."""

    aantallen: dict[str, int]
    soorten: Collection[str]


def vooraf(melding: Melding, gebruiker: Gebruiker, nu: datetime) -> Vooraf:
    """What there is of this melding at `nu` (aware), for this user."""
    telling = tel_op(_vooraf(gebruiker, nu, melding.pk, protocollen=protocollen()))
    getallen = {naam: per_sleutel.get("", 0) for naam, per_sleutel in telling.items()}
    soorten = {naam.removeprefix(ER_IS) for naam, hoeveel in getallen.items() if naam.startswith(ER_IS) and hoeveel}
    return Vooraf({naam: hoeveel for naam, hoeveel in getallen.items() if not naam.startswith(ER_IS)}, soorten)


ER_IS = "er_is_"


@van_wie_kijkt
def _vooraf(
    gebruiker: Gebruiker, zicht: QuerySet[Melding], nu: datetime, zaak: int, *, protocollen: Protocollen
) -> Telling:
    soorten = _soorten(gebruiker, zaak).items()
    return samen(
        [*navigatietellingen(gebruiker, zicht, nu), *(alle(f"{ER_IS}{soort}", rijen) for soort, rijen in soorten)]
    )


def _soorten(gebruiker: Gebruiker, zaak: int) -> dict[str, QuerySet[Any]]:
    """The rows of each kind, as whoever reads them asks for them."""
    overleg = Overleg.objects.filter(zaak=zaak)
    met_pers = Q(bericht__zaak=zaak) | Q(bericht__zaak__in=Persvraag.objects.filter(melding=zaak).values("pk"))
    return {
        "ongelezen": ongelezen_door(gebruiker, zaak),
        "gevraagd": gevraagd_aan(gebruiker).filter(zaak=zaak),
        "nieuws": Gebeurtenis.objects.filter(zaak=zaak, achterhaald_op__isnull=True),
        "evaluatie": Evaluatie.objects.filter(melding=zaak),
        "rapport": Inspectierapport.objects.filter(melding=zaak),
        "inspectie": Inspectiefeit.objects.filter(melding=zaak),
        "overleg": overleg,
        "gepland": overleg.filter(status=OverlegStatus.GEPLAND),
        "antwoord": Overlegantwoord.objects.filter(genodigde__overleg__zaak=zaak),
        "wekker": Wekker.objects.filter(termijn__zaak=zaak, gevuurd_op__isnull=False),
        "samenhang": Samenhang.objects.filter(Q(een=zaak) | Q(twee=zaak)),
        "verstrekking": Persoonsgegevens.objects.filter(melding=zaak),
        "verteld": Informeermoment.objects.filter(informering__melding=zaak),
        "uitgezonderd": Uitzondering.objects.filter(informering__melding=zaak),
        "stuiter": Stuiter.objects.filter(met_pers),
        "gewist": Persvrager.objects.filter(persvraag__melding=zaak, gewist_op__isnull=False),
    }
