"""Changing who fills a seat, with what the duties on that seat ask: who takes it over is told of them in the same act.

The verbs of the contact list and of the accounts stand in `contacten`, which knows no tasks. Here each goes together
with the messages to whoever it puts in a seat (R46, R101).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from basis.taal import moment
from calamiteiten.models import Betrokkenheid, Melding
from calamiteiten.statussen import MELDING
from communicatie.post.berichten import Aankondiging, plan
from contacten.bezetting import Sleutel, Zetel, bezet
from contacten.models import Bezetting, Gebruiker
from contacten.personen import accounts, lijst
from contacten.personen.gevolgen import Keuze
from contacten.personen.wederhelft import zetel_van_plek
from contacten.rollen import PER_AANBIEDER, PER_GEMEENTE
from contacten.rolnamen import rolnaam
from escalatie.draaiboek import overleggen
from escalatie.draaiboek.informatie import TAAK_GEGEVEN, vraag_om_telefoon
from escalatie.models import Taak, TaakStatus

_OPEN = Taak.objects.filter(status=TaakStatus.OPEN, zaak__zaaksoort=MELDING, zaak__afgerond_op__isnull=True).order_by(
    "uiterlijk_op", "pk"
)
# Role, gemeente and aanbieder of a task, and the key and kenmerk of its zaak.
_Taakrij = tuple[str, int | None, int | None, int, str]


@dataclass(frozen=True)
class OpenWerk:
    """What stands open on a seat: how many tasks, the kenmerken they belong to, and how many meldingen run there."""

    plek: str
    aantal: int
    kenmerken: tuple[str, ...]
    meldingen: int


def open_werk(zetels: Iterable[Sleutel], namen: Mapping[Sleutel, str]) -> list[OpenWerk]:
    """Return what stands open on these seats, in their order; a seat with nothing open is left out. Two queries."""
    zetels = list(dict.fromkeys(zetels))
    lopend: dict[int, set[int]] = {}
    hier = Betrokkenheid.objects.filter(gemeente__in={zetel[1] for zetel in zetels}, melding__afgerond_op__isnull=True)
    for gemeente, melding in hier.values_list("gemeente", "melding"):
        lopend.setdefault(gemeente, set()).add(melding)
    velden = ("rol", "gemeente_id", "zaak__als_melding__aanbieder_id", "zaak_id", "zaak__kenmerk")
    taken = list(_OPEN.filter(rol__in={zetel[0] for zetel in zetels}).values_list(*velden))
    gevonden = [_open_werk(zetel, namen.get(zetel, rolnaam(zetel[0])), taken, lopend) for zetel in zetels]
    return [werk for werk in gevonden if werk.aantal or werk.meldingen]


@transaction.atomic
def wijzig_contact(pk: int, gegevens: Mapping[str, Any], gezien: str, nu: datetime, keuze: Keuze) -> None:
    """Change a contact. Raises what `lijst.wijzig_contact` raises."""
    _meld_bezetters(lijst.wijzig_contact(pk, gegevens, gezien, nu, keuze), nu)


@transaction.atomic
def beeindig_contact(pk: int, gezien: str, nu: datetime, keuze: Keuze) -> None:
    """Take a contact off the list. Raises what `lijst.beeindig_contact` raises."""
    _meld_bezetters(lijst.beeindig_contact(pk, gezien, nu, keuze), nu)


@transaction.atomic
def bezet_zetel(contact_pk: int, gegevens: Mapping[str, Any], nu: datetime) -> None:
    """Give a contact a seat. Raises what `lijst.bezet_zetel` raises."""
    _meld_bezetters([lijst.bezet_zetel(contact_pk, gegevens)], nu)


@transaction.atomic
def wijzig_bezetting(pk: int, gegevens: Mapping[str, Any], gezien: str, nu: datetime, keuze: Keuze) -> None:
    """Change a seating; who came to another seat by it is told too. Raises what `lijst.wijzig_bezetting` raises."""
    was = zetel_van_plek(Bezetting.objects.get(pk=pk))
    overgenomen = lijst.wijzig_bezetting(pk, gegevens, gezien, nu, keuze)
    rij = Bezetting.objects.select_related("contactpersoon", "gemeente", "aanbieder").get(pk=pk)
    _meld_bezetters([*overgenomen, *([rij] if zetel_van_plek(rij) != was else [])], nu)


@transaction.atomic
def beeindig_bezetting(pk: int, laatste_datum: date, gezien: str, nu: datetime, keuze: Keuze) -> None:
    """End a seating. Raises what `lijst.beeindig_bezetting` raises."""
    _meld_bezetters(lijst.beeindig_bezetting(pk, laatste_datum, gezien, nu, keuze), nu)


@transaction.atomic
def meld_afwezig(pk: int, dagen: Iterable[date | None], gezien: str, nu: datetime, keuze: Keuze) -> None:
    """Say from when until when a holder is away. Raises what `lijst.meld_afwezig` raises."""
    van, tot = dagen
    _meld_bezetters(lijst.meld_afwezig(pk, van, tot, gezien, nu, keuze), nu)


@transaction.atomic
def wijzig_account(
    pk: int, gegevens: Mapping[str, Any], gezien: str, nu: datetime, keuze: Keuze, *, door: Gebruiker
) -> None:
    """Change an account. Raises what `accounts.wijzig_account` raises."""
    _meld_bezetters(accounts.wijzig_account(pk, gegevens, gezien, nu, keuze, door=door), nu)


@transaction.atomic
def beeindig_account(pk: int, gezien: str, nu: datetime, keuze: Keuze, *, door: Gebruiker) -> None:
    """End the access of an account. Raises what `accounts.beeindig_account` raises."""
    _meld_bezetters(accounts.beeindig_account(pk, gezien, nu, keuze, door=door), nu)


@transaction.atomic
def keur_goed(verzoek_pk: int, door: Gebruiker, gezien: str, nu: datetime, keuze: Keuze) -> None:
    """Give an account what was asked for it. Raises what `accounts.keur_goed` raises."""
    _meld_bezetters(accounts.keur_goed(verzoek_pk, door, gezien, nu, keuze), nu)


@transaction.atomic
def nodig_uit(gegevens: Mapping[str, Any], door: Gebruiker, nu: datetime, *, op_plek: bool) -> Gebruiker:
    """Invite someone, with `op_plek` also to the seat of that role. Raises what `accounts.nodig_uit_op_plek` raises."""
    gebruiker, plekken = accounts.nodig_uit_op_plek(gegevens, door, nu, op_plek=op_plek)
    _meld_bezetters(plekken, nu)
    return gebruiker


@transaction.atomic
def zet_op_plek(gebruiker: Gebruiker, nu: datetime) -> None:
    """Put the owner of an account in the seat of its role. Raises what `accounts.zet_op_plek` raises."""
    _meld_bezetters(accounts.zet_op_plek(gebruiker, nu), nu)


def _meld_bezetters(rijen: Iterable[Bezetting], nu: datetime) -> None:
    """Tell who came to a seat of what stands open there, and of the meetings that it is invited to; who cannot be
    reached by mail is phoned.

    Only who is asked now: a deputy behind one who is present, and who begins later, has no duty yet.
    """
    for rij in rijen:
        zetel = bezet(rij.rol, nu, gemeente=rij.gemeente, aanbieder=rij.aanbieder)
        if rij.contactpersoon in zetel.ontvangers:
            zelf = replace(zetel, bezetters=(rij.contactpersoon,))
            vraag_om_telefoon(plan(_aankondigingen(rij, zelf), nu), nu)
            overleggen.nodig_bezetter_uit(zetel, rij.contactpersoon, nu)


def _aankondigingen(rij: Bezetting, zetel: Zetel) -> list[Aankondiging]:
    """One message per melding with the first moment that something is due, the most urgent last: that one is kept when
    many go along in one mail."""
    eerste: dict[Melding, datetime | None] = {}
    for taak in _open_taken(zetel_van_plek(rij)).select_related("zaak__als_melding__aanbieder"):
        tot = eerste.get(taak.melding)
        eerste[taak.melding] = min(filter(None, (tot, taak.uiterlijk_op)), default=None)
    return [
        Aankondiging(
            zaak=melding,
            aanleiding=f"bezetting:{rij.pk}:{melding.pk}",
            regel=TAAK_GEGEVEN,
            sjabloon=TAAK_GEGEVEN,
            zetels=(zetel,),
            gegevens={"termijn": f"vóór {moment(uiterlijk)}"} if uiterlijk else {},
        )
        for melding, uiterlijk in eerste.items()
    ]


def _open_taken(zetel: Sleutel) -> QuerySet[Taak]:
    """The open tasks of a seat: those of its gemeente, and those of every gemeente in whose melding it takes part."""
    rol, gemeente, aanbieder = zetel
    taken = _OPEN.filter(rol=rol)
    if rol in PER_AANBIEDER:
        return taken.filter(zaak__als_melding__aanbieder=aanbieder)
    if rol not in PER_GEMEENTE:
        return taken
    hier = Betrokkenheid.objects.filter(gemeente=gemeente).values("melding")
    return taken.filter(Q(gemeente=gemeente) | Q(gemeente__isnull=True, zaak__in=hier))


def _open_werk(zetel: Sleutel, naam: str, taken: Iterable[_Taakrij], lopend: Mapping[int, set[int]]) -> OpenWerk:
    """As `_open_taken`, of rows that were read for many seats at once."""
    rol, gemeente, aanbieder = zetel
    meldingen = lopend.get(gemeente or 0, set())

    def hoort_hier(rij: _Taakrij) -> bool:
        if rij[0] != rol or (rol in PER_AANBIEDER and rij[2] != aanbieder):
            return False
        return rol not in PER_GEMEENTE or rij[1] == gemeente or (rij[1] is None and rij[3] in meldingen)

    kenmerken = [rij[4] for rij in taken if hoort_hier(rij)]
    return OpenWerk(naam, len(kenmerken), tuple(dict.fromkeys(kenmerken)), len(meldingen))
