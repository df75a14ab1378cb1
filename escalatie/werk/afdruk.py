"""A print of what a page shows: as long as it is the same, the page is (docs/besluiten/0052).

PostgreSQL writes in every version of a row which transaction made it (`xmin`). A print is the sum of those over the
rows of which the page is made, so whatever is added, changed or taken away, by whichever verb or worker, gives another.
One question. SQLite has no such number: there is no print there, and the page is sent anew each time.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import reduce
from hashlib import sha256
from operator import or_
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Aggregate, CharField, Count, Q, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

from basis.resttijd import BIJNA
from basis.voorbereid import voorbereid
from calamiteiten.kenmerk import in_vorm
from calamiteiten.models import Betrokkenheid, Inzage, Melding, Samenhang, Zaak
from calamiteiten.toegang import zichtbaar_voor
from calamiteiten.toegang.kijker import van_wie_kijkt
from calamiteiten.werelden import wegen_naar_een_zaak
from communicatie.models import Herroeping, Informering, Onderzoek, Persvraag, Uitzondering
from communicatie.post.ontvangst import gevraagd_aan
from contacten.models import Aanbieder, Bezetting, Contactpersoon, Gebruiker, Gemeente
from contacten.rollen import Deel, Rol, die_zien
from escalatie.draaiboek.nieuws import leesbaar
from escalatie.models import Genodigde, Gezien, Overleg, Overlegantwoord, OverlegStatus, Stap, Taak, TaakStatus, Termijn
from escalatie.persvragen.lijst import open_persvragen
from escalatie.protocol.lezen import Protocollen, protocollen, versies

from . import laat
from .context import aantallen_voor, navigatietellingen
from .filters import lopend
from .tellingen import Telling, alle, samen
from .werkvoorraad import in_zicht, open_van

# A meeting stays on the page for a day after it began.
NA_AFLOOP = timedelta(days=1)
# Who fills which seat now, and what people and places are called.
NAMEN = (Aanbieder, Bezetting, Contactpersoon, Gemeente)
# What puts a lock on, which holds for every melding of one event.
OP_SLOT = (Herroeping, Informering, Onderzoek, Uitzondering)


class Rijmerk(Aggregate):
    """Of all rows together which versions they are, as text."""

    name, output_field = "Rijmerk", CharField()

    def as_postgresql(self, compiler: SQLCompiler, *_: Any, **__: Any) -> tuple[str, list[Any]]:
        """The key of each row, mixed with the transaction that wrote it, added up."""
        kolom, waarden = compiler.compile(self.get_source_expressions()[0])
        tabel = kolom.rpartition(".")[0]
        return f"(sum(hashint8extended({kolom}::bigint, {tabel}.xmin::text::bigint)))::text", list(waarden)


def van_lijsten(gebruiker: Gebruiker, nu: datetime) -> str:
    """Of the worklist and the dashboard of this user at `nu` (aware); empty when there is none."""
    if connection.vendor != "postgresql" or gebruiker.is_rol(Rol.BEHEERDER, ""):
        return ""
    return _print(gebruiker, _van_lijsten(gebruiker, nu, nu + BIJNA, nu - NA_AFLOOP, protocollen=protocollen()))


@van_wie_kijkt
def _van_lijsten(
    gebruiker: Gebruiker,
    zicht: QuerySet[Melding],
    nu: datetime,
    straks: datetime,
    afloop: datetime,
    *,
    protocollen: Protocollen,
) -> Telling:
    """The counts on those pages, and all that they are made of. `straks`: when what is nearly over ends; `afloop`: from
    when a meeting is shown."""
    bijna = lopend("binnen_12_uur", nu, straks).filter(zaak__in=open_van(zicht))
    # Of whoever asks: a key that the question leaves out is refused.
    getallen = [*navigatietellingen(gebruiker, zicht, nu), alle("bijna", bijna)]
    if gebruiker.is_rol(*die_zien(Deel.DASHBOARD)):
        getallen += [*laat.tellingen(gebruiker, zicht, nu), _merk("stap", _laatste_stap())]
    merken = [_merk(soort, rijen) for soort, rijen in _rijen(gebruiker, zicht, afloop).items()]
    return samen([*getallen, *merken])


def van_zaak(gebruiker: Gebruiker, nu: datetime, kenmerk: str) -> str:
    """Of the dossier with this kenmerk; empty when there is none, or it is not for this user. What time changes in it,
    `levend` knows; how much of his own is late in any zaak, which stands in the title of every page, is asked."""
    if connection.vendor != "postgresql":
        return ""
    gevonden = zichtbaar_voor(gebruiker).filter(kenmerk=in_vorm(kenmerk)).values_list("pk", flat=True).first()
    if gevonden is None:
        return ""
    te_laat = ("te_laat", "", aantallen_voor(gebruiker, nu).get("te_laat", 0))
    return _print(gebruiker, [*_van_een_zaak(gevonden, gebruiker.pk), te_laat])


@voorbereid
def _van_een_zaak(zaak: int, gebruiker: int) -> Telling:
    """All that hangs on this zaak and on those that are linked to it, who is in the contact list, and what this user
    saw. Who looked is no part of the page."""
    pers = Persvraag.objects.filter(melding=zaak)
    gekoppeld = Q(pk=zaak) | Q(pk__in=pers.values("pk")) | Q(pk__in=_verwant(zaak))
    rijen: dict[str, QuerySet[Any]] = {
        "zaak": Zaak.objects.filter(gekoppeld),
        "melding": Melding.objects.filter(pk=zaak),
        "pers": pers,
        "gezien": Gezien.objects.filter(gebruiker=gebruiker),
    }
    for model, wegen in wegen_naar_een_zaak().items():
        naam = model._meta.label
        if model is not Inzage:
            rijen[naam] = model._default_manager.filter(_langs(wegen, "", zaak))
        if model in OP_SLOT:
            rijen[f"verwant {naam}"] = model._default_manager.filter(_langs(wegen, "__in", _verwant(zaak)))
    rijen |= {model._meta.label: model._default_manager.all() for model in NAMEN}
    return samen(_merk(soort, wat) for soort, wat in rijen.items())


def _langs(wegen: Iterable[str], hoe: str, zaak: Any) -> Q:
    return reduce(or_, (Q(**{f"{weg}{hoe}": zaak}) for weg in wegen))


def _verwant(zaak: int) -> QuerySet[Any, int]:
    band = Samenhang.objects
    een = band.filter(twee=zaak).order_by().values_list("een", flat=True)
    return een.union(band.filter(een=zaak).order_by().values_list("twee", flat=True))


def _rijen(gebruiker: Gebruiker, zicht: QuerySet[Melding], afloop: datetime) -> dict[str, QuerySet[Any]]:
    """What the worklist and the dashboard are made of: of open zaken, the rows that can stand on them."""
    open_, hier = open_van(zicht), in_zicht(gebruiker, zicht)
    pers = open_persvragen(gebruiker).order_by().values("pk")
    gepland = Overleg.objects.filter(zaak__in=open_, status=OverlegStatus.GEPLAND, gepland_op__gte=afloop)
    taken = hier | Q(overleeft=True, zaak__in=zicht.order_by().values("pk"))
    return {
        "zaak": Zaak.objects.filter(Q(pk__in=open_) | Q(pk__in=pers)),
        "melding": Melding.objects.filter(pk__in=open_),
        "pers": Persvraag.objects.filter(pk__in=pers),
        "betrokken": Betrokkenheid.objects.filter(melding__in=open_),
        "taak": Taak.objects.filter(taken, status=TaakStatus.OPEN),
        "termijn": Termijn.objects.filter(hier, geeindigd_op__isnull=True),
        "bevestigen": gevraagd_aan(gebruiker).filter(zaak__in=open_),
        "overleg": gepland,
        "genodigde": Genodigde.objects.filter(overleg__in=gepland),
        "komt": Overlegantwoord.objects.filter(genodigde__overleg__in=gepland),
        "nieuws": leesbaar(gebruiker, zicht),
        "gemeente": Gemeente.objects.all(),
        "aanbieder": Aanbieder.objects.all(),
    }


def _laatste_stap() -> QuerySet[Stap]:
    """What tells that a step was taken anywhere: the newest, of whatever zaak."""
    return Stap.objects.filter(pk__in=Stap.objects.order_by("-pk").values("pk")[:1])


def _merk(soort: str, rijen: QuerySet[Any]) -> Telling:
    met = rijen.order_by().annotate(_soort=Value(soort, CharField()))
    merk: Telling = (
        met.values("_soort")
        .annotate(_sleutel=Rijmerk("pk"), _aantal=Count("pk"))
        .values_list("_soort", "_sleutel", "_aantal")
    )
    return merk


def _print(gebruiker: Gebruiker, rijen: Iterable[tuple[str, str, int]]) -> str:
    wie = (gebruiker.pk, gebruiker.rol, gebruiker.gemeente_id, gebruiker.contactpersoon_id, settings.VERSIE, versies())
    return sha256(repr((wie, sorted(rijen))).encode()).hexdigest()[:24]
