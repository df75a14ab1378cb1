"""The road of a list that is handed in: kept aside, shown as a proposal, confirmed once (R98, R102)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from contacten.models import Contactpersoon, Gebruiker, Invoer
from contacten.models.invoer import GELDIG
from contacten.organisaties import regio_gemeenten
from contacten.regio import ontbrekende_gemeenten

from .invoer import InvoerFout, Rij
from .vergelijking import vergelijk
from .verwerking import VoorstelVerouderd, verwerk
from .voorstel import Voorstel

AL_VERWERKT = "Deze lijst is al verwerkt. Er is niets veranderd."
VERLOPEN = "Dit voorstel is ouder dan een dag en verlopen. Lees de lijst opnieuw in."


def bekende_namen() -> list[str]:
    """Return the names by which a copied text is recognised: the gemeenten of the app, and those of the region that it
    does not have yet; two queries."""
    return [rij.naam for rij in regio_gemeenten()] + [rij.naam for rij in ontbrekende_gemeenten()]


def leg_klaar(rijen: Sequence[Rij], bron: str, door: Gebruiker | None, nu: datetime) -> Invoer:
    """Keep the rows until someone confirms them. `nu` is aware."""
    gegevens = [asdict(rij) for rij in rijen]
    return Invoer.objects.create(bron=bron[:120], rijen=gegevens, gemaakt_op=nu, door=door)


def ruim_op(nu: datetime) -> int:
    """Remove what nobody confirmed within a day at `nu` (aware): it is full of names and numbers. Returns how many
    lists; called by the hourly round."""
    return Invoer.objects.filter(verwerkt_op__isnull=True, gemaakt_op__lt=nu - GELDIG).delete()[0]


def voorstel_van(invoer: Invoer, nu: datetime) -> Voorstel:
    """Return what these rows would change at `nu` (aware). Raises InvoerFout when it is too late to confirm them."""
    if invoer.verwerkt_op:
        raise InvoerFout(AL_VERWERKT)
    if invoer.is_verlopen(nu):
        raise InvoerFout(VERLOPEN)
    return vergelijk([_rij(gegevens) for gegevens in invoer.rijen], nu)


@transaction.atomic
def bevestig(invoer_id: int, keuzes: Mapping[str, str], afdruk: str, door: Gebruiker | None, nu: datetime) -> Invoer:
    """Carry the list out, once. `afdruk`: the digest of the proposal that was looked at. `nu` is aware.

    Raises VoorstelVerouderd when that is no longer the proposal, InvoerFout when the list was confirmed before or has
    expired; then nothing is written.
    """
    invoer = Invoer.objects.select_for_update(of=("self",)).get(pk=invoer_id)
    voorstel = voorstel_van(invoer, nu)
    if voorstel.afdruk != afdruk:
        raise VoorstelVerouderd
    invoer.verslag = verwerk(voorstel, keuzes, nu).als_gegevens()
    invoer.rijen, invoer.verwerkt_op, invoer.verwerkt_door = [], nu, door
    invoer.save()
    return invoer


def verslag_van(invoer: Invoer) -> list[dict[str, Any]]:
    """The lines of the report, each with `wie`: the contact as it is called now, and of whom was not taken over the
    number of the row. A person who was forgotten is nobody here too; two queries at most."""
    regels = invoer.verslag["regels"]
    contacten = Contactpersoon.objects.in_bulk([regel["contact"] for regel in regels if regel["contact"]])
    return [{**regel, "wie": str(contacten.get(regel["contact"], ""))} for regel in regels]


def _rij(gegevens: Mapping[str, object]) -> Rij:
    return Rij(**{**gegevens, "twijfels": tuple(gegevens["twijfels"])})  # type: ignore[arg-type]
