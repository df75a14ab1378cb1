"""The third look at the wall round a drill (R153): along the rows as they are, not along the roads of the product."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from calamiteiten.models import Deelname, Samenhang
from calamiteiten.werelden import Zaken, van
from communicatie.models import Bericht, Persvraag, Sms
from escalatie.models import Taak

NUMMER = 19
ZIN = "Een oefening bereikte iemand die niet meedoet, of raakt echt werk"


def over_de_muur(nu: datetime, zaken: Zaken) -> Iterable[str]:
    """(19) What left a drill went to an address that signed up for it, by mail and by SMS; and no row ties a drill to
    real work or to another drill. Every row of these zaken is asked, of whatever world."""
    yield from _buiten(van(zaken, Bericht._base_manager.filter(verzonden_op__isnull=False)), "")
    yield from _buiten(van(zaken, Sms._base_manager.filter(verzonden_op__isnull=False), "bericht__zaak"), "bericht__")
    banden = van(zaken, Samenhang._base_manager.all(), "een").filter(_tussen("een__oefening", "twee__oefening"))
    yield from banden.values_list("een__kenmerk", flat=True)
    vragen = van(zaken, Persvraag._base_manager.filter(melding__isnull=False), "pk")
    yield from vragen.filter(_tussen("oefening", "melding__oefening")).values_list("kenmerk", flat=True)
    # Asked in one comparison: the database joins the few rows that tie a task to a message, and no table with itself.
    banden_taak = van(zaken, Taak.berichten.through._base_manager.all(), "taak__zaak")
    gemengd = banden_taak.filter(_tussen("taak__zaak__oefening", "bericht__zaak__oefening"))
    yield from gemengd.values_list("taak__zaak__kenmerk", flat=True)


def _tussen(een: str, ander: str) -> Q:
    """One of the two is of a drill and the other is not, or they are of two drills. Two that are both real are equal,
    though to the database nothing equals NULL."""
    een_van_beide = Q(**{f"{een}__isnull": True}) ^ Q(**{f"{ander}__isnull": True})
    beide = Q(**{f"{een}__isnull": False, f"{ander}__isnull": False})
    return een_van_beide | (beide & ~Q(**{een: F(ander)}))


def _buiten(rijen: QuerySet[Bericht] | QuerySet[Sms], voor: str) -> Iterable[str]:
    # Who takes part without an account is that one person, and not whoever reads the same mailbox.
    wie = Q(gebruiker__isnull=False) | Q(contactpersoon=OuterRef(f"{voor}contactpersoon"))
    deelt = Deelname._base_manager.filter(
        wie, oefening=OuterRef(f"{voor}zaak__oefening"), adres__iexact=OuterRef(f"{voor}aan")
    )
    weg = rijen.filter(**{f"{voor}zaak__oefening__isnull": False}).exclude(Exists(deelt))
    yield from weg.values_list(f"{voor}zaak__kenmerk", flat=True)
