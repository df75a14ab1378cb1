"""Read model: the other half of a person, and what stands open on the seats (R101, R102).

For the beheerder, who sees no dossier: kenmerken and counts only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from contacten import piket
from contacten.bezetting import bezet
from contacten.models import Bezetting, Contactpersoon, Gebruiker, Piket
from contacten.personen.wederhelft import (
    account_van,
    contact_van,
    naam_van_zetel,
    plekken_van,
    zetel_van,
    zetel_van_plek,
)
from contacten.rollen import PER_GEMEENTE, ROLLEN_IN_LIJST

from .overdracht import OpenWerk, open_werk


@dataclass(frozen=True)
class Helft:
    """What a page says beside what it changes. `zetel`: where the account signs in, in words; `past`: whether its owner
    fills that very seat; `daar`: who does, when the owner does not; `piket`: when this person is on call, now and
    later."""

    account: Gebruiker | None
    contact: Contactpersoon | None
    plekken: tuple[str, ...]
    zetel: str
    past: bool
    werk: list[OpenWerk]
    piket: tuple[Piket, ...] = ()
    daar: tuple[str, ...] = ()


def helft_van_contact(contact: Contactpersoon, nu: datetime, rij: Bezetting | None = None) -> Helft:
    """Return the other half of a contact at `nu` (aware); with `rij` the open work of that one seat only."""
    plekken = plekken_van(contact, nu)
    return _helft(account_van(contact), contact, plekken, [rij] if rij else plekken, nu)


def helft_van_account(gebruiker: Gebruiker, nu: datetime) -> Helft:
    """Return the other half of an account at `nu` (aware), with the work for which it signs in."""
    contact = contact_van(gebruiker)
    plekken = plekken_van(contact, nu)
    return _helft(gebruiker, contact, plekken, plekken, nu)


def _helft(
    account: Gebruiker | None,
    contact: Contactpersoon | None,
    plekken: Sequence[Bezetting],
    met_werk: Iterable[Bezetting],
    nu: datetime,
) -> Helft:
    heeft_plek = account is not None and account.rol in ROLLEN_IN_LIJST
    eigen = zetel_van(account) if account and heeft_plek else None
    namen = {zetel_van_plek(rij): _naam(rij) for rij in plekken}
    zetels = [zetel_van_plek(rij) for rij in met_werk]
    if account and eigen and eigen not in namen:
        namen[eigen] = naam_van_zetel(account)
        zetels.append(eigen)
    # A role without a seat misses none; without a role there is nothing to fill yet.
    past = eigen in {zetel_van_plek(rij) for rij in plekken} or bool(account and account.rol and not heeft_plek)
    return Helft(
        account=account,
        contact=contact,
        plekken=tuple(dict.fromkeys(_naam(rij) for rij in plekken)),
        zetel=naam_van_zetel(account) if account else "",
        past=past,
        werk=open_werk(zetels, namen),
        piket=tuple(piket.van(contact, nu)) if contact else (),
        daar=_bezetters(account, nu) if account and eigen and not past else (),
    )


def _bezetters(account: Gebruiker, nu: datetime) -> tuple[str, ...]:
    """Who gets the messages of the seat for which this account signs in; empty when nobody does."""
    gemeente = account.gemeente if account.rol in PER_GEMEENTE else None
    return tuple(wie.weergavenaam for wie in bezet(account.rol, nu, gemeente=gemeente).bezetters)


def _naam(rij: Bezetting) -> str:
    _, gemeente, aanbieder = zetel_van_plek(rij)
    plaats = rij.gemeente if gemeente else rij.aanbieder if aanbieder else None
    return " ".join(filter(None, (str(rij).partition(":")[0], str(plaats or ""))))
