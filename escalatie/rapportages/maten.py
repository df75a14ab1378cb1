"""What is counted, each measure written once: which rows, by which key. The figure and the list behind it both come
from here, so that they cannot differ."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateField,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat, ExtractMonth, ExtractQuarter, ExtractYear, TruncDate

from basis.kalender import ZONE
from calamiteiten.models import DE_AANBIEDER, Betrokkenheid, Melding
from escalatie.models import Stap, TaakStatus, Termijn, TermijnStatus, Verbeterpunt
from escalatie.protocol.bereik import alle_statussen

Selectie = QuerySet[Melding]
Rijen = QuerySet[Any]
# How soon a report came after the event, in calendar days: counted, never judged.
DAG_ZELF, DAG_ERNA, LATER, ONBEKEND = "dag_zelf", "dag_erna", "later", "onbekend"
MELDTIJDEN = {
    DAG_ZELF: "op de dag zelf",
    DAG_ERNA: "de dag erna",
    LATER: "later",
    ONBEKEND: "nog niet bekend",
}
# What became of a term. One that was stopped or still runs in time says nothing of being in time.
OP_TIJD, TE_LAAT, NOG_OPEN = "op_tijd", "te_laat", "nog_open"
UITKOMSTEN = {OP_TIJD: "op tijd", TE_LAAT: "te laat", NOG_OPEN: "te laat en nog open"}
OPEN, PUNT_LAAT, KLAAR, VERVALLEN = "open", "te_laat", "klaar", "vervallen"
PUNTEN = {OPEN: "open", PUNT_LAAT: "open en te laat", KLAAR: "klaar", VERVALLEN: "niet meer nodig"}
STREEP = "|"


@dataclass(frozen=True)
class Maat:
    """One measure. `rijen`: what is counted of a selection at a moment; `sleutel`: by what; `naar`: the road from such
    a row to its melding, with "__" at its end ("" for a melding); `wat`: one of them and more of them, in words;
    `toon`: what a row of the list says beside its melding, an expression, and how that is called."""

    rijen: Callable[[Selectie, datetime], Rijen]
    sleutel: str | Combinable
    naar: str = ""
    wat: tuple[str, str] = ("melding", "meldingen")
    toon: str = ""
    toonkop: str = ""

    def sleutels(self) -> Combinable:
        """The key as text, the same in a count and in a list."""
        return Cast(self.sleutel, CharField())


def meldingen(selectie: Selectie, nu: datetime) -> Rijen:
    """The meldingen themselves."""
    return selectie


def betrokkenheden(selectie: Selectie, nu: datetime) -> Rijen:
    """The gemeenten of those meldingen: a melding stands with each of them."""
    return Betrokkenheid.objects.filter(melding__in=selectie.values("pk")).order_by()


def gemeld_aan(veld: str) -> Callable[[Selectie, datetime], Rijen]:
    """The meldingen, with when the aanbieder told one party and how soon that was."""

    def rijen(selectie: Selectie, nu: datetime) -> Rijen:
        op: Any = F(veld) if veld != ZELF else _zelf()
        return _met_meldtijd(selectie.annotate(_gemeld_op=op), "gebeurd_datum")

    return rijen


def gemeld_aan_toegang(selectie: Selectie, nu: datetime) -> Rijen:
    """The gemeenten, with when the aanbieder told the toegang of each and how soon that was."""
    rijen = betrokkenheden(selectie, nu).annotate(_gemeld_op=F("gemeld_op"))
    return _met_meldtijd(rijen, "melding__gebeurd_datum")


ZELF = "zelf"


def _zelf() -> Case:
    """When the aanbieder told the contractmanager: what another body told is no report of the aanbieder (R43)."""
    return Case(When(melder=DE_AANBIEDER, then=F("ontvangen_op")), default=F("gemeld_zelf_op"))


def _met_meldtijd(rijen: Rijen, gebeurd: str) -> Rijen:
    dag = TruncDate("_gemeld_op", tzinfo=ZONE)
    over = ExpressionWrapper(dag - Cast(gebeurd, DateField()), output_field=DurationField())
    vak = Case(
        When(_gemeld_op__isnull=True, then=Value(ONBEKEND)),
        When(_over__lte=timedelta(0), then=Value(DAG_ZELF)),
        When(_over__lte=timedelta(days=1), then=Value(DAG_ERNA)),
        default=Value(LATER),
        output_field=CharField(),
    )
    met_vak: Rijen = rijen.annotate(_over=over).annotate(_vak=vak)
    return met_vak


def termijnen(selectie: Selectie, nu: datetime) -> Rijen:
    """The terms of those meldingen of which it is known whether they were met at `nu`, with that as a key."""
    voorbij = Q(status__in=[TermijnStatus.LOOPT, TermijnStatus.VERSTREKEN], vervalt_op__lt=nu)
    uitkomst = Case(
        When(status=TermijnStatus.GEHAALD, then=Value(OP_TIJD)),
        When(status=TermijnStatus.TE_LAAT, then=Value(TE_LAAT)),
        When(voorbij, then=Value(NOG_OPEN)),
        output_field=CharField(),
    )
    rijen = Termijn.objects.filter(zaak__in=selectie.values("pk")).order_by().annotate(_uitkomst=uitkomst)
    return rijen.filter(_uitkomst__isnull=False).annotate(_vak=Concat("code", Value(STREEP), "_uitkomst"))


def punten(selectie: Selectie, nu: datetime) -> Rijen:
    """The improvements of those meldingen, with how far each is at `nu`."""
    vak = Case(
        When(taak__status=TaakStatus.AFGEROND, then=Value(KLAAR)),
        When(taak__status=TaakStatus.VERVALLEN, then=Value(VERVALLEN)),
        When(taak__uiterlijk_op__lte=nu, then=Value(PUNT_LAAT)),
        default=Value(OPEN),
        output_field=CharField(),
    )
    return Verbeterpunt.objects.filter(taak__zaak__in=selectie.values("pk")).order_by().annotate(_vak=vak)


def lessen(selectie: Selectie, nu: datetime) -> Rijen:
    """The improvements with a lesson for others, that still hold."""
    return punten(selectie, nu).exclude(les="").exclude(taak__status=TaakStatus.VERVALLEN)


def stappen(selectie: Selectie, nu: datetime) -> Rijen:
    """The steps with which those meldingen left a status, with how long they had stood in it.

    What stands in its first status, stands there since it was received, however late that was recorded."""
    eerder = Stap.objects.filter(zaak=OuterRef("zaak"), volgnummer__lt=OuterRef("volgnummer")).exclude(van=F("naar"))
    begon = Case(When(volgnummer=1, then=F("zaak__ontvangen_op")), default=F("op"), output_field=DateTimeField())
    sinds = Subquery(eerder.order_by("-volgnummer").annotate(_begon=begon).values("_begon")[:1])
    rijen = Stap.objects.filter(zaak__in=selectie.values("pk"), volgnummer__gt=1).exclude(van=F("naar"))
    eindes = [code for code, status in alle_statussen().items() if status.eind]
    duur = ExpressionWrapper(F("op") - sinds, output_field=DurationField())
    return rijen.exclude(van__in=eindes).order_by().annotate(_duur=duur)


def afgerond(selectie: Selectie, nu: datetime) -> Rijen:
    """The meldingen that are closed, with how long all of it took."""
    duur = ExpressionWrapper(F("afgerond_op") - F("ontvangen_op"), output_field=DurationField())
    return selectie.filter(afgerond_op__isnull=False).annotate(_duur=duur)


_GEMEENTE: dict[str, Any] = {"naar": "melding__", "wat": ("gemeente bij een melding", "gemeenten bij een melding")}
_GEMELD: dict[str, Any] = {"sleutel": "_vak", "toon": "_gemeld_op", "toonkop": "Gemeld"}
_PUNT: dict[str, Any] = {"naar": "taak__zaak__als_melding__", "wat": ("verbeterpunt", "verbeterpunten")}
_PUNT |= {"toon": "taak__titel", "toonkop": "Verbeterpunt"}
_DUUR: dict[str, Any] = {"toon": "_duur", "toonkop": "Duur"}
MATEN: dict[str, Maat] = {
    "alle": Maat(meldingen, Value("")),
    "jaar": Maat(meldingen, ExtractYear("ontvangen_op", tzinfo=ZONE)),
    "maand": Maat(
        meldingen, ExtractYear("ontvangen_op", tzinfo=ZONE) * 100 + ExtractMonth("ontvangen_op", tzinfo=ZONE)
    ),
    "kwartaal_scenario": Maat(
        meldingen,
        Concat(Cast(ExtractQuarter("ontvangen_op", tzinfo=ZONE), CharField()), Value(STREEP), "scenario"),
    ),
    "soort": Maat(meldingen, "soort"),
    "categorie": Maat(meldingen, "categorie"),
    "scenario": Maat(meldingen, "scenario"),
    "status": Maat(meldingen, "status"),
    "aanbieder": Maat(meldingen, "aanbieder"),
    "gemeente": Maat(betrokkenheden, "gemeente", **_GEMEENTE),
    "gemeld_contractmanager": Maat(gemeld_aan(ZELF), **_GEMELD),
    "gemeld_igj": Maat(gemeld_aan("gemeld_igj_op"), **_GEMELD),
    "gemeld_toegang": Maat(gemeld_aan_toegang, **_GEMELD, **_GEMEENTE),
    "termijn": Maat(
        termijnen, "_vak", "zaak__als_melding__", ("termijn", "termijnen"), toon="vervalt_op", toonkop="Liep af"
    ),
    "punt": Maat(punten, "_vak", **_PUNT),
    "les": Maat(lessen, Value(""), **_PUNT),
    "stap": Maat(stappen, "van", "zaak__als_melding__", ("stap", "stappen"), **_DUUR),
    "afgerond": Maat(afgerond, Value(""), **_DUUR),
}
