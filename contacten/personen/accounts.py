"""The one door to accounts: invite, change, approve, end, and wipe the second step of signing in (R101, R102).

Every page and command goes through here. Each verb keeps the history, has the owner and the regiomanagers hear of it
(`contacten.gebruikers.nieuws`), and looks at the other half of the account: the seats of the same person. Nobody
changes his own role, and what opens dossiers waits for a second person (`verzoeken.py`).
"""

from collections.abc import Mapping
from copy import copy
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from basis.geweigerd import Geweigerd
from contacten import gebruikers
from contacten.bezetting import lokale_dag, lopend
from contacten.gebruikers import uitnodigingen
from contacten.gebruikers.nieuws import meld
from contacten.inloggen import tweede_stap
from contacten.models import Bezetting, Contactpersoon, Gebruiker, Nieuws, VerzoekBesluit
from contacten.rollen import ROLLEN_IN_LIJST, ROLLEN_VAN_HET_BEGIN, ROLLEN_VAN_TWEE, Rol
from contacten.stand import eis_gelijk

from . import verzoeken
from .gevolgen import Keuze
from .lijst import NIETS, laat_los
from .wederhelft import contact_van, is_laatste, naam_van_zetel, plekken_van, schrijf_besluit, zetel_van, zetel_van_plek

ALLEEN_BEHEER = "Alleen een beheerder kan een account wijzigen."
EIGEN_ROL = "Uw eigen rol en gemeente kunt u niet wijzigen. Vraag het een andere beheerder."
EIGEN_FACTOR = "Uw eigen tweede stap wijzigt u onder 'Inloggen en beveiliging'."
WACHT_NOG = "Dit account wacht op wie het moet goedkeuren. Daarna gaat de uitnodiging vanzelf."
AL_BEGONNEN = "Er is al iemand met deze rol. Verdere accounts maakt de beheerder."


@transaction.atomic
def wijzig_account(
    pk: int, gegevens: Mapping[str, Any], gezien: str, nu: datetime, keuze: Keuze = NIETS, *, door: Gebruiker
) -> list[Bezetting]:
    """Change these fields of an account. What would open dossiers is asked of the regiomanager, and holds once he
    approves; another role or gemeente, and the end, leave the old seat behind: of an account that ends every seat of
    that person, else the one for which it signed in.

    Returns the seats that the opvolger took over. Raises Geweigerd, Verouderd, ValidationError, or VraagtBesluit.
    """
    _eis_beheerder(door)
    oud = Gebruiker.objects.select_for_update(of=("self",)).select_related("gemeente", "contactpersoon").get(pk=pk)
    eis_gelijk(gebruikers.stand_van_gebruiker(oud), gezien)
    nieuw = _met(oud, gegevens)
    if door.pk == pk and zetel_van(nieuw) != zetel_van(oud):
        raise ValidationError(EIGEN_ROL)
    if verzoeken.vraagt_tweede(oud, nieuw):
        verzoeken.vraag(oud, nieuw, door, nu)
        los = {veld: waarde for veld, waarde in gegevens.items() if veld not in {*verzoeken.VELDEN, "is_active"}}
        gebruikers.wijzig_gebruiker(pk, los, gezien)
        return []
    if not nieuw.is_active or zetel_van(nieuw) != zetel_van(oud):
        verzoeken.trek_in(oud, door, nu)
    return _pas_toe(oud, gegevens, gezien, nu, keuze, door)


def beeindig_account(pk: int, gezien: str, nu: datetime, keuze: Keuze = NIETS, *, door: Gebruiker) -> list[Bezetting]:
    """End the access of an account at once. Returns and raises what `wijzig_account` does."""
    return wijzig_account(pk, {"is_active": False}, gezien, nu, keuze, door=door)


@transaction.atomic
def nodig_uit_op_plek(
    gegevens: Mapping[str, Any], door: Gebruiker, nu: datetime, *, op_plek: bool
) -> tuple[Gebruiker, list[Bezetting]]:
    """Make an account and invite its owner, who with `op_plek` also fills the seat of that role from today on.

    For a role that nobody gives alone the account has none yet, and invitation and seat wait for the regiomanager.
    Returns the account and the new seating. Raises Geweigerd, and ValidationError as `uitnodigingen.maak_account` does.
    """
    _eis_beheerder(door)
    op_plek = op_plek and gegevens["rol"] in ROLLEN_IN_LIJST
    if gegevens["rol"] not in ROLLEN_VAN_TWEE:
        gebruiker = uitnodigingen.nodig_uit(gegevens, door, nu)
        meld(gebruiker, Nieuws.UITGENODIGD, nu, door)
        return gebruiker, zet_op_plek(gebruiker, nu) if op_plek else []
    gebruiker = uitnodigingen.maak_account({**gegevens, "rol": "", "gemeente": None})
    gewenst = _met(gebruiker, {"rol": gegevens["rol"], "gemeente": gegevens.get("gemeente")})
    verzoeken.vraag(gebruiker, gewenst, door, nu, op_plek=op_plek)
    return gebruiker, []


