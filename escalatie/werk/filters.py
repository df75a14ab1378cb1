"""The filters of the list, with the rule that an impossible value narrows nothing and is said aloud."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from basis.onthouden import Onthouden
from basis.resttijd import BIJNA
from basis.tekst import plat
from calamiteiten.models import Betrokkenheid, Melding
from contacten.models import Aanbieder, Gemeente
from escalatie.models import Termijn
from escalatie.protocol.bereik import alle_scenarios, alle_statussen

ALLE = ("", "Alle")
OPEN, GESLOTEN, ALLES = "open", "gesloten", "alle"
STANDEN = [(OPEN, "Open"), (GESLOTEN, "Gesloten"), (ALLES, "Open en gesloten")]
TERMIJNEN = [("verstreken", "Termijn verstreken"), ("binnen_12_uur", "Verloopt binnen 12 uur")]
MINDER_GEBRUIKT = ("status", "scenario", "gemeente", "aanbieder")
LANGSTE_ZOEKTEKST = 200


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
    """Both lists, at most some seconds old: every list has them in its choices."""
    return _NAMEN.geef(_vraag_namen)


def _vraag_namen() -> Namen:
    """Both lists in one query."""
    leeg = Value("", CharField())
    gemeenten = Gemeente.objects.order_by().values_list(Value("g", CharField()), "pk", "code", "naam")
    aanbieders = Aanbieder.objects.order_by().values_list(Value("a", CharField()), "pk", leeg, "naam")
    rijen = sorted(gemeenten.union(aanbieders, all=True), key=lambda rij: plat(str(rij[3])))
    return Namen(
        gemeenten={code: (pk, naam) for soort, pk, code, naam in rijen if soort == "g"},
        aanbieders={pk: naam for soort, pk, _, naam in rijen if soort == "a"},
    )


_NAMEN: Onthouden[Namen] = Onthouden(15)


@dataclass(frozen=True)
class Chip:
    """One filter that narrows the list now: what it leaves, in words, and the address without it."""

    naam: str
    waarde: str
    zonder: str


class Keuzelijst(forms.Select):
    """A select of which each option is written once in a process: a list with hundreds of names stands on every page,
    and Django makes a template of each of them (meten)."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """As of Django, for choices without groups."""
        eigen = self.build_attrs(self.attrs, attrs)
        gekozen = "" if value is None else str(value)
        opties = _opties(tuple((str(code), str(naam)) for code, naam in self.choices))
        regels = format_html_join("", "{}", ((wel if code == gekozen else niet,) for code, niet, wel in opties))
        extra = format_html_join("", ' {}="{}"', ((naam, waarde) for naam, waarde in eigen.items() if waarde))
        return format_html('<select name="{}"{}>{}</select>', name, extra, regels)


@lru_cache(maxsize=32)
def _opties(keuzes: tuple[tuple[str, str], ...]) -> tuple[tuple[str, SafeString, SafeString], ...]:
    """Per choice its code, and the option as it is when it is not chosen and when it is."""
    zo, gekozen = '<option value="{}">{}</option>', '<option value="{}" selected>{}</option>'
    return tuple((code, format_html(zo, code, naam), format_html(gekozen, code, naam)) for code, naam in keuzes)


class MeldingFilter(forms.Form):
    """Search text and choices over the meldingen that a user may see. What cannot be narrows nothing.

    Nothing chosen is what is open. Who chooses something else asks for open and closed, unless he says which.
    """

    q = forms.CharField(label="Zoeken", required=False, max_length=LANGSTE_ZOEKTEKST)
    stand = forms.ChoiceField(label="Stand", required=False, choices=STANDEN)
    status = forms.ChoiceField(label="Status", required=False, widget=Keuzelijst)
    scenario = forms.ChoiceField(label="Scenario", required=False, widget=Keuzelijst)
    gemeente = forms.ChoiceField(label="Gemeente", required=False, widget=Keuzelijst)
    aanbieder = forms.ChoiceField(label="Aanbieder", required=False, widget=Keuzelijst)
    termijn = forms.ChoiceField(label="Termijn", required=False, choices=[ALLE, *TERMIJNEN])

    def __init__(self, data: QueryDict, namen: Namen, nu: datetime) -> None:
        """Read what is chosen, at `nu` (aware)."""
        self.anders = ALLES if any(data.get(naam) for naam in self.base_fields if naam != "stand") else OPEN
        super().__init__(data={**data.dict(), "stand": data.get("stand") or self.anders})
        self.namen, self.nu = namen, nu
        self._keuzes("status", [(code, regel.naam) for code, regel in alle_statussen().items()])
        self._keuzes("scenario", [(code, f"scenario {code}") for code in alle_scenarios()])
        if not alle_scenarios():
            del self.fields["scenario"]
        self._keuzes("gemeente", [(code, naam) for code, (_, naam) in namen.gemeenten.items()])
        self._keuzes("aanbieder", [(str(pk), naam) for pk, naam in namen.aanbieders.items()])
        for veld in self.fields.values():
            is_keuze = isinstance(veld, forms.ChoiceField)
            veld.widget.attrs["class"] = "utrecht-select" if is_keuze else "utrecht-textbox"

    @property
    def in_stand(self) -> str:
        """Open, gesloten or alle."""
        return self.gekozen.get("stand", self.anders)

    @property
    def op_dringend(self) -> bool:
        """Whether the list has what is most urgent first; what is searched, or also closed, has the newest first."""
        return self.in_stand == OPEN and not self.zoek

    @property
    def zoek(self) -> str:
        """What is searched."""
        return self.gekozen.get("q", "")

    @property
    def keuze(self) -> str:
        """All that is chosen, as in an address."""
        return urlencode(self.gekozen)

    @property
    def in_gemeente(self) -> int | None:
        """The key of the gemeente that is chosen."""
        code = self.gekozen.get("gemeente")
        return self.namen.gemeenten[code][0] if code else None

    def smal(self, rijen: QuerySet[Melding], *, langs: bool = False) -> QuerySet[Melding]:
        """Those of these meldingen that are left: each choice that can be narrows them. What is searched does not: that
        has a road of its own (`zoeken`). `langs`: they are found along the gemeente that is chosen."""
        smal: dict[str, Callable[[QuerySet[Melding], str], QuerySet[Melding]]] = {
            "status": lambda rijen, waarde: rijen.filter(status=waarde),
            "scenario": lambda rijen, waarde: rijen.filter(scenario=waarde),
            "gemeente": lambda rijen, waarde: rijen.filter(_betrekt(self.namen.gemeenten[waarde][0])),
            "aanbieder": lambda rijen, waarde: rijen.filter(aanbieder_id=waarde),
            "termijn": self._met_termijn,
        }
        if self.in_stand != ALLES:
            rijen = rijen.filter(afgerond_op__isnull=self.in_stand == OPEN)
        for naam, waarde in self.gekozen.items():
            if naam in smal and not (langs and naam == "gemeente"):
                rijen = smal[naam](rijen, waarde)
        return rijen

    @property
    def chips(self) -> list[Chip]:
        """What narrows the list now, each with the address without it."""
        getoond = [(naam, waarde) for naam, waarde in self.gekozen.items() if (naam, waarde) != ("stand", ALLES)]
        return [Chip(*self._in_woorden(naam, waarde), self._zonder(naam)) for naam, waarde in getoond]

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
        """The filters that are filled in and can be: name -> value."""
        self.is_valid()  # what is wrong is left out of `cleaned_data`, and is said on the page
        return {naam: str(waarde) for naam, waarde in self.cleaned_data.items() if waarde}

    def _in_woorden(self, naam: str, waarde: str) -> tuple[str, str]:
        veld = self.fields[naam]
        keuzes: dict[str, Any] = dict(getattr(veld, "choices", ()))
        return str(veld.label), str(keuzes.get(waarde, waarde))

    def _zonder(self, naam: str) -> str:
        """The address with the other choices."""
        rest = {ander: waarde for ander, waarde in self.gekozen.items() if ander != naam}
        return urlencode(rest | {"stand": ALLES} if naam == "stand" else rest)

    def _keuzes(self, naam: str, keuzes: list[tuple[str, str]]) -> None:
        cast("forms.ChoiceField", self.fields[naam]).choices = [ALLE, *keuzes]

    def _met_termijn(self, rijen: QuerySet[Melding], waarde: str) -> QuerySet[Melding]:
        """Open meldingen with a term that has passed, or that passes soon."""
        return rijen.filter(Exists(lopend(waarde, self.nu).filter(zaak=OuterRef("pk"))), afgerond_op__isnull=True)


def lopend(soort: str, nu: datetime, straks: datetime | None = None) -> QuerySet[Termijn]:
    """The running terms that have passed (`verstreken`) or pass within 12 hours (`binnen_12_uur`) at `nu`. `straks`:
    those 12 hours on, for a question that is prepared."""
    termijnen = Termijn.objects.filter(geeindigd_op__isnull=True).order_by()
    if soort == "verstreken":
        return termijnen.filter(vervalt_op__lt=nu)
    return termijnen.filter(vervalt_op__gte=nu, vervalt_op__lte=straks or nu + BIJNA)


def _betrekt(gemeente: int) -> Exists:
    return Exists(Betrokkenheid.objects.order_by().filter(melding=OuterRef("pk"), gemeente=gemeente))
