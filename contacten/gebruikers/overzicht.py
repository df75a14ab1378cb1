"""Read models of the accounts: who may sign in, with which role since when, and when that last happened (R102)."""

from dataclasses import dataclass, replace
from datetime import datetime

from auditlog.models import LogEntry
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, Prefetch, QuerySet

from contacten.models import Gebruiker, Uitnodiging
from contacten.personen.wederhelft import zonder_plek

ACTIEF = ("actief", "circle-check", "klaar")
UITGENODIGD = ("uitgenodigd", "mail", "open")
VERLOPEN = ("uitnodiging verlopen", "clock", "open")
ZONDER_WACHTWOORD = ("nog geen wachtwoord", "key", "open")
BEEINDIGD = ("beëindigd", "user-off", "nvt")


@dataclass(frozen=True)
class Gebruikersregel:
    """One account. `rol_sinds_op`: when this role was given; `woord`, `icoon` and `kleur`: how the account stands;
    `op_plek`: whether its owner is written to in the role for which it signs in."""

    gebruiker: Gebruiker
    rolnaam: str
    rol_sinds_op: datetime
    woord: str
    icoon: str
    kleur: str
    op_plek: bool = True

    @property
    def organisatie(self) -> str:
        """For which organisation this person works: a gemeente, that of the contact, or the region."""
        contact = self.gebruiker.contactpersoon
        van_contact = (contact.gemeente or contact.aanbieder or contact.organisatie) if contact else None
        return str(self.gebruiker.gemeente or van_contact or settings.REGIO.organisatie)


def maak_gebruikerslijst(nu: datetime, *, is_alleen_actief: bool = False) -> list[Gebruikersregel]:
    """Return the accounts as they stand at `nu` (aware), those with access first, by name; a fixed few queries."""
    rijen = _gebruikers().filter(is_active=True) if is_alleen_actief else _gebruikers()
    sinds, los = _rol_sinds(), zonder_plek(nu)
    regels = [replace(_gebruikersregel(rij, sinds, nu), op_plek=rij.pk not in los) for rij in rijen]
    return sorted(regels, key=lambda r: (not r.gebruiker.is_active, r.gebruiker.naam.casefold()))


def maak_gebruikersregel(gebruiker: Gebruiker, nu: datetime) -> Gebruikersregel:
    """Return the line of one account."""
    return _gebruikersregel(gebruiker, _rol_sinds(gebruiker), nu)


def _gebruikers() -> QuerySet[Gebruiker]:
    uitnodigingen = Prefetch("uitnodigingen", queryset=Uitnodiging.objects.order_by("-gemaakt_op", "-pk"))
    plaatsen = ("gemeente", "contactpersoon__gemeente", "contactpersoon__aanbieder")
    return Gebruiker.objects.select_related(*plaatsen).prefetch_related(uitnodigingen)


def _rol_sinds(gebruiker: Gebruiker | None = None) -> dict[str, datetime]:
    """Key of an account -> the last time that its role or gemeente was given, from the history."""
    soort = ContentType.objects.get_for_model(Gebruiker)
    rijen = LogEntry.objects.filter(content_type=soort, changes__has_any_keys=["rol", "gemeente", "is_active"])
    if gebruiker:
        rijen = rijen.filter(object_pk=str(gebruiker.pk))
    return dict(rijen.order_by().values_list("object_pk").annotate(laatst=Max("timestamp")))


def _gebruikersregel(gebruiker: Gebruiker, sinds: dict[str, datetime], nu: datetime) -> Gebruikersregel:
    rol_sinds_op = sinds.get(str(gebruiker.pk), gebruiker.date_joined)
    return Gebruikersregel(gebruiker, gebruiker.rolnaam or "geen rol", rol_sinds_op, *_toestand(gebruiker, nu))


def _toestand(gebruiker: Gebruiker, nu: datetime) -> tuple[str, str, str]:
    if not gebruiker.is_active:
        return BEEINDIGD
    if gebruiker.has_usable_password():
        return ACTIEF
    laatste = next(iter(gebruiker.uitnodigingen.all()), None)
    if laatste is None or laatste.gebruikt_op or laatste.ingetrokken_op:
        return ZONDER_WACHTWOORD
    return UITGENODIGD if laatste.verloopt_op > nu else VERLOPEN