@transaction.atomic
def nodig_opnieuw_uit(pk: int, door: Gebruiker, nu: datetime) -> Gebruiker:
    """Send a new link to who has no password; give ended access back, after the regiomanager for a role that opens
    dossiers. Raises Geweigerd, and ValidationError as `uitnodigingen.eis_uit_te_nodigen` does."""
    _eis_beheerder(door)
    oud = Gebruiker.objects.select_for_update(of=("self",)).select_related("gemeente", "contactpersoon").get(pk=pk)
    uitnodigingen.eis_uit_te_nodigen(oud)
    nieuw = _met(oud, {"is_active": True})
    if verzoeken.vraagt_tweede(oud, nieuw):
        verzoeken.vraag(oud, nieuw, door, nu)
        return oud
    if not oud.rol:
        raise ValidationError(WACHT_NOG)
    gebruiker = uitnodigingen.nodig_opnieuw_uit(pk, door, nu)
    meld(gebruiker, Nieuws.UITGENODIGD if oud.is_active else Nieuws.TERUG, nu, door)
    return gebruiker


@transaction.atomic
def keur_goed(verzoek_pk: int, door: Gebruiker, gezien: str, nu: datetime, keuze: Keuze = NIETS) -> list[Bezetting]:
    """Give an account what was asked for it, as the second person; who has no password yet is invited.

    Returns the seats that were filled by it. Raises Geweigerd for anyone but a regiomanager who did not ask it and
    whose account it is not, and what `wijzig_account` raises.
    """
    verzoek = verzoeken.lees_vast(verzoek_pk, door)
    oud = Gebruiker.objects.select_for_update(of=("self",)).select_related("gemeente", "contactpersoon")
    gebruiker = oud.get(pk=verzoek.gebruiker_id)
    plekken = _pas_toe(gebruiker, verzoeken.gevraagd(verzoek), gezien, nu, keuze, door)
    verzoeken.sluit(verzoek, VerzoekBesluit.GOEDGEKEURD, door, nu)
    gebruiker.refresh_from_db()
    if not gebruiker.has_usable_password():
        uitnodigingen.stuur(gebruiker, verzoek.gevraagd_door, nu)
    return plekken + (zet_op_plek(gebruiker, nu) if verzoek.op_plek else [])


@transaction.atomic
def wijs_af(verzoek_pk: int, door: Gebruiker, reden: str, nu: datetime) -> None:
    """Refuse what was asked for an account; one that never had a role ends. Raises as `keur_goed`, and ValidationError
    without a reason."""
    verzoek = verzoeken.lees_vast(verzoek_pk, door)
    verzoeken.sluit(verzoek, VerzoekBesluit.AFGEWEZEN, door, nu, verzoeken.eis_reden(reden))
    _sluit_zonder_rol(verzoek.gebruiker)


@transaction.atomic
def trek_verzoek_in(pk: int, door: Gebruiker, nu: datetime) -> None:
    """Take back what was asked for this account; one that never had a role ends. Raises Geweigerd."""
    _eis_beheerder(door)
    gebruiker = Gebruiker.objects.select_for_update().get(pk=pk)
    verzoeken.trek_in(gebruiker, door, nu)
    _sluit_zonder_rol(gebruiker)


@transaction.atomic
def wis_tweede_stap(pk: int, door: Gebruiker, nu: datetime) -> None:
    """Take away the second step of an account, for who lost it; its sessions end. Raises Geweigerd, also for the own
    account: that takes the own second step."""
    _eis_beheerder(door)
    gebruiker = Gebruiker.objects.select_for_update().get(pk=pk)
    if door.pk == pk:
        raise Geweigerd(EIGEN_FACTOR)
    tweede_stap.wis(gebruiker, door, nu)
    schrijf_besluit("Tweede stap gewist door de beheerder.", gebruiker)


@transaction.atomic
def begin(gegevens: Mapping[str, Any], nu: datetime) -> Gebruiker:
    """Invite the first beheerder or regiomanager of an installation: there is no second person yet.

    For the command that starts an installation, and no page. Who was invited by it and never chose a password (a link
    that ran out, an address mistyped) makes way: the same address gets a new link, another one a new account. Raises
    Geweigerd when somebody chose a password for that role, or for another role, and ValidationError as
    `uitnodigingen.maak_account` does.
    """
    rol = gegevens["rol"]
    # Locked, so that two starts at once do not both find nobody.
    eerder = list(Gebruiker.objects.select_for_update().filter(rol=rol, is_active=True))
    if rol not in ROLLEN_VAN_HET_BEGIN or any(ander.has_usable_password() for ander in eerder):
        raise Geweigerd(AL_BEGONNEN)
    for ander in eerder:
        if ander.email.casefold() == gegevens["email"].strip().casefold():
            uitnodigingen.stuur(ander, None, nu)
            return ander
        uitnodigingen.trek_in(ander, nu)
        gebruikers.beeindig(ander)
    gebruiker = uitnodigingen.nodig_uit(gegevens, None, nu)
    schrijf_besluit("Eerste account met deze rol, gemaakt met het startcommando.", gebruiker)
    return gebruiker


