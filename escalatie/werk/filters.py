"""The filters of the list, with the rule that an impossible value narrows nothing and is said aloud."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, cast

from django import forms
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value

from basis.resttijd import BIJNA
from basis.tekst import plat
from calamiteiten.kenmerk import BEGIN, RAND, in_vorm, kenmerken_in, schrijf
from calamiteiten.models import Betrokkenheid, Melding
from calamiteiten.statussen import MELDING
from contacten.models import Aanbieder, Gemeente
from escalatie.models import Termijn
from escalatie.protocol.bereik import alle_scenarios, alle_statussen

ALLE = ("", "Alle")
STANDEN = [("open", "Open"), ("gesloten", "Gesloten")]
TERMIJNEN = [("verstreken", "Termijn verstreken"), ("binnen_12_uur", "Verloopt binnen 12 uur")]
MINDER_GEBRUIKT = ("status", "scenario", "gemeente", "aanbieder")
LANGSTE_ZOEKTEKST = 200
MEESTE_WOORDEN = 6
_KENMERK = re.compile(r"(?:cal-)?(?P<jaar>\d{4})(?:-(?P<nummer>\d{1,6}))?", re.ASCII)
_MET_JAAR = re.compile(r"\d{4}-\d{1,6}", re.ASCII)
_NUMMER = re.compile(r"\d{1,6}", re.ASCII)
# A bare number is looked up in the years that people still talk about.
JAREN_TERUG = 5


@dataclass(frozen=True)
class Namen:
    """The gemeenten (by code) and aanbieders (by key) of the choice lists; a search for a name looks here."""

    gemeenten: dict[str, tuple[int, str]]
    aanbieders: dict[int, str]

    @property
    def gemeente_per_id(self) -> dict[int, str]:
        """Key of a gemeente -> its name."""
        return dict(self.gemeenten.values())


def lees_namen() -> Namen:
    """Both lists in one query."""
    leeg = Value("", CharField())
    gemeenten = Gemeente.objects.order_by().values_list(Value("g", CharField()), "pk", "code", "naam")
    aanbieders = Aanbieder.objects.order_by().values_list(Value("a", CharField()), "pk", leeg, "naam")
    rijen = sorted(gemeenten.union(aanbieders, all=True), key=lambda rij: plat(str(rij[3])))
    return Namen(
        gemeenten={code: (pk, naam) for soort, pk, code, naam in rijen if soort == "g"},
        aanbieders={pk: naam for soort, pk, _, naam in rijen if soort == "a"},
    )


class MeldingFilter(forms.Form):
    """Search text and choices over the meldingen that a user may see. What cannot be narrows nothing."""

    q = forms.CharField(label="Zoeken", required=False, max_length=LANGSTE_ZOEKTEKST)
    stand = forms.ChoiceField(label="Stand", required=False, choices=[ALLE, *STANDEN])
    status = forms.ChoiceField(label="Status", required=False)
    scenario = forms.ChoiceField(label="Scenario", required=False)
    gemeente = forms.ChoiceField(label="Gemeente", required=False)
    aanbieder = forms.ChoiceField(label="Aanbieder", required=False)
    termijn = forms.ChoiceField(label="Termijn", required=False, choices=[ALLE, *TERMIJNEN])

    def __init__(self, data: Any, zicht: QuerySet[Melding], namen: Namen, nu: datetime) -> None:
        """Filter `zicht`, which toegang made, at `nu` (aware)."""
        super().__init__(data=data)
        self.zicht, self.namen, self.nu = zicht, namen, nu
        self._keuzes("status", [(code, regel.naam) for code, regel in alle_statussen().items()])
        self._keuzes("scenario", [(code, f"scenario {code}") for code in alle_scenarios()])
        if not alle_scenarios():
            del self.fields["scenario"]
        self._keuzes("gemeente", [(code, naam) for code, (_, naam) in namen.gemeenten.items()])
        self._keuzes("aanbieder", [(str(pk), naam) for pk, naam in namen.aanbieders.items()])
        for veld in self.fields.values():
            is_keuze = isinstance(veld.widget, forms.Select)
            veld.widget.attrs["class"] = "utrecht-select" if is_keuze else "utrecht-textbox"

    @property
    def rijen(self) -> QuerySet[Melding]:
        """The meldingen that are left: each filter that was filled in well narrows them."""
        smal: dict[str, Callable[[QuerySet[Melding], str], QuerySet[Melding]]] = {
            "q": self._zoek,
            "stand": lambda rijen, waarde: rijen.filter(afgerond_op__isnull=waarde == "open"),
            "status": lambda rijen, waarde: rijen.filter(status=waarde),
            "scenario": lambda rijen, waarde: rijen.filter(scenario=waarde),
            "gemeente": lambda rijen, waarde: rijen.filter(_betrekt([self.namen.gemeenten[waarde][0]])),
            "aanbieder": lambda rijen, waarde: rijen.filter(aanbieder_id=waarde),
            "termijn": self._met_termijn,
        }
        rijen = self.zicht
        for naam, waarde in self.gekozen.items():
            rijen = smal[naam](rijen, waarde)
        return rijen

    @property
    def velden(self) -> dict[str, Any]:
        """The form in two parts: what people use each day, and the rest, which is open when it narrows something."""
        meer = [self[naam] for naam in MINDER_GEBRUIKT if naam in self.fields]
        return {
            "form": self,
            "velden": [veld for veld in self if veld.name not in MINDER_GEBRUIKT],
            "meer_velden": meer,
            "is_uitgeklapt": bool(set(MINDER_GEBRUIKT) & {*self.gekozen, *self.errors}),
        }

    @property
    def gekozen(self) -> dict[str, str]:
        """The filters that narrow something now: name -> value."""
        self.is_valid()  # what is wrong is left out of `cleaned_data`, and is said on the page
        return {naam: str(waarde) for naam, waarde in self.cleaned_data.items() if waarde}

    def _keuzes(self, naam: str, keuzes: list[tuple[str, str]]) -> None:
        cast("forms.ChoiceField", self.fields[naam]).choices = [ALLE, *keuzes]

    def _met_termijn(self, rijen: QuerySet[Melding], waarde: str) -> QuerySet[Melding]:
        """Open meldingen with a term that has passed, or that passes soon."""
        return rijen.filter(Exists(lopend(waarde, self.nu).filter(zaak=OuterRef("pk"))), afgerond_op__isnull=True)

    def _zoek(self, rijen: QuerySet[Melding], waarde: str) -> QuerySet[Melding]:
        """The kenmerken that are named; else every word must be (part of) one, of the aanbieder or of a gemeente."""
        if genoemd := kenmerken_in(waarde):
            return rijen.filter(kenmerk__in=genoemd)
        woorden = [heel for woord in plat(waarde).split()[:MEESTE_WOORDEN] if (heel := woord.strip(RAND))]
        if woorden and all(map(_MET_JAAR.fullmatch, woorden)):
            return rijen.filter(reduce(or_, (_kenmerken(woord, self.nu.year) for woord in woorden)))
        for woord in woorden:
            rijen = rijen.filter(self._raakt(woord))
        return rijen

    def _raakt(self, woord: str) -> Q:
        namen = self.namen
        aanbieders = [pk for pk, naam in namen.aanbieders.items() if woord in plat(naam)]
        gemeenten = [pk for pk, naam in namen.gemeenten.values() if woord in plat(naam)]
        raak = Q(aanbieder__in=aanbieders) | _kenmerken(woord, self.nu.year)
        return raak | Q(_betrekt(gemeenten)) if gemeenten else raak


def lopend(soort: str, nu: datetime) -> QuerySet[Termijn]:
    """The running terms that have passed (`verstreken`) or pass within 12 hours (`binnen_12_uur`) at `nu`."""
    termijnen = Termijn.objects.filter(geeindigd_op__isnull=True).order_by()
    if soort == "verstreken":
        return termijnen.filter(vervalt_op__lt=nu)
    return termijnen.filter(vervalt_op__gte=nu, vervalt_op__lte=nu + BIJNA)


def _betrekt(gemeenten: list[int]) -> Exists:
    return Exists(Betrokkenheid.objects.order_by().filter(melding=OuterRef("pk"), gemeente__in=gemeenten))


def _kenmerken(woord: str, jaar: int) -> Q:
    """The kenmerken that a word can mean: whole, "2026-34", or the bare number of one of the last years."""
    if _NUMMER.fullmatch(woord) and not _KENMERK.fullmatch(woord):
        return Q(kenmerk__in=_kenmerken_van_nummer(woord, jaar))
    if heel := in_vorm(woord):
        return Q(kenmerk=heel)
    gevonden = _KENMERK.fullmatch(woord)
    if gevonden is None:
        return Q(pk__in=[])
    if gevonden["nummer"]:
        return Q(kenmerk=_kenmerk(gevonden["jaar"], gevonden["nummer"]))
    losse = _kenmerken_van_nummer(gevonden["jaar"], jaar)
    return Q(kenmerk__startswith=f"{BEGIN[MELDING]}-{gevonden['jaar']}-") | Q(kenmerk__in=losse)


def _kenmerken_van_nummer(nummer: str, jaar: int) -> list[str]:
    return [_kenmerk(str(j), nummer) for j in range(jaar - JAREN_TERUG + 1, jaar + 1)]


def _kenmerk(jaar: str, nummer: str) -> str:
    return schrijf(BEGIN[MELDING], int(jaar), int(nummer))
