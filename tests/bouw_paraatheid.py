"""Builders of the register of what is arranged beforehand: asked and filled in through the door, never set by hand."""

from datetime import datetime, timedelta
from typing import Any

from basis.kalender import lokale_datum
from calamiteiten.models import Paraatheid, Paraatheidsfeit
from contacten.models import Aanbieder, Dader, Gebruiker, Gemeente, Linkhouder
from escalatie.draaiboek.deur import voer_uit
from escalatie.draaiboek.opdrachten import Opdracht
from escalatie.models import Stap
from escalatie.paraatheid.register import vastleggen
from escalatie.paraatheid.register.opdrachten import Inhoud, Vastlegging
from escalatie.paraatheid.register.pagina import context_van
from tests import bouw


def vraag(nu: datetime, *plekken: Gemeente | Aanbieder) -> list[Paraatheid]:
    """Everything that the region and these organisations owe, asked at `nu` by the contractmanager."""
    regio = bouw.regio(nu)
    alle: list[Gemeente | Aanbieder] = [*Gemeente.objects.all(), *Aanbieder.objects.all()]
    behalve = [plek for plek in alle if plek not in plekken]
    return vastleggen.zet_klaar(regio.gebruikers["contractmanager"], nu, behalve)


def actie(nu: datetime, code: str = "protocol_aanbieder", plek: str = bouw.REGIONALE_AANBIEDER) -> Paraatheid:
    """One action of this organisation; what else it owes is there too. The second call in one test finds the first."""
    regio = bouw.regio(nu)
    van = regio.gemeenten.get(plek) or regio.aanbieders.get(plek)
    vraag(nu, *([van] if van else []))
    velden: dict[str, Any] = {"gemeente": van} if isinstance(van, Gemeente) else {"aanbieder": van}
    return Paraatheid.objects.get(actie=code, **(velden if van else {}))


def leg_vast(zaak: Paraatheid, door: Dader, nu: datetime, **velden: Any) -> Stap:
    """Record this of an action, a document of today when nothing is said."""
    vers = Paraatheid.objects.get(pk=zaak.pk)
    context = context_van(vers, nu)
    inhoud = Inhoud(**{"op_datum": lokale_datum(nu), "link": "https://stukken.example/protocol", **velden})
    return voer_uit(
        Opdracht(
            vers.pk,
            context.code,
            door.pk if isinstance(door, Gebruiker) else None,
            vers.status,
            gegevens=Vastlegging(inhoud, context.gezien),
            houder=door if isinstance(door, Linkhouder) else None,
        ),
        nu,
    )


def overzicht(zaak: Paraatheid, door: Dader, nu: datetime, jaar: int, **aantallen: int) -> Paraatheidsfeit:
    """Hand in the overview of this year; a kind that is not named counts none."""
    soorten = context_van(Paraatheid.objects.get(pk=zaak.pk), nu).actie.soorten
    alle = {code: aantallen.get(code, 0) for code in soorten}
    leg_vast(zaak, door, nu, jaar=jaar, aantallen=alle, link="", tekst="Rustig jaar.", maatregelen="Geen.")
    return zaak.feiten.get(jaar=jaar, vervallen_op__isnull=True)


def geregeld(nu: datetime) -> Paraatheid:
    """An action that was recorded a minute after it was asked."""
    zaak = actie(nu)
    leg_vast(zaak, bouw.regio(nu).gebruikers["contractmanager"], nu + timedelta(minutes=1))
    return Paraatheid.objects.get(pk=zaak.pk)