def _met(gebruiker: Gebruiker, gegevens: Mapping[str, Any]) -> Gebruiker:
    nieuw = copy(gebruiker)
    for veld, waarde in gegevens.items():
        setattr(nieuw, veld, waarde)
    return nieuw


def _eis_beheerder(door: Gebruiker) -> None:
    if not door.is_rol(Rol.BEHEERDER):
        raise Geweigerd(ALLEEN_BEHEER)


def _pas_toe(
    oud: Gebruiker, gegevens: Mapping[str, Any], gezien: str, nu: datetime, keuze: Keuze, door: Gebruiker
) -> list[Bezetting]:
    """Make the change, with what becomes of the seats, and have it told."""
    nieuw = _met(oud, gegevens)
    overgenomen: list[Bezetting] = []
    if oud.is_active and not (nieuw.is_active and zetel_van(nieuw) == zetel_van(oud)):
        gebruikers.eis_andere_beheerder(oud)
        eigen = plekken_van(contact_van(oud), nu)
        eigen = [rij for rij in eigen if not nieuw.is_active or zetel_van_plek(rij) == zetel_van(oud)]
        zonder = (naam_van_zetel(oud),) if oud.rol and is_laatste(oud) else ()
        overgenomen = laat_los(eigen, nu, keuze, zonder_account=zonder)
    bewaard = gebruikers.wijzig_gebruiker(oud.pk, gegevens, gezien)
    _vertel(oud, bewaard, nu, door)
    return overgenomen


def _vertel(oud: Gebruiker, nieuw: Gebruiker, nu: datetime, door: Gebruiker) -> None:
    """Have the owner and the regiomanagers hear what changed: the old address too, so that nobody is moved unseen."""
    if oud.is_active != nieuw.is_active:
        meld(nieuw, Nieuws.TERUG if nieuw.is_active else Nieuws.EINDE, nu, door)
    elif zetel_van(nieuw) != zetel_van(oud):
        is_nieuw = not oud.rol and not nieuw.has_usable_password()
        meld(nieuw, Nieuws.UITGENODIGD if is_nieuw else Nieuws.ROL, nu, door)
    if nieuw.email.casefold() != oud.email.casefold():
        meld(nieuw, Nieuws.ADRES, nu, door)
        if oud.email:
            meld(nieuw, Nieuws.ADRES, nu, door, aan=oud.email)


def _sluit_zonder_rol(gebruiker: Gebruiker) -> None:
    if not gebruiker.rol:
        gebruikers.beeindig(gebruiker)


@transaction.atomic
def zet_op_plek(gebruiker: Gebruiker, nu: datetime) -> list[Bezetting]:
    """Put the owner of this account in the seat for which it signs in, after who is there; nothing when already there,
    or when the list has no such seat.

    A contact is made when there is none, and linked. Raises ValidationError for an account without a role.
    """
    if not (gebruiker.is_active and gebruiker.rol):
        raise ValidationError("Dit account heeft geen rol. Geef het eerst een rol.")
    if is_op_plek(gebruiker, nu):
        return []
    contact = _eigen_contact(gebruiker)
    rol, gemeente, _ = zetel_van(gebruiker)
    collegas = lopend(nu).filter(rol=rol, **({"gemeente": gemeente} if gemeente else {}))
    volgorde = (collegas.aggregate(hoogste=Max("volgorde"))["hoogste"] or 0) + 1
    dag = lokale_dag(nu)
    plek = {"contactpersoon": contact, "rol": rol, "gemeente_id": gemeente, "van_datum": dag}
    rij = Bezetting.objects.filter(aanbieder__isnull=True, **plek).first() or Bezetting(**plek)
    rij.volgorde, rij.tot_datum = volgorde, None
    rij.full_clean()
    rij.save()
    return [rij]


def is_op_plek(gebruiker: Gebruiker, nu: datetime) -> bool:
    """Return whether the owner of this account fills the seat for which it signs in, at `nu` (aware) or later. A role
    without a seat misses none."""
    if gebruiker.rol and gebruiker.rol not in ROLLEN_IN_LIJST:
        return True
    return any(zetel_van_plek(rij) == zetel_van(gebruiker) for rij in plekken_van(contact_van(gebruiker), nu))


def _eigen_contact(gebruiker: Gebruiker) -> Contactpersoon:
    """The contact of this account, found by address or made; from now on they are linked."""
    contact = contact_van(gebruiker)
    if contact is None:
        contact = Contactpersoon(naam=gebruiker.naam, email=gebruiker.email, gemeente=gebruiker.gemeente)
        contact.full_clean()
        contact.save()
    if gebruiker.contactpersoon_id != contact.pk:
        gebruiker.contactpersoon = contact
        gebruikers.leg_vast(gebruiker)
    return contact
