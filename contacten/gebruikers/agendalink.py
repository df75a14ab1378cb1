"""The private address of somebody's agenda: made, ended, and opened. The token is shown once and kept nowhere."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils.crypto import constant_time_compare

from contacten.bezetting import lokale_dag
from contacten.bijhouden import linkposten
from contacten.models import Agendalink, Gebruiker
from contacten.personen.wederhelft import contact_van, plekken_van, zetel_van, zetel_van_plek
from contacten.rollen import ROLLEN_MET_ACCOUNT

# Hexadecimal, so that what masks a token in a log always knows it (basis/logboek.py).
BYTES = 32
# How exactly the page says when it was last read: a calendar asks all day, and a row is not written for each minute.
GEBRUIKT_TOT_OP = timedelta(minutes=5)


class GeenAgenda(Exception):
    """This address opens nothing: it never did, it was ended, or its owner is not who he was: then `link` is his."""

    def __init__(self, link: Agendalink | None = None) -> None:
        super().__init__()
        self.link = link


def maak(gebruiker: Gebruiker, nu: datetime) -> str:
    """Give this account an address of its own, and end the one it had. Returns the token, this once."""
    token = secrets.token_hex(BYTES)
    with transaction.atomic():
        Agendalink.objects.filter(gebruiker=gebruiker).delete()
        Agendalink.objects.create(
            gebruiker=gebruiker,
            afdruk=_afdruk(token),
            rol=gebruiker.rol,
            gemeente=gebruiker.gemeente,
            op_plek=_is_op_plek(gebruiker, nu),
            wachtwoord=gebruiker.get_session_auth_hash(),
            gemaakt_op=nu,
        )
    return token


def trek_in(gebruiker: Gebruiker) -> None:
    """End the address of this account; nothing when there is none."""
    Agendalink.objects.filter(gebruiker=gebruiker).delete()


def van(gebruiker: Gebruiker) -> Agendalink | None:
    """The address of this account; None without one."""
    return Agendalink.objects.filter(gebruiker=gebruiker).first()


def geldt(link: Agendalink, nu: datetime) -> bool:
    """Whether it opens anything at `nu` (aware): its owner is still who he was when he made it."""
    wie = link.gebruiker
    is_zelfde = (wie.rol, wie.gemeente_id) == (link.rol, link.gemeente_id)
    # Who chooses a new password does so because somebody may know the old one, and what was opened with it.
    is_zelfde = is_zelfde and constant_time_compare(link.wachtwoord, wie.get_session_auth_hash())
    heeft_rol = wie.is_active and wie.rol in ROLLEN_MET_ACCOUNT and is_zelfde
    return heeft_rol and (not link.op_plek or _is_op_plek(wie, nu))


def open_met(token: str, nu: datetime) -> Agendalink:
    """The address with this token, read at `nu` (aware), which is counted. Raises GeenAgenda for whatever opens
    nothing, all alike; TeVaak when it was read too often in an hour."""
    rijen = Agendalink.objects.select_related("gebruiker__gemeente", "gebruiker__contactpersoon")
    link = rijen.filter(afdruk=_afdruk(token)).first()
    if link is None or not geldt(link, nu):
        raise GeenAgenda(link)
    linkposten.tel(f"agenda:{link.pk}", nu)
    if link.gebruikt_op is None or not nu - GEBRUIKT_TOT_OP <= link.gebruikt_op <= nu:
        Agendalink.objects.filter(pk=link.pk).update(gebruikt_op=nu)
    return link


def is_nieuw(link: Agendalink, kenmerken: list[str], nu: datetime) -> bool:
    """Whether this reading must be written down: the first of a local day, or of other zaken than the last. What is
    new is kept, so that the next one is not."""
    gezien, dag = sha256(" ".join(sorted(kenmerken)).encode()).hexdigest(), lokale_dag(nu)
    anders = Agendalink.objects.filter(pk=link.pk).exclude(gezien=gezien, gezien_datum=dag)
    return bool(anders.update(gezien=gezien, gezien_datum=dag))


def _is_op_plek(gebruiker: Gebruiker, nu: datetime) -> bool:
    """Whether he fills the seat for which he signs in."""
    return any(zetel_van_plek(plek) == zetel_van(gebruiker) for plek in plekken_van(contact_van(gebruiker), nu))


def _afdruk(token: str) -> str:
    """Of so many random bytes a plain sum is enough: nobody tries them all."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
