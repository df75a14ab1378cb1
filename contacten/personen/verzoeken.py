"""What of an account needs a second person, and what becomes of the request: the regiomanager says yes or no (R102).

Nobody opens dossiers alone. Who asks cannot approve, and nobody approves for his own account; the database holds the
same rule (`accountverzoek_tweede_persoon`).
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from basis.geweigerd import Geweigerd
from contacten import gebruikers
from contacten.gebruikers.nieuws import meld
from contacten.models import Accountverzoek, Gebruiker, Nieuws, VerzoekBesluit
from contacten.rollen import ROLLEN_VAN_TWEE, Rol

from .wederhelft import schrijf_besluit, zetel_van

# What a second person decides on: for what someone signs in, and at which address a new password is asked.
VELDEN = ("rol", "gemeente", "email")
NIET_MEER = "Over dit verzoek is al besloten. Ververs de pagina."
GEEN_TWEEDE = "Over dit verzoek beslist een ander: iemand die het niet zelf heeft gevraagd en om wie het niet gaat."


def vraagt_tweede(oud: Gebruiker, nieuw: Gebruiker) -> bool:
    """Whether what `oud` becomes opens dossiers, or says who opened them: by another role, gemeente or address, or by
    coming back."""
    if not nieuw.is_active or nieuw.rol not in ROLLEN_VAN_TWEE:
        return False
    ander_adres = nieuw.email.casefold() != oud.email.casefold()
    return not oud.is_active or zetel_van(nieuw) != zetel_van(oud) or ander_adres


def vraag(oud: Gebruiker, nieuw: Gebruiker, door: Gebruiker, nu: datetime, *, op_plek: bool = False) -> Accountverzoek:
    """Ask for what `nieuw` is to be; an earlier request about this account is taken back. Inside a transaction.

    Raises ValidationError for a role that needs a gemeente, and for an address that somebody else has.
    """
    nieuw.clean()
    nieuw.clean_fields(exclude=["password"])
    nieuw.validate_constraints()
    gebruikers.eis_vrije_naam(nieuw.email, oud)
    _open().filter(gebruiker=oud).update(besluit=VerzoekBesluit.INGETROKKEN, besloten_door=door, besloten_op=nu)
    verzoek = Accountverzoek.objects.create(
        gebruiker=oud,
        **{veld: getattr(nieuw, veld) for veld in VELDEN},
        op_plek=op_plek,
        gevraagd_door=door,
        gevraagd_op=nu,
    )
    schrijf_besluit(f"Ter goedkeuring gevraagd: {verzoek.zetel}, {verzoek.email}.", oud)
    meld(oud, Nieuws.GEVRAAGD, nu, door)
    return verzoek


def te_besluiten() -> list[Accountverzoek]:
    """The requests that wait, the oldest first."""
    return list(_open().select_related("gebruiker__gemeente", "gemeente", "gevraagd_door"))


def open_verzoek(gebruiker: Gebruiker) -> Accountverzoek | None:
    """The request about this account that waits."""
    return _open().filter(gebruiker=gebruiker).select_related("gemeente", "gevraagd_door").first()


def mag_besluiten(verzoek: Accountverzoek, wie: Gebruiker) -> bool:
    """Whether this person is the second one for this request."""
    return wie.is_rol(Rol.REGIOMANAGER) and wie.pk not in {verzoek.gevraagd_door_id, verzoek.gebruiker_id}


def lees_vast(pk: int, door: Gebruiker) -> Accountverzoek:
    """Lock and return the request on which this person decides. Raises Geweigerd. Call inside a transaction.

    Locked: of two who decide at once, the second is told that it was decided. The account first, as every verb of the
    beheerder does: who decides and who takes back at once would else wait for each other.
    """
    van = Accountverzoek.objects.filter(pk=pk).values("gebruiker")
    list(Gebruiker.objects.select_for_update().filter(pk__in=van).values_list("pk"))
    verzoek = _open().select_for_update(of=("self",)).select_related("gebruiker", "gemeente").filter(pk=pk).first()
    if verzoek is None:
        raise Geweigerd(NIET_MEER)
    if not mag_besluiten(verzoek, door):
        raise Geweigerd(GEEN_TWEEDE)
    return verzoek


def sluit(verzoek: Accountverzoek, besluit: VerzoekBesluit, door: Gebruiker, nu: datetime, reden: str = "") -> None:
    """Write down what was decided, in the history too, and have who asked hear it. Inside a transaction."""
    verzoek.besluit, verzoek.besloten_door, verzoek.besloten_op, verzoek.reden = besluit, door, nu, reden
    verzoek.save(update_fields=["besluit", "besloten_door", "besloten_op", "reden"])
    om = f" Reden: {reden}" if reden else ""
    schrijf_besluit(f"Verzoek {verzoek.get_besluit_display()}: {verzoek.zetel}.{om}", verzoek.gebruiker)
    if besluit != VerzoekBesluit.INGETROKKEN and verzoek.gevraagd_door.email:
        meld(verzoek.gebruiker, Nieuws.BESLOTEN, nu, door, aan=verzoek.gevraagd_door.email)


def trek_in(gebruiker: Gebruiker, door: Gebruiker, nu: datetime) -> None:
    """Take back what waits for this account; nothing when nothing does. Inside a transaction."""
    for verzoek in _open().select_for_update().filter(gebruiker=gebruiker):
        sluit(verzoek, VerzoekBesluit.INGETROKKEN, door, nu)


def gevraagd(verzoek: Accountverzoek) -> dict[str, Any]:
    """The fields of the account that were asked for."""
    return {veld: getattr(verzoek, veld) for veld in VELDEN} | {"is_active": True}


def eis_reden(reden: str) -> str:
    """A refusal says why. Raises ValidationError."""
    if not reden.strip():
        raise ValidationError("Schrijf op waarom u dit afwijst.")
    return reden.strip()


def _open() -> QuerySet[Accountverzoek]:
    return Accountverzoek.objects.filter(besluit=VerzoekBesluit.OPEN)
