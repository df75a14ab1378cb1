"""A change that a contact proposes with the link from its mail, and the beheerder who takes it or not (R98, R102)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from contacten.models import Contactpersoon, Gebruiker, VerzoekUitkomst, VoorstelStatus, Wijzigingsvoorstel

from .verzoeken import gebruik

# What a contact may propose about itself. Roles and places are for the beheerder.
VELDEN = ("aanhef", "naam", "functie", "telefoon", "mobiel", "email")


class VoorstelGeweigerd(Exception):
    """A proposal that cannot be handled now; the message is a Dutch sentence."""


@transaction.atomic
def stel_voor(token: str, gegevens: Mapping[str, str], opmerking: str, nu: datetime) -> Wijzigingsvoorstel:
    """Keep what the contact would change, and use up the link; the list does not change. Raises LinkWerktNiet."""
    contact = gebruik(token, VerzoekUitkomst.VOORSTEL, nu)
    return Wijzigingsvoorstel.objects.create(
        contactpersoon=contact, velden=verschil(contact, gegevens), opmerking=opmerking, ingediend_op=nu
    )


def verschil(contact: Contactpersoon, gegevens: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return the fields that would change, each with its old and new value."""
    paren = ((veld, getattr(contact, veld), gegevens.get(veld, "")) for veld in VELDEN if veld in gegevens)
    return {veld: {"oud": oud, "nieuw": nieuw} for veld, oud, nieuw in paren if oud != nieuw}


def open_voorstellen() -> QuerySet[Wijzigingsvoorstel]:
    """Return the proposals that wait for a beheerder, oldest first."""
    rijen = Wijzigingsvoorstel.objects.filter(status=VoorstelStatus.OPEN)
    return rijen.select_related("contactpersoon", "contactpersoon__gemeente", "contactpersoon__aanbieder")


@transaction.atomic
def neem_over(voorstel_pk: int, door: Gebruiker, nu: datetime) -> Wijzigingsvoorstel:
    """Write the proposed values in the list, with history, and count the contact as confirmed.

    A proposal that only holds a remark writes nothing. Raises VoorstelGeweigerd when it was handled already, when the
    list has another value by now, or when the result is not a valid contact.
    """
    voorstel = _open_met_slot(voorstel_pk)
    contact = Contactpersoon.objects.select_for_update().get(pk=voorstel.contactpersoon_id)
    if _is_verouderd(contact, voorstel):
        raise VoorstelGeweigerd("De lijst is intussen gewijzigd. Wijs dit voorstel af en pas het contact zelf aan.")
    if voorstel.velden:
        _schrijf_contact(contact, voorstel, nu)
    return _sluit(voorstel, VoorstelStatus.OVERGENOMEN, door, nu)


@transaction.atomic
def wijs_af(voorstel_pk: int, reden: str, door: Gebruiker, nu: datetime) -> Wijzigingsvoorstel:
    """Refuse the proposal, with why. Raises VoorstelGeweigerd without a reason, or when it was handled already."""
    if not reden.strip():
        raise VoorstelGeweigerd("Schrijf op waarom u het voorstel afwijst.")
    voorstel = _open_met_slot(voorstel_pk)
    voorstel.reden = reden.strip()[:300]
    return _sluit(voorstel, VoorstelStatus.AFGEWEZEN, door, nu)


def _open_met_slot(voorstel_pk: int) -> Wijzigingsvoorstel:
    rijen = Wijzigingsvoorstel.objects.select_for_update(of=("self",))
    voorstel = rijen.filter(pk=voorstel_pk, status=VoorstelStatus.OPEN).first()
    if voorstel is None:
        raise VoorstelGeweigerd("Dit voorstel is al behandeld.")
    return voorstel


def _schrijf_contact(contact: Contactpersoon, voorstel: Wijzigingsvoorstel, nu: datetime) -> None:
    for veld, waarden in voorstel.velden.items():
        setattr(contact, veld, waarden["nieuw"])
    contact.bevestigd_op = nu
    try:
        contact.full_clean()
    except ValidationError as fout:
        raise VoorstelGeweigerd("Zo kan het contact niet in de lijst: " + " ".join(fout.messages)) from fout
    contact.save()


def _sluit(voorstel: Wijzigingsvoorstel, status: VoorstelStatus, door: Gebruiker, nu: datetime) -> Wijzigingsvoorstel:
    voorstel.status, voorstel.beoordeeld_door, voorstel.beoordeeld_op = status, door, nu
    voorstel.save()
    return voorstel


@dataclass(frozen=True)
class Voorstelregel:
    """A proposal as the beheerder sees it: each field by its label, from old to new."""

    voorstel: Wijzigingsvoorstel
    velden: list[tuple[str, str, str]]
    is_verouderd: bool


def overzicht() -> list[Voorstelregel]:
    """Return the proposals that wait, ready to show."""
    return [_voorstelregel(voorstel) for voorstel in open_voorstellen()]


def _voorstelregel(voorstel: Wijzigingsvoorstel) -> Voorstelregel:
    contact = voorstel.contactpersoon
    velden = [
        (str(Contactpersoon._meta.get_field(veld).verbose_name), waarden["oud"], waarden["nieuw"])  # type: ignore[union-attr]
        for veld, waarden in voorstel.velden.items()
    ]
    return Voorstelregel(voorstel, velden, _is_verouderd(contact, voorstel))


def _is_verouderd(contact: Contactpersoon, voorstel: Wijzigingsvoorstel) -> bool:
    return any(getattr(contact, veld) != waarden["oud"] for veld, waarden in voorstel.velden.items())
